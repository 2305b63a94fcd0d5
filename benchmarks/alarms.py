"""Alarm rules: recall on the alarm sentences, false alarms on all others, and their cost.

Run: ``uv run python -m benchmarks.alarms [--misses]``. The sentences are the training data, whose
authors also wrote the rules: a check that rules and sentences agree, not a verdict.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import defaultdict

from rich.console import Console
from rich.table import Table

from bot.alarm_book import AlarmBook
from bot.nlu.corpus import Sentence, sentences
from bot.words import split_words
from services_catalog.settings import PROJECT_ROOT
from services_catalog.vocabulary import ALARMS


def main(show: bool) -> None:
    """Print recall and false alarms per language; with ``show`` every case."""
    book = AlarmBook(PROJECT_ROOT / "data" / "alarms")
    for sentence in sentences():
        # The first use of a phrase compiles it; what a server does all day is timed.
        book.find(split_words(sentence.text))
    missed: dict[str, list[Sentence]] = defaultdict(list)
    wrong_kind: dict[str, int] = defaultdict(int)
    false: dict[str, list[tuple[Sentence, str]]] = defaultdict(list)
    count: dict[tuple[str, bool], int] = defaultdict(int)
    times: list[float] = []
    for sentence in sentences():
        started = time.perf_counter()
        alarm = book.find(split_words(sentence.text))
        times.append(1000 * (time.perf_counter() - started))
        is_alarm = sentence.intent in ALARMS
        count[sentence.folder, is_alarm] += 1
        if is_alarm and alarm is None:
            missed[sentence.folder].append(sentence)
        elif is_alarm and alarm and alarm.intent != sentence.intent:
            wrong_kind[sentence.folder] += 1
        elif not is_alarm and alarm:
            false[sentence.folder].append((sentence, alarm.rule))
    table = Table("language", "alarms", "recall", "other kind", "calm", "false alarms")
    for folder in sorted({folder for folder, _ in count}):
        alarms, calm = count[folder, True], count[folder, False]
        recall = f"{1 - len(missed[folder]) / alarms:.1%}" if alarms else "-"
        share = f"{len(false[folder])} ({len(false[folder]) / calm:.2%})" if calm else "-"
        table.add_row(folder, str(alarms), recall, str(wrong_kind[folder]), str(calm), share)
    console = Console()
    console.print(table)
    p95 = statistics.quantiles(times, n=20)[-1]
    console.print(f"{statistics.median(times):.2f} ms per text at the median, {p95:.2f} at p95")
    if show:
        for folder in sorted({*missed, *false}):
            for sentence in missed[folder]:
                console.print(f"missed {folder} {sentence.intent}: {sentence.text}", markup=False)
            for sentence, rule in false[folder]:
                console.print(f"false {folder} {sentence.intent} by {rule}: {sentence.text}",
                              markup=False)  # fmt: skip


if __name__ == "__main__":
    main("--misses" in sys.argv)
