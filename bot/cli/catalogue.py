"""``toeleider catalogue``: load, search and show."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.screen import console, fail, print_json, progress
from services_catalog.cards import as_text
from services_catalog.database import CatalogueUnavailable, Database, migrate
from services_catalog.desk import Desk
from services_catalog.encoder import default_encoder
from services_catalog.languages import known
from services_catalog.loading.seed import Edited, NotEmpty
from services_catalog.loading.seed import seed as load
from services_catalog.loading.source import SourceError, read_folder
from services_catalog.loading.stamp import stamp as stamp_folder
from services_catalog.search.passages import refresh_passages
from services_catalog.search.query import Query
from services_catalog.settings import DEMO_DIRECTORY
from services_catalog.vocabulary import topics

app = typer.Typer(help="The catalogue of services.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="A catalogue folder.", exists=True, file_okay=False)]
Json = Annotated[bool, typer.Option("--json", help="For scripts.")]


@app.command()
def seed(
    folder: Folder = DEMO_DIRECTORY,
    replace: Annotated[bool, typer.Option(help="Load over services that are there.")] = False,
    over_edits: Annotated[bool, typer.Option(help="Load over what staff changed, too.")] = False,
) -> None:
    """Load a catalogue folder (default: the demonstration municipality) into the database."""
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count() or 1))
    try:
        source = read_folder(folder)
        database = Database()
        migrate(database.engine)
        with progress("Vectors") as report:
            count = load(
                database, source, default_encoder(), replace=replace, over_edits=over_edits,
                progress=report,
            )  # fmt: skip
    except SourceError as error:
        fail(f"Nothing was loaded; mend these first:\n{error}")
    except (NotEmpty, Edited) as error:
        fail(str(error))
    except SQLAlchemyError as error:
        fail(f"The database refused ({type(error).__name__}): {getattr(error, 'orig', error)}")
    console.print(f"{count} services loaded.")


@app.command()
def reindex() -> None:
    """Renew the vectors of the search after a change of encoder; nothing else is touched."""
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count() or 1))
    try:
        with Database().change() as session, progress("Vectors") as report:
            count = refresh_passages(session, default_encoder(), progress=report)
    except SQLAlchemyError as error:
        fail(f"The database refused ({type(error).__name__}): {getattr(error, 'orig', error)}")
    console.print(f"{count} vectors made anew.")


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="What somebody needs.")],
    language: Annotated[str, typer.Option("--language", "-l")] = "nl",
    topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=50)] = 5,
    json: Json = False,
) -> None:
    """Search services by meaning and words, without the assistant."""
    if topic and topic not in topics():
        fail(f"{topic!r} is no topic. Choose from: {', '.join(topics())}", 2)
    code = known(language)
    if not code:
        fail(f"{language!r} is no language of ours.", 2)
    desk = Desk()
    query = Query(
        language=code,
        text=text,
        vector=default_encoder().encode([text])[0],
        topics=(topic,) if topic else (),
        limit=limit,
    )
    try:
        hits = desk.search(query)
        cards = desk.cards(hits, code)
    except CatalogueUnavailable as error:
        fail(f"{error}. Type: toeleider catalogue seed")
    if json:
        print_json([{"id": hit.service_id, "score": hit.score} for hit in hits])
        return
    table = Table("score", "id", "title", "open")
    for hit, card in zip(hits, cards, strict=True):
        table.add_row(f"{hit.score:.3f}", hit.service_id, card["title"], card["open"]["text"])
    console.print(table)


@app.command()
def show(
    service_id: Annotated[str, typer.Argument(help="The id of a service.")],
    language: Annotated[str, typer.Option("--language", "-l")] = "nl",
    json: Json = False,
) -> None:
    """Show one service as a visitor sees it."""
    code = known(language)
    if not code:
        fail(f"{language!r} is no language of ours.", 2)
    try:
        cards = Desk().cards([service_id], code)
    except CatalogueUnavailable as error:
        fail(f"{error}. Type: toeleider catalogue seed")
    if not cards:
        fail(f"There is no published service {service_id!r}. Try: toeleider catalogue search …")
    if json:
        print_json(cards[0])
    else:
        console.print(as_text(cards[0]), markup=False)


@app.command()
def stamp(folder: Folder = DEMO_DIRECTORY) -> None:
    """Note in the translation files which Dutch text they were made from.

    Only for translations that have no stamp yet: a stamp that no longer fits is what tells that a
    translation is stale, and is left alone.
    """
    try:
        console.print(f"{stamp_folder(folder)} translations stamped.")
    except SourceError as error:
        fail(str(error))
