"""``toeleider pocket``: the catalogue to take along, as files that need no network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.screen import console, fail, progress
from services_catalog.languages import spoken, spoken_languages


def pocket(
    folder: Annotated[
        Path, typer.Option("--output", "-o", help="The folder to write into.", file_okay=False)
    ],
    languages: Annotated[
        list[str] | None, typer.Argument(metavar="[LANG]…", help="Codes, for example: ar uk.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All languages.")] = False,
    with_pdf: Annotated[
        bool, typer.Option("--pdf", help="Also a booklet (A5) to print, of each.")
    ] = False,
    neighbourhood: Annotated[
        str | None,
        typer.Option(help="Only the services of one neighbourhood, and those without a door."),
    ] = None,
) -> None:
    """Write the whole catalogue into one HTML file per language, with Dutch beside it."""
    # Only here: printing and templates would make every other command start later.
    from services_catalog.database import CatalogueUnavailable
    from services_catalog.desk import Desk
    from services_catalog.pocket.data import PocketError, edition
    from services_catalog.pocket.html import html
    from services_catalog.pocket.pdf import pdf
    from services_catalog.printing.typeset import PrintingError

    if bool(languages) == every:
        fail("Name the languages, for example 'toeleider pocket ar uk -o files', or --all.", code=2)
    codes = list(dict.fromkeys(spoken_languages() if every else map(_code, languages or [])))
    written: list[tuple[Path, int]] = []
    desk = Desk()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with progress("Writing") as report:
            total = len(codes) * (2 if with_pdf else 1)
            report(0, total)
            for code in codes:
                found = edition(desk, code, neighbourhood=neighbourhood)
                page = html(found).encode()
                written.append((_write(folder / f"pocket-{code}.html", page), len(page)))
                report(len(written), total)
                if with_pdf:
                    booklet = pdf(found)
                    written.append((_write(folder / f"pocket-{code}.pdf", booklet), len(booklet)))
                    report(len(written), total)
    except PocketError as error:
        fail(str(error), code=2)
    except (CatalogueUnavailable, PrintingError, OSError) as error:
        fail(str(error))
    for path, size in written:
        console.print(f"{path}  {size / 1000:.0f} kB", markup=False)


def _write(path: Path, body: bytes) -> Path:
    """All of it or nothing: half a file would open, and lack services."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_bytes(body)
    return unfinished.replace(path)


def _code(text: str) -> str:
    code = spoken(text)
    if code is None:
        fail(f"{text!r} is no language of ours: {' '.join(spoken_languages())}", code=2)
    return code
