"""Answer time and throughput through the Rasa server: ours against stock Rasa.

Run: ``uv run python -m benchmarks.turn [--talks 60] [--share 0.25] [--epochs 100] [--json FILE]``.
Stock Rasa (DIET, TED, UnexpecTED, its SQL tracker store on SQLite, an action server that looks
services up in SQLite) is made ready in ``benchmarks/.work`` at the first run; see
``benchmarks/stock``. Both run side by side on this machine and get the same talks of six turns
(buttons, repeats, short and long texts, six languages), straight at Rasa's webhook:

* answer time: one visitor, talk by talk in turns to one and the other; stock Rasa's policies
  sometimes say nothing, which is quick: the row "answered by both" leaves those turns out;
* long talks: the 2nd turn against the 60th, the same kind of message, over several talks;
* throughput: four visitors at once, in rounds for one and the other; answers per second of
  processor time of the Rasa server and the action server together.

Figures to keep are the ratios; the milliseconds are of a machine with other work to do.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
from rich.table import Table

from benchmarks.households import Contestant, Sent, our_model, ours, stock
from benchmarks.report import console, p50, p95, write_json
from benchmarks.stock.prepare import EPOCHS, prepare
from benchmarks.visitors import LANGUAGES, short_text, talk

VISITORS = 4
LONG_TALK = 60
WARM_UP = 12


def main() -> None:
    """Make ready, measure, print, write the JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.turn", description=__doc__)
    parser.add_argument("--talks", type=int, default=60, help="for the answer time")
    parser.add_argument("--long-talks", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=4, help="of the throughput")
    parser.add_argument("--share", type=float, default=0.25, help="of the sentences, for stock")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="of DIET, for stock")
    parser.add_argument("--policy-epochs", type=int, default=EPOCHS, help="of TED, for stock")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    prepared = prepare(options.share, options.epochs, options.policy_epochs)
    model, which = our_model()
    with ours(model) as us, stock() as them, httpx.Client(timeout=120) as client:
        both = [us, them]
        for number in range(WARM_UP):
            for contestant in both:
                _talk(client, contestant, -1 - number)
        result: dict[str, Any] = {
            "stock": prepared,
            "ours": which,
            "answer": answer_times(client, both, options.talks),
            "long_talk": long_talks(client, both, options.long_talks),
            "throughput": throughput(both, options.rounds),
            "silent_turns": {c.name: c.silent for c in both},
        }
    _print(result)
    write_json(options.json, result)


def answer_times(client: httpx.Client, both: list[Contestant], talks: int) -> dict[str, Any]:
    """Milliseconds per turn by kind of message, and the ratios ours / stock."""
    times: dict[str, dict[str, list[float]]] = {c.name: defaultdict(list) for c in both}
    for number in range(talks):
        sent = {
            contestant.name: _talk(client, contestant, number)
            for contestant in (both if number % 2 else reversed(both))
        }
        for place, message in enumerate(talk(number)):
            turns = {name: of[place] for name, of in sent.items()}
            kinds = ["all", message.kind]
            if all(turn.answered for turn in turns.values()):
                kinds.append("answered by both")
            for name, turn in turns.items():
                for kind in kinds:
                    times[name][kind].append(turn.elapsed)
    kinds = sorted(times["ours"])
    return {
        kind: {
            **{
                name: {"p50": round(p50(of[kind]), 1), "p95": round(p95(of[kind]), 1)}
                for name, of in times.items()
            },
            "ratio_p50": round(p50(times["ours"][kind]) / p50(times["stock"][kind]), 3),
            "ratio_p95": round(p95(times["ours"][kind]) / p95(times["stock"][kind]), 3),
            "turns": len(times["ours"][kind]),
        }
        for kind in kinds
    }


