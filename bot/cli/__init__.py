"""The command ``toeleider``: run, ask, chat, train, evaluate, and the catalogue's own commands."""

from __future__ import annotations

import typer

from bot.cli import callbacks, catalogue, evaluate, language, lint, locales, poster, run, talk

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
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(callbacks.app, name="callbacks")
app.add_typer(locales.app, name="locales")
app.add_typer(language.app, name="language")
