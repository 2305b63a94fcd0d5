"""``toeleider language``: add a language, and see what it still wants."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.table import Table

from bot import new_language
from bot.cli.screen import console, fail, print_json
from services_catalog.languages import languages, spoken_languages
from services_catalog.settings import PROJECT_ROOT

app = typer.Typer(help="Add a language and follow how far it is.", no_args_is_help=True)


@app.command()
def add(
    code: Annotated[str, typer.Argument(help="ISO 639 code: sw.")],
    own: Annotated[str | None, typer.Option(help="What it calls itself: Kiswahili.")] = None,
    script: Annotated[str | None, typer.Option(help="ISO 15924: latn, arab, cyrl, deva.")] = None,
    babel: Annotated[str | None, typer.Option(help="Locale for dates and prices: sw_KE.")] = None,
) -> None:
    """Make all files of a new language, with examples in comments, ready to be filled in."""
    try:
        language = new_language.NewLanguage.of(code, own, script, babel)
    except new_language.LanguageError as error:
        fail(str(error), 2)
    for path in new_language.add(language):
        console.print(path.relative_to(PROJECT_ROOT), highlight=False)
    console.print(
        f"\n{language.own} is in. Fill the files in (docs/contributing/adding-a-language.md); "
        f"`toeleider language status {code}` shows what is left. "
        f"Then set `level: usable` for {code} in locales/languages.yml."
    )


@app.command()
def status(
    codes: Annotated[list[str] | None, typer.Argument(help="Languages; all without.")] = None,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """What is there of each language, and what is missing; 1 when a spoken language is thin."""
    wanted = codes or list(languages())
    if unknown := [code for code in wanted if code not in languages()]:
        fail(f"{', '.join(unknown)}: no language of ours. See locales/languages.yml", 2)
    found = {code: new_language.progress(code) for code in wanted}
    if json:
        print_json({code: [vars(one) for one in some] for code, some in found.items()})
    else:
        table = Table("language", "level", "what", "there", "of", "where", box=SIMPLE)
        for code, some in found.items():
            for one in some:
                style = None if one.done >= one.wanted else "yellow"
                table.add_row(code, languages()[code].level, one.what, str(one.done),
                              str(one.wanted), one.where, style=style)  # fmt: skip
        console.print(table)
    thin = [c for c, some in found.items() for one in some if one.done < one.wanted]
    if set(thin) & set(spoken_languages()):
        raise typer.Exit(1)
