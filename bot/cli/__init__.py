"""The command ``toeleider``: run, ask, chat, train, evaluate, and the catalogue's own commands."""

from __future__ import annotations

import typer

from bot.cli import (
    base,
    callbacks,
    catalogue,
    editing,
    evaluate,
    exchange,
    findings,
    indicators,
    language,
    lint,
    locales,
    lookup,
    pocket,
    poster,
    run,
    staff,
    switch,
    talk,
    translations,
)

app = typer.Typer(
    name="toeleider",
    help="The digitale toeleider: newcomers ask, the catalogue answers, in their own language.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,  # locals may hold a visitor's words
)
app.command(name="run")(run.run)
app.command(name="train")(run.train)
app.command(name="ask")(talk.ask)
app.command(name="chat")(talk.chat)
app.command(name="lint")(lint.lint)
app.command(name="poster")(poster.poster)
app.command(name="pocket")(pocket.pocket)
app.command(name="lookup")(lookup.lookup)
app.command(name="indicators")(indicators.indicators)
findings.register(catalogue.app)
editing.register(catalogue.app)
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(callbacks.app, name="callbacks")
app.add_typer(exchange.app, name="exchange")
app.add_typer(base.app, name="base")
app.add_typer(switch.app, name="switch")
app.add_typer(locales.app, name="locales")
app.add_typer(language.app, name="language")
app.add_typer(staff.app, name="staff")
app.add_typer(translations.app, name="translations")
