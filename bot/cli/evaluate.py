"""``toeleider evaluate``: how well it understands and finds, with every miss listed."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.cli.run import prepare_catalogue
from bot.cli.screen import console, errors, fail, print_json, progress
from bot.evaluation.files import EvaluationError
from bot.training import ModelMissing
from services_catalog.encoder import default_encoder
from services_catalog.languages import known

app = typer.Typer(help="Measure understanding and search on your own files.", no_args_is_help=True)
Files = Annotated[list[Path], typer.Argument(help="YAML files; the language is the file's stem.")]
Json = Annotated[bool, typer.Option("--json", help="For scripts.")]


def _parser(total: int, report: Any) -> tuple[Any, Any]:
    """A runner, and a function that parses a text in it and moves the bar."""
    from bot.engine import Assistant

    with errors.status("Loading the assistant…"):
        assistant = Assistant()
    runner = asyncio.Runner()
    counter = itertools.count(1)

    def parse(text: str, *_: str) -> dict[str, Any]:
        # The language is not told: identifying it is part of what is measured.
        parsed: dict[str, Any] = runner.run(assistant.parse(text))
        report(next(counter), total)
        return parsed

    return runner, parse


@app.command()
def nlu(files: Files, json: Json = False) -> None:
    """Intent accuracy per language. Files: ``intent: [utterances]``."""
    from bot.evaluation import nlu as evaluation

    try:
        total = sum(len(evaluation.read_examples(path)) for path in files)
        with progress("Sentences") as report:
            runner, parse = _parser(total, report)
            with runner:
                scores = evaluation.evaluate(files, parse)
    except (EvaluationError, ModelMissing) as error:
        fail(str(error), 2)
    if json:
        print_json(evaluation.as_json(scores))
        return
    console.print(evaluation.misses_table(scores))
    console.print(evaluation.as_table(scores))


@app.command()
def alarms(files: Files, json: Json = False) -> None:
    """Alarms heard and calm kept. Files: ``language: {alarm: {intent: [...]}, calm: [...]}``."""
    from bot.evaluation import alarms as evaluation

    try:
        sets = {code: found for path in files for code, found in evaluation.read_sets(path).items()}
        total = sum(
            sum(map(len, found["alarm"].values())) + len(found.get("calm") or [])
            for found in sets.values()
        )
        with progress("Sentences") as report:
            runner, parse = _parser(total, report)
            with runner:
                scores = {code: evaluation.score(found, parse) for code, found in sets.items()}
    except (EvaluationError, ModelMissing) as error:
        fail(str(error), 2)
    if json:
        languages = {code: score.figures() for code, score in scores.items()}
        print_json({**evaluation.overall(scores), "languages": languages})
        return
    table = Table("language", "alarms", "heard", "by rule", "right kind", "calm", "false")
    for code, score in scores.items():
        counts = (score.alarms, score.heard, score.by_rule, score.right_kind, score.calm)
        table.add_row(code, *map(str, counts), str(score.false))
        for miss in score.missed:
            console.print(f"{code}: not heard: {miss['text']!r} ({miss['got']})", markup=False)
        for miss in score.false_alarms:
            console.print(f"{code}: false: {miss['text']!r} ({miss['got']})", markup=False)
    console.print(table)
    figures = evaluation.overall(scores)
    console.print(f"recall {figures['recall']:.1%}, false alarms {figures['false_alarm_rate']:.1%}")


@app.command()
def search(files: Files, json: Json = False) -> None:
    """Is the right service among the first three? Files: ``service id: [questions]``."""
    from bot.evaluation import search as evaluation
    from services_catalog.desk import Desk
    from services_catalog.search.query import Query

    prepare_catalogue()
    desk = Desk()
    encoder = default_encoder()

    def find(text: str, language: str) -> list[str]:
        query = Query(
            language=known(language) or "nl", text=text, vector=encoder.encode([text])[0], limit=3
        )
        return [hit.service_id for hit in desk.search(query)]

    try:
        ids = desk.service_ids()
        sets = {path: evaluation.read_questions(path, ids) for path in files}
    except EvaluationError as error:
        fail(str(error), 2)
    scores = {path.stem: evaluation.evaluate(path, found, find) for path, found in sets.items()}
    if json:
        print_json({"languages": {name: score.figures() for name, score in scores.items()}})
        return
    table = Table("language", "n", "hit@1", "hit@3")
    for name, score in scores.items():
        figures = score.figures()
        table.add_row(name, str(score.n), f"{figures['hit@1']:.1%}", f"{figures['hit@3']:.1%}")
        for miss in score.misses:
            console.print(
                f"{name}: {miss['text']!r}: {miss['expected']}, not {', '.join(miss['got'])}",
                markup=False,
            )
    console.print(table)
