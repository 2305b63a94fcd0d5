"""Resident memory of every process of a running household, and how it grows.

Run: ``uv run python -m benchmarks.memory [--turns 200 2000] [--json FILE]``. Starts the processes
as ``toeleider run`` does, sends talks of six turns to the chat gateway, as a page does, in all
languages one after the other (questions of ``tests/evaluation/search``), and reads the
proportional set size (PSS: pages shared by processes count once; RSS where ``/proc`` hides it)
after the given numbers of turns. The start needs no visitor: figure "0".
"""

from __future__ import annotations

import argparse
import os
import random
import uuid
from pathlib import Path
from typing import Any

import httpx
import psutil
from rich.table import Table

from benchmarks.households import Contestant, our_model, ours
from benchmarks.report import console, write_json
from bot.evaluation.accepted import our_files
from bot.evaluation.files import read_lists


def main() -> None:
    """Measure, print, write the JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.memory", description=__doc__)
    parser.add_argument("--turns", type=int, nargs="+", default=[200, 2000])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    # The gateway's fences are for visitors, not for a measurement.
    os.environ["TOELEIDER_SESSION_RATE"] = os.environ["TOELEIDER_NETWORK_RATE"] = "1000000"
    questions = read_questions()
    console.print(f"{len(questions)} languages: {' '.join(questions)}")
    model, which = our_model()
    with ours(model) as house:
        measured = {0: memory(house)}
        done, number = 0, 0
        with httpx.Client(base_url=house.front, timeout=60) as client:
            for wanted in sorted(options.turns):
                while done < wanted:
                    done += _talk(client, number, questions)
                    number += 1
                measured[wanted] = memory(house)
    table = Table("turns", *measured[0], title="MB")
    for turns, figures in measured.items():
        table.add_row(f"{turns:,}", *(f"{value:.0f}" for value in figures.values()))
    console.print(table)
    turns = sorted(measured)
    growth = {
        part: round(1000 * (measured[turns[-1]][part] - measured[turns[-2]][part])
                    / (turns[-1] - turns[-2]), 1)
        for part in measured[0]
    }  # fmt: skip
    console.print(f"KB per turn between the last two: {growth}")
    write_json(options.json, {"ours": which, "megabytes": measured, "kilobytes_per_turn": growth})


def memory(house: Contestant) -> dict[str, float]:
    """MB by process, children counted with it, and the sum."""
    figures: dict[str, float] = {
        part: sum(map(_megabytes, house.processes(part))) for part in house.parts
    }
    return {**figures, "all": sum(figures.values())}


def _megabytes(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss) / 1e6
    except (psutil.AccessDenied, AttributeError):
        return float(process.memory_info().rss) / 1e6


def read_questions() -> dict[str, list[str]]:
    """What visitors of each language ask: the sentences that the search is measured with."""
    return {
        path.stem: [text for texts in read_lists(path, of="service id").values() for text in texts]
        for path in our_files("search")
    }


def _talk(client: httpx.Client, number: int, questions: dict[str, list[str]]) -> int:
    """Four questions in one language and two buttons: how many turns that was."""
    session = uuid.uuid4().hex
    language = list(questions)[number % len(questions)]
    texts = random.Random(number).sample(questions[language], 4)
    # A number makes a sentence new: what was understood before is remembered.
    new = [f"{text} {number}" for text in texts]
    messages = [new[0], "/ask_hours", new[1], new[2], "/ask_more_options", new[3]]
    for message in messages:
        body: dict[str, Any] = {"session": session, "turn": uuid.uuid4().hex}
        body["payload" if message.startswith("/") else "text"] = message
        response = client.post("/api/v1/messages", json=body)
        response.raise_for_status()
    return len(messages)


if __name__ == "__main__":
    main()
