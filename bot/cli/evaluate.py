"""``toeleider evaluate``: how well it understands and finds, with every miss listed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from bot.cli.run import prepare_catalogue
from bot.cli.screen import console, errors, fail, print_json, progress
from bot.evaluation import accepted
from bot.evaluation.files import EvaluationError
from bot.training import ModelMissing

if TYPE_CHECKING:
    from bot.evaluation.bench import Bench

app = typer.Typer(help="Measure understanding and search on your own files.", no_args_is_help=True)
Files = Annotated[list[Path], typer.Argument(help="YAML files.")]
Json = Annotated[bool, typer.Option("--json", help="For scripts.")]
Pictures = Annotated[
    Path | None, typer.Option(help="Draw confusions.png and reliability.png in this folder.")
]


@contextmanager
def _bench(total: int) -> Iterator[Bench]:
    """A loaded assistant with a progress bar of ``total`` sentences; errors as one line."""
    from bot.evaluation.bench import Bench

    prepare_catalogue()
    try:
        with errors.status("Loading the assistant…"):
            counter = itertools.count(1)
            bench = Bench()
        with progress("Sentences") as report, bench:
            bench.tick = lambda: report(next(counter), total)
            yield bench
    except (EvaluationError, ModelMissing) as error:
        fail(str(error), 2)


@contextmanager
def _readable() -> Iterator[None]:
    """A file that cannot be used ends the command with its cause, before anything is loaded."""
    try:
        yield
    except EvaluationError as error:
        fail(str(error), 2)


@app.command()
def nlu(files: Files, json: Json = False, pictures: Pictures = None) -> None:
    """Intent accuracy per language (the file's stem). Files: ``intent: [utterances]``."""
    from bot.evaluation import nlu as evaluation

    with _readable():
        total = sum(len(evaluation.read_examples(path)) for path in files)
    with _bench(total) as bench:
        scores = evaluation.evaluate(files, bench.parse)
    if pictures:
        from bot.evaluation.pictures import draw_confusions, draw_reliability

        pictures.mkdir(parents=True, exist_ok=True)
        draw_confusions(scores, pictures / "confusions.png")
        draw_reliability(scores, pictures / "reliability.png")
    if json:
        print_json(evaluation.as_json(scores))
        return
    console.print(evaluation.misses_table(scores))
    console.print(evaluation.as_table(scores, accepted.set_name(files[0])))
    for (expected, got), count in evaluation.confusions(scores).most_common(10):
        console.print(f"{count:4} × {expected} taken for {got}")


@app.command()
def alarms(files: Files, json: Json = False) -> None:
    """Alarms heard and calm kept. Files: ``language: {alarm: {intent: [...]}, calm: [...]}``."""
    from bot.evaluation import alarms as evaluation

    with _readable():
        sets = {code: found for path in files for code, found in evaluation.read_sets(path).items()}
    with _bench(sum(map(evaluation.size, sets.values()))) as bench:
        scores = {code: evaluation.score(found, bench.parse) for code, found in sets.items()}
    if json:
        languages = {code: score.figures() for code, score in scores.items()}
        print_json({**evaluation.overall(scores), "languages": languages})
        return
    for code, score in scores.items():
        for miss in score.missed:
            console.print(f"{code}: not heard: {miss['text']!r} ({miss['got']})", markup=False)
        for miss in score.false_alarms:
            why = miss["rule"] or miss["got"]
            console.print(f"{code}: false: {miss['text']!r} ({why})", markup=False)
    console.print(evaluation.as_table(scores))


@app.command()
def language(files: Files, json: Json = False) -> None:
    """Is the language recognised? Files: ``language: {short: [texts], long: [texts]}``."""
    from bot.evaluation import language as evaluation

    with _readable():
        texts = {
            code: found for path in files for code, found in evaluation.read_texts(path).items()
        }
    with _bench(sum(map(evaluation.size, texts.values()))) as bench:
        scores = {c: evaluation.score(c, found, bench.identify) for c, found in texts.items()}
    if json:
        figures = {
            name: {"n": share.n, **share.figures("accuracy")}
            for name, share in evaluation.overall(scores).items()
        }
        languages = {code: score.figures() for code, score in scores.items()}
        print_json({**figures, "languages": languages})
        return
    for code, score in scores.items():
        for miss in score.misses:
            console.print(f"{code}: {miss['text']!r} taken for {miss['got']}", markup=False)
    console.print(evaluation.as_table(scores))


@app.command()
def search(files: Files, json: Json = False) -> None:
    """Is the right service among the first three? Files: ``service id: [questions]``."""
    from bot.evaluation import search as evaluation
    from services_catalog.desk import Desk

    prepare_catalogue()
    with _readable():
        ids = Desk().service_ids()
        sets = {path: evaluation.read_questions(path, ids) for path in files}
    find = evaluation.finder(Desk())
    scores = {path.stem: evaluation.evaluate(path, found, find) for path, found in sets.items()}
    if json:
        print_json({"languages": {name: score.figures() for name, score in scores.items()}})
        return
    for name, score in scores.items():
        for miss in score.misses:
            console.print(
                f"{name}: {miss['text']!r}: {miss['expected']}, not {', '.join(miss['got'])}",
                markup=False,
            )
    console.print(evaluation.as_table(scores))


@app.command()
def talks(files: Files, json: Json = False) -> None:
    """Whole talks. Files: ``language: [{name: …, turns: [{say: …, service: […]}]}]``."""
    from bot.evaluation import talks as evaluation

    with _readable():
        found = [pair for path in files for pair in evaluation.read_talks(path).items()]
    with _bench(sum(evaluation.size(some) for _, some in found)) as bench:
        scores: dict[str, evaluation.TalkScore] = {}
        for code, some in found:
            scores[code] = scores.get(code, evaluation.TalkScore()) + evaluation.score(
                some, bench.talk
            )
    if json:
        print_json({"languages": {code: score.figures() for code, score in scores.items()}})
        return
    for code, score in scores.items():
        for failure in score.failures:
            console.print(
                f"{code}: {failure['talk']}: {failure['say']!r}: {failure['wrong']}", markup=False
            )
    console.print(evaluation.as_table(scores))


@app.command()
def report(
    accept: Annotated[
        bool, typer.Option("--accept", help="Let these figures be the ones to hold.")
    ] = False,
) -> None:
    """Measure all our own sets, and write the figures into docs/evaluation.md."""
    from bot.evaluation import report as reporting

    with _readable():
        sets = reporting.Sets.read()
    with _bench(sets.total) as bench:
        measured = reporting.measure(sets, bench)
    reporting.write(measured)
    table = Table("set", "language", "figure", "change")
    worse = []
    for name, code, share, old in accepted.as_rows(measured.figures):
        table.add_row(name, code, str(share), accepted.change(share, old))
        if old and accepted.fallen(name, share, old):
            worse.append(f"{name} {code}")
    console.print(table)
    if worse:
        console.print(f"fallen: {', '.join(worse)}", style="red")
    if accept:
        accepted.write_accepted(measured.figures)
        accepted.write_understood(measured.figures["nlu/final"])
    elif worse:
        raise typer.Exit(1)
