"""``toeleider locales``: the sentences and their translations."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from bot import messages
from bot.cli.screen import console, print_json

app = typer.Typer(
    help="The sentences shown to people, and their translations.", no_args_is_help=True
)


@app.command()
def extract() -> None:
    """Collect all Dutch sentences from code, templates and domain.yml into the template."""
    for domain, path in messages.TEMPLATES.items():
        catalogue = messages.extract(domain=domain)
        messages.write_template(catalogue, domain)
        console.print(f"{len(catalogue)} sentences in {path}")


@app.command()
def update() -> None:
    """Bring all translation files up to the template; new sentences come in empty."""
    for domain, codes in messages.catalogues():
        catalogue = messages.extract(domain=domain)
        messages.write_template(catalogue, domain)
        for language in codes:
            messages.update(language, catalogue, domain)
            console.print(f"{language}, {domain}: updated")


@app.command("compile")
def compile_all() -> None:
    """Write .mo files for other gettext tools; the product reads the .po files itself."""
    for domain, codes in messages.catalogues():
        for language in codes:
            console.print(str(messages.compile_language(language, domain)))


@app.command()
def status(
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
    missing: Annotated[bool, typer.Option(help="List the sentences that miss.")] = False,
) -> None:
    """How far each language is. Exit 1 when a full language misses a sentence."""
    found = []
    for domain, codes in messages.catalogues():
        catalogue = messages.extract(domain=domain)
        found += [messages.status(language, catalogue, domain) for language in codes]
    if json:
        print_json([vars(entry) for entry in found])
    else:
        table = Table("language", "level", "translated", "missing", "broken")
        for entry in found:
            table.add_row(
                entry.language,
                entry.level,
                f"{entry.translated}/{entry.sentences}",
                str(len(entry.missing)),
                str(len(entry.broken)),
            )
        console.print(table)
        for entry in found:
            for source in (*(entry.missing if missing else ()), *entry.broken):
                console.print(f"{entry.language}: {source}", markup=False)
    if any(e.broken or (e.level != "started" and e.missing) for e in found):
        raise typer.Exit(1)