def long_talks(client: httpx.Client, both: list[Contestant], talks: int) -> dict[str, Any]:
    """Milliseconds of the 2nd and of the 60th turn, medians over talks; every text is new."""
    times: dict[str, dict[int, list[float]]] = {c.name: defaultdict(list) for c in both}
    for number in range(talks):
        draw = random.Random(1000 + number)
        texts = [short_text(draw, LANGUAGES[number % len(LANGUAGES)]) for _ in range(LONG_TALK)]
        for contestant in both:
            sender = f"long-{number}-{time.monotonic_ns()}"
            for turn, text in enumerate(texts, start=1):
                times[contestant.name][turn].append(contestant.send(client, sender, text).elapsed)

    def around(of: dict[int, list[float]], turns: range) -> float:
        # The neighbours too: a single turn of a few talks is mostly noise.
        return p50([value for turn in turns for value in of[turn]])

    figures = {}
    for name, of in times.items():
        early, late = around(of, range(2, 5)), around(of, range(LONG_TALK - 2, LONG_TALK + 1))
        figures[name] = {
            "turns_2_to_4": round(early, 1),
            f"turns_{LONG_TALK - 2}_to_{LONG_TALK}": round(late, 1),
            "growth": round(late / early, 2),
        }
    return figures


def throughput(both: list[Contestant], rounds: int) -> dict[str, Any]:
    """Answers per second, and per second of processor time, with four visitors at once."""
    turns: dict[str, int] = defaultdict(int)
    silent_turns: dict[str, int] = defaultdict(int)
    clock: dict[str, float] = defaultdict(float)
    cpu: dict[str, dict[str, float]] = {c.name: defaultdict(float) for c in both}
    for number in range(rounds):
        for contestant in both if number % 2 else reversed(both):
            before, started = contestant.cpu_seconds(), time.perf_counter()
            silent = contestant.silent
            with ThreadPoolExecutor(VISITORS) as pool:
                first = 10_000 + number * 100
                for done in pool.map(
                    lambda visitor, who=contestant, at=first: _visit(who, at + visitor * 10),
                    range(VISITORS),
                ):
                    turns[contestant.name] += done
            clock[contestant.name] += time.perf_counter() - started
            for part, seconds in contestant.cpu_seconds().items():
                cpu[contestant.name][part] += seconds - before[part]
            silent_turns[contestant.name] += contestant.silent - silent
    figures: dict[str, Any] = {
        c.name: {
            "turns": turns[c.name],
            "per_second": round(turns[c.name] / clock[c.name], 1),
            "per_cpu_second": round(turns[c.name] / sum(cpu[c.name].values()), 1),
            "cpu_ms_per_turn": {
                part: round(1000 * seconds / turns[c.name], 1)
                for part, seconds in cpu[c.name].items()
            },
            "silent": silent_turns[c.name],
        }
        for c in both
    }
    for what in ("per_second", "per_cpu_second"):
        figures[f"ratio_{what}"] = round(figures["ours"][what] / figures["stock"][what], 2)
    return figures


def _visit(contestant: Contestant, first: int) -> int:
    """One visitor's five talks; returns the number of turns."""
    with httpx.Client(timeout=120) as client:
        return sum(len(_talk(client, contestant, first + n)) for n in range(5))


def _talk(client: httpx.Client, contestant: Contestant, number: int) -> list[Sent]:
    sender = f"talk-{number}-{time.monotonic_ns()}"
    return [contestant.send(client, sender, message.text) for message in talk(number)]


def _print(result: dict[str, Any]) -> None:
    made = result["stock"]
    console.print(
        f"Ours: {result['ours']}. Stock: trained on {made['sentences']} sentences (a share of "
        f"{made['share']}), {made['epochs']} epochs of DIET, {made['policy_epochs']} of TED, in "
        f"{made['training_seconds']} s."
    )
    table = Table("answer time", "turns", "ours p50 / p95", "stock p50 / p95",
                  "ratio p50", "ratio p95")  # fmt: skip
    for kind, row in result["answer"].items():
        pair = [f"{row[name]['p50']} / {row[name]['p95']}" for name in ("ours", "stock")]
        ratios = [f"{row['ratio_p50']:.3f}", f"{row['ratio_p95']:.3f}"]
        table.add_row(kind, str(row["turns"]), *pair, *ratios)
    console.print(table)
    for name, row in result["long_talk"].items():
        console.print(f"A long talk, {name}: {row}")
    for name, row in result["throughput"].items():
        console.print(f"Four visitors, {name}: {row}")
    console.print(f"Turns without an answer: {result['silent_turns']}")


if __name__ == "__main__":
    main()
