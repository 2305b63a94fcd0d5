"""``toeleider run`` and ``toeleider train``."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot import training
from bot.cli.screen import console, fail, progress
from bot.processes import Household, StartFailed
from services_catalog.callback_key import VARIABLE, demonstration_key
from services_catalog.database import Database, migrate
from services_catalog.encoder import default_encoder
from services_catalog.loading.seed import NotEmpty, seed
from services_catalog.loading.source import SourceError, read_folder
from services_catalog.settings import DEMO_DIRECTORY, load_settings


def prepare_catalogue() -> None:
    """Bring the database to the present shape; an empty one gets the demonstration catalogue."""
    database = Database()
    try:
        migrate(database.engine)
        if database.version():
            return
        console.print("The catalogue is empty: loading the demonstration municipality.")
        os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count() or 1))
        with progress("Vectors") as report:
            count = seed(database, read_folder(DEMO_DIRECTORY), default_encoder(), progress=report)
        console.print(f"{count} services loaded.")
    except NotEmpty:
        return
    except SourceError as error:
        fail(f"The catalogue files have mistakes; nothing was loaded:\n{error}")
    except SQLAlchemyError as error:
        fail(
            f"The catalogue database cannot be opened ({type(error).__name__}).\n"
            f"Check TOELEIDER_DATABASE_URL and that the server runs: "
            f"{database.engine.url.render_as_string(hide_password=True)}"
        )


def prepare_model() -> None:
    """Train when the model misses or is of another version than the data."""
    if training.current_model() is None:
        console.print("Training the assistant (once; about a minute)…")
        try:
            training.train()
        except subprocess.CalledProcessError as error:
            fail(f"Training failed (exit {error.returncode}); Rasa's own words stand above.")


def run(
    host: Annotated[str, typer.Option(help="Address the web process listens on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of the web process.")] = 8080,
    debug: Annotated[
        bool, typer.Option(help="Start Rasa with --debug. Visitors' words stay out all the same.")
    ] = False,
) -> None:
    """Start everything on this machine and print one address. Ctrl-C stops it all."""
    prepare_catalogue()
    prepare_model()
    # An empty value is the operator's word that nobody can ask to be called back.
    if VARIABLE not in os.environ:
        os.environ[VARIABLE] = demonstration_key(load_settings().state_directory)
    household = Household(training.require_model(), host=host, port=port, debug=debug)
    stopping = False

    def stop(_signal: int, _frame: object) -> None:
        nonlocal stopping
        if stopping:
            return
        stopping = True

    try:
        with console.status("Starting: actions, Rasa, web…"):
            household.start(lambda name: console.print(f"  {name} is ready"))
    except StartFailed as error:
        fail(str(error))
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    console.print(f"\nThe digitale toeleider is at [bold]{household.address}/[/bold]")
    console.print(f"Logs: {load_settings().state_directory / 'logs'}   Ctrl-C stops it.\n")
    try:
        household.keep(lambda: stopping, console.print)
    finally:
        household.stop()
        console.print("Stopped.")


def train(
    force: Annotated[bool, typer.Option(help="Train even when the model is current.")] = False,
) -> None:
    """Train the assistant from data/, config.yml and domain.yml."""
    model = training.current_model()
    if model and not force:
        console.print(f"The model is current: {model}")
        return
    try:
        console.print(f"Trained: {training.train()}")
    except subprocess.CalledProcessError as error:
        fail(f"Training failed (exit {error.returncode}); Rasa's own words stand above.")
