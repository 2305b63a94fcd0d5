"""``toeleider lookup``: the toeleiders' look-up in a terminal."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from bot.cli.screen import console, errors, fail, print_json
from services_catalog.database import CatalogueUnavailable, Database
from services_catalog.desk import Desk
from services_catalog.hours import now
from services_catalog.languages import SOURCE, known, languages

SHOWN = 10


def lookup(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS…",
            help="Words and facets together: football boy 9 no papers wednesday north",
        ),
    ],
    language: Annotated[
        str, typer.Option("--language", "-l", help="The client's language, for the message.")
    ] = SOURCE,
    copy: Annotated[
        bool, typer.Option("--copy", help="Print the first service as a message to send.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
    address: Annotated[
        str, typer.Option(help="Where visitors reach us.", envvar="TOELEIDER_PUBLIC_URL")
    ] = "",
) -> None:
    """Look a service up in Dutch, English or French."""
    # Only here: no other command needs the word lists.
    from services_catalog.lookup.finder import Finder
    from services_catalog.lookup.question import Question
    from services_catalog.lookup.view import Shop

    client = known(language)
    if client is None:
        fail(f"{language!r} is no language of ours: {' '.join(languages())}", code=2)
    question = Question.of({"q": " ".join(words)})
    if not question:
        fail("There is no word to look for. For example: toeleider lookup food bank", code=2)
    finder = Finder(Desk(Database()))
    try:
        wanted, chips = question.understood(finder, "")
        results = finder.find(wanted, limit=SHOWN)
        days = wanted.when.dates(now())
        rows = Shop(finder.desk, client, address.rstrip("/")).rows(results.found, days=days)
    except CatalogueUnavailable as error:
        fail(f"{error}. Load a catalogue: toeleider catalogue seed FOLDER")
    if json:
        print_json(
            {
                "facets": [chip.label for chip in chips],
                "fitting": results.fitting,
                "total": results.total,
                "services": [_as_json(row) for row in rows],
            }
        )
        return
    if not rows:
        fail(
            "The catalogue has no service like that. Leave a word out, or see: toeleider catalogue"
        )
    if copy:
        if not address:
            errors.print("Without a link: set TOELEIDER_PUBLIC_URL or give --address.")
        print(rows[0].message)
        return
    if results.words_unknown:
        errors.print("No service has these words; only the facets were looked at.", style="yellow")
    console.print(f"Understood: {', '.join(chip.label for chip in chips) or '-'}", markup=False)
    table = Table("", "service", "open and where", "misses")
    # An id cut off cannot be typed anywhere.
    table.columns[1].overflow = "fold"
    for number, row in enumerate(rows, 1):
        table.add_row(str(number), *map(escape, _cells(row)), end_section=True)
    console.print(table)
    console.print(f"{results.fitting} fit everything, {results.total} in all.")


def _cells(row: Any) -> list[str]:
    card, own = row.card, row.own
    service = [card["title"], card["id"]]
    if own and own["language"] != SOURCE:
        service.insert(1, own["title"])
    where = [card["open"]["text"], *row.asked_days]
    where += [f"{place['name']}, {place['address']}" for place in card["places"]]
    if card["phone"]:
        where.append(card["phone"]["text"])
    return ["\n".join(service), "\n".join(where), "\n".join(row.misses)]


def _as_json(row: Any) -> dict[str, Any]:
    return {
        "id": row.card["id"],
        "title": row.card["title"],
        "own_title": row.own["title"] if row.own else None,
        "open": row.card["open"]["text"],
        "places": [f"{place['name']}, {place['address']}" for place in row.card["places"]],
        "phone": row.card["phone"]["text"] if row.card["phone"] else None,
        "badge": row.card["badge"]["text"],
        "misses": list(row.misses),
        "notes": [note.text for note in row.notes],
        "message": row.message,
    }
