"""``toeleider poster``: posters and handouts to print, with codes that open the chat."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.screen import console, fail, progress
from services_catalog.database import Database
from services_catalog.languages import SOURCE, spoken, spoken_languages

ALL = "all"
"""In the place of a language: the sheet that has them all."""


def poster(
    folder: Annotated[
        Path, typer.Option("--output", "-o", help="The folder to write into.", file_okay=False)
    ],
    languages: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LANG]…", help="Codes, for example: ar uk. Default: each language."
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also the one sheet that has all languages on it.")
    ] = False,
    handout: Annotated[
        bool, typer.Option("--handout", help="A6, four on an A4, instead of an A4 poster.")
    ] = False,
    address: Annotated[
        str, typer.Option(help="Where visitors reach us.", envvar="TOELEIDER_PUBLIC_URL")
    ] = "",
) -> None:
    """Make posters as PDF, a file for each language. Needs the catalogue, for the office on it."""
    # Only here: the web's parts would make every other command start later.
    from bot.web.office import OfficeKeeper
    from bot.web.pages.posters import icons
    from services_catalog.printing import poster as sheets
    from services_catalog.printing.typeset import PrintingError, typeset

    origin = _origin(address)
    codes = [*map(_code, languages or spoken_languages()), *([ALL] if every else [])]
    keeper = OfficeKeeper(Database(), 0)
    asyncio.run(keeper.refresh())
    card = keeper.card(SOURCE)
    if card is None:
        fail("The catalogue has no office to put on it. Load one: toeleider catalogue seed FOLDER")
    office, city = sheets.Office.of_card(card), keeper.city
    kind = "handout" if handout else "poster"
    dutch: dict[str, list[str]] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with progress("Printing") as report:
            for done, code in enumerate(codes):
                report(done, len(codes))
                if code == ALL:
                    sheet = sheets.poster_of_all(
                        address=f"{origin}/", city=city, office=office, icons=icons()
                    )
                else:
                    sheet = sheets.poster(
                        code, address=f"{origin}/{code}/", city=city, office=office, icons=icons()
                    )
                template = "languages" if code == ALL and not handout else kind
                (folder / f"{kind}-{code}.pdf").write_bytes(typeset(template, sheet))
                dutch[code] = sheets.still_dutch(sheet)
            report(len(codes), len(codes))
    except (PrintingError, OSError) as error:
        fail(str(error))
    console.print(f"{len(codes)} files in {folder}.", markup=False)
    for code, sentences in dutch.items():
        if sentences:
            console.print(f"{code}: {len(sentences)} sentences are still Dutch.", style="yellow")


def _code(text: str) -> str:
    code = spoken(text)
    if code is None:
        fail(f"{text!r} is no language of ours: {' '.join(spoken_languages())}", code=2)
    return code


def _origin(address: str) -> str:
    """The address as the web process takes it: one rule for both."""
    from bot.web.settings import SettingsError, load_web_settings

    cure = "for example --address https://www.waterlinde.example.org, or set TOELEIDER_PUBLIC_URL"
    try:
        origin = load_web_settings({"TOELEIDER_PUBLIC_URL": address}).public_url
    except SettingsError:
        fail(f"{address!r} is no address to print: http or https and no path, {cure}", code=2)
    if origin is None:
        fail(f"The code on the poster needs an address: {cure}", code=2)
    return origin
