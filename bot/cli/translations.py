"""``toeleider translations``: what is to translate, files for translation offices, fixed terms."""

from __future__ import annotations

import getpass
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import SQLAlchemyError
from yaml import YAMLError

from bot.cli.screen import console, fail, print_json, progress
from services_catalog.database import CatalogueUnavailable, Database
from services_catalog.hours import BRUSSELS
from services_catalog.i18n import Translator
from services_catalog.languages import SOURCE, known, languages
from services_catalog.translating.book import TranslationBook
from services_catalog.translating.glossary import (
    GLOSSARY,
    GlossaryFinding,
    entries,
    glossary_findings,
    occurrences,
)
from services_catalog.translating.office.incoming import (
    Fate,
    Report,
    check_is_for,
    read_file,
    take,
)
from services_catalog.translating.office.outgoing import Choice, export, export_all
from services_catalog.translating.office.texts import MAX_FILE, Format, OfficeFileError
from services_catalog.translating.queue import STATES, TO_DO, Queue
from services_catalog.translating.units import units
from services_catalog.translations import ShownState
from services_catalog.vocabulary import Risk, topics

app = typer.Typer(
    help="Translations of the services: what is to do, and files for translation offices.",
    no_args_is_help=True,
)
ENGLISH = Translator("en")
EVERY = "all"
SHOWN = 160

Json = Annotated[bool, typer.Option("--json", help="For scripts.")]


@app.command()
def queue(
    language: Annotated[str | None, typer.Option(help="One language: what to do in it.")] = None,
    json: Json = False,
) -> None:
    """How far each language is; with --language what is to be done there, the gravest first."""
    try:
        with Database().read() as session:
            made = Queue(session)
            if language is None:
                counts = made.counts()
            else:
                lines = made.lines(_code(language), TO_DO)
    except (SQLAlchemyError, CatalogueUnavailable) as error:
        _no_catalogue(error)
    if language is None:
        if json:
            print_json({code: {s.value: n[s] for s in STATES} for code, n in counts.items()})
            return
        table = Table("language", *(state.value for state in STATES))
        for code, number in counts.items():
            table.add_row(code, *(str(number[state]) for state in STATES))
    else:
        if json:
            print_json([_plain(line, "kind", "id", "title", "risk", "state") for line in lines])
            return
        table = Table("risk", "state", "what", "title")
        for line in lines:
            table.add_row(
                line.risk.value, line.state.value, f"{line.kind}/{line.id}", Text(line.title)
            )
    console.print(table)


@app.command(name="export")
def export_texts(
    language: Annotated[str, typer.Argument(help="A language, or 'all' for a zip of all.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file, or a folder.")],
    form: Annotated[
        Format, typer.Option("--format", "-f", help="xliff is 2.1, xliff1 is 1.2.")
    ] = Format.XLIFF1,
    only: Annotated[
        str, typer.Option(help=f"States, with commas: {', '.join(ShownState)}. Default: all.")
    ] = "",
    risk: Annotated[Risk | None, typer.Option(help="Only texts of this risk.")] = None,
    topic: Annotated[str, typer.Option(help="Only services of this topic.")] = "",
) -> None:
    """Write the texts of a language for a translation office."""
    states = [word.strip() for word in only.split(",") if word.strip()]
    if wrong := [word for word in states if word not in list(ShownState)]:
        fail(f"--only: unknown {', '.join(wrong)}. Choose from {', '.join(ShownState)}.", 2)
    if topic and topic not in topics():
        fail(f"--topic: unknown {topic}. Choose from {', '.join(topics())}.", 2)
    choice = Choice(
        states=frozenset(ShownState(word) for word in states),
        risks=frozenset({risk}) if risk else frozenset(),
        topic=topic,
    )
    when = datetime.now(BRUSSELS)
    try:
        with progress("Languages") as report, Database().read() as session:
            if language == EVERY:
                made = export_all(session, form, choice, when, progress=report)
            else:
                made = export(session, _code(language), form, choice, when)
                report(1, 1)
    except (SQLAlchemyError, CatalogueUnavailable) as error:
        _no_catalogue(error)
    path = output / made.name if output.is_dir() else output
    try:
        path.write_bytes(made.content)
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror or error}. Choose another place.")
    console.print(f"{made.count} texts written to {path}.", highlight=False, soft_wrap=True)


@app.command(name="import")
def import_texts(
    path: Annotated[Path, typer.Argument(help="A .po, .xlf or .xliff file.")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Take over what can be; without, a dry run.")
    ] = False,
    actor: Annotated[str | None, typer.Option(help="Who does this: your login name.")] = None,
    language: Annotated[
        str | None, typer.Option(help="For a file that does not say its language.")
    ] = None,
    fuzzy: Annotated[
        bool, typer.Option("--fuzzy", help="Also take what the office calls not finished.")
    ] = False,
    json: Json = False,
) -> None:
    """Lay what a translation office sent back beside our texts; with --apply take it over.

    What is taken over still has to be checked by a person: it is marked in_review.
    """
    try:
        if path.stat().st_size > MAX_FILE:
            fail(f"{path} is larger than {MAX_FILE // 1024**2} MB: that is no file of ours.")
        file = read_file(path.read_bytes())
        code = _code(language) if language else file.language
        if code is None:
            fail(f"{path} does not say its language. Add it: --language fr", 2)
        check_is_for(file, code)
        with progress("Services") as told:
            report = take(
                TranslationBook(Database()), file.texts, code, actor or getpass.getuser(),
                dry_run=not apply, unfinished=fuzzy, translator=ENGLISH, progress=told,
            )  # fmt: skip
    except OfficeFileError as error:
        fail(f"{path}: {error.said(ENGLISH)}")
    except OSError as error:
        fail(f"{path} cannot be read: {error.strerror or error}.")
    except (SQLAlchemyError, CatalogueUnavailable) as error:
        _no_catalogue(error)
    if json:
        print_json(_as_json(report))
    else:
        _show(report)


@app.command()
def glossary(
    language: Annotated[
        str | None, typer.Option(help="The terms in this language, and where it is not used.")
    ] = None,
    json: Json = False,
) -> None:
    """The fixed terms. With --language also the translations that use another word (advice)."""
    code = _code(language) if language else None
    try:
        entries()
    except (ValueError, KeyError, TypeError, YAMLError) as error:
        fail(f"{GLOSSARY} is wrong, mend it first:\n{error}")
    found: list[GlossaryFinding] = []
    often: Counter[str] = Counter()
    try:
        with Database().read() as session:
            for unit in units(session, code or "en"):
                often.update(occurrences(unit.source))
            if code:
                found = glossary_findings(session, code)
    except (SQLAlchemyError, CatalogueUnavailable) as error:
        _no_catalogue(error)
    if json:
        print_json(
            {
                "terms": [
                    {
                        "dutch": entry.dutch,
                        "count": often[entry.dutch],
                        "translation": entry.term(code).translation if code else None,
                        "reviewed": code in entry.reviewed,
                    }
                    for entry in entries()
                ],
                "not_used": [{"key": one.key, "dutch": one.term.dutch} for one in found],
            }
        )
        return
    table = Table("Dutch", "in our texts", "translation" if code else "languages", "reviewed")
    for entry in entries():
        known_in = {*entry.translations, *entry.explained}
        table.add_row(
            entry.dutch,
            str(often[entry.dutch]),
            Text((entry.term(code).translation or "-") if code else str(len(known_in))),
            ("yes" if code in entry.reviewed else "no") if code else str(len(entry.reviewed)),
        )
    console.print(table)
    for one in found:
        _line(f"{one.key}: {one.term.dutch} = {one.term.translation}, but: {_short(one.target)}")
    if code:
        _line(f"{len(found)} texts use another word. That is advice, no error.")


def _code(language: str) -> str:
    code = known(language)
    if code is None or code == SOURCE:
        others = ", ".join(one for one in languages() if one != SOURCE)
        fail(f"{language} is no language to translate into. Choose from {others}.", 2)
    return code


def _no_catalogue(error: Exception) -> NoReturn:
    cause = getattr(error, "orig", None) or error
    fail(
        f"The catalogue cannot be used ({type(error).__name__}): {cause}. "
        "Is it there, and up to date? Type: alembic upgrade head"
    )


def _show(report: Report) -> None:
    for line in report.of(Fate.TAKEN):
        _line(f"{line.key}\n    - {_short(line.before)}\n    + {_short(line.after)}")
        if line.reason:
            _line(f"    {line.reason}")
    for line in report.of(Fate.REFUSED, Fate.UNFINISHED, Fate.FOREIGN):
        _line(f"{line.fate.value}: {line.key} (line {line.line}): {line.reason}")
    _line(", ".join(f"{number} {fate}" for fate, number in report.counts.items()) + ".")
    if not report.applied:
        _line("A dry run: nothing was kept. Add --apply to take it over.")
    elif report.of(Fate.TAKEN):
        _line("Taken over; a person still has to check it on the staff pages.")


def _as_json(report: Report) -> dict[str, object]:
    return {
        "language": report.language,
        "applied": report.applied,
        "counts": report.counts,
        "texts": [
            _plain(line, "key", "fate", "before", "after", "reason", "line")
            for line in report.lines
            if line.fate not in (Fate.UNCHANGED, Fate.EMPTY)
        ],
    }


def _plain(thing: object, *names: str) -> dict[str, object]:
    return {name: getattr(thing, name) for name in names}


def _line(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
