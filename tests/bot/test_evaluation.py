"""Evaluation beside the intents: languages, alarms, talks, shares, accepted figures, pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation import alarms, language, talks
from bot.evaluation.accepted import (
    change,
    fallen,
    read_accepted,
    set_name,
    write_accepted,
    write_understood,
)
from bot.evaluation.files import EvaluationError
from bot.evaluation.nlu import Judged, LanguageScore
from bot.evaluation.pictures import (
    calibration_error,
    draw_confusions,
    draw_reliability,
    reliability,
)
from bot.evaluation.report import fill
from bot.evaluation.shares import NONE, Share


def test_shares_pool_and_know_their_uncertainty() -> None:
    pooled = Share(9, 10) + Share(1, 10)
    assert pooled == Share(10, 20)
    low, high = pooled.interval
    assert 0.25 < low < 0.5 < high < 0.75
    assert Share(0, 40).interval[1] > 0.05, "nothing seen is not nothing there"
    assert NONE.value == 0
    assert Share(45, 50).figures("recall")["recall"] == 0.9


def test_language_per_length(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text("nl: {short: [huis, yes], long: [waar is het]}\nar-Latn: {long: [wein fini]}\n")
    said = {"huis": "nl", "yes": "en", "waar is het": "nl", "wein fini": "ar"}
    scores = {c: language.score(c, t, said.get) for c, t in language.read_texts(path).items()}
    assert scores["nl"].short == Share(1, 2)
    assert scores["nl"].misses == [{"text": "yes", "length": "short", "got": "en"}]
    assert scores["ar-Latn"].long == Share(1, 1)
    assert language.overall(scores)["long"] == Share(2, 2)
    assert scores["nl"].figures()["short"]["accuracy"] == 0.5


def test_alarms_count_rules_and_the_second_net(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_text(
        "nl: {alarm: {express_despair: [a, b, c]}, calm: [d, e, f, g]}", encoding="utf-8"
    )

    def parse(text: str) -> Mapping[str, Any]:
        name = {"a": "express_despair", "b": "report_violence", "g": "urgent_medical"}.get(text)
        alarm = {"alarm": {"intent": name, "rule": "nl/x"}} if text == "a" else {}
        return {"intent": {"name": name or "ask_food_aid"}, **alarm}

    score = alarms.score(alarms.read_sets(path)["nl"], parse)
    assert score.recall == Share(2, 3)
    assert score.false_rate == Share(1, 4)
    assert (score.by_rule, score.right_kind) == (1, 1)
    figures = alarms.overall({"nl": score})
    assert figures["recall"] == pytest.approx(2 / 3, abs=1e-3)
    assert figures["false_alarm_rate"] == 0.25


class Scripted(talks.Talker):
    """Answers each text with the message given for it."""

    def __init__(self, answers: dict[str, dict[str, Any]]) -> None:
        self._answers = answers

    def say(self, text: str) -> talks.Messages:
        empty = {"text": "", "cards": [], "buttons": [], "kind": "answer", "language": "nl"}
        return [{**empty, **self._answers[text]}] if text in self._answers else []

    def parse(self, text: str) -> Mapping[str, Any]:
        return {"intent": {"name": "ask_food_aid"}}

    def slots(self) -> Mapping[str, Any]:
        return {"pending": "more"}


def test_talks_show_what_an_answer_lacks(tmp_path: Path) -> None:
    path = tmp_path / "talks.yml"
    path.write_text(
        """
nl:
  - name: good
    turns:
      - {say: eten, intent: ask_food_aid, among: [korf], cards: true, pending: more}
      - {say: dank, text: graag, no_cards: true, language: nl}
  - name: bad
    turns:
      - {say: eten, service: [elders], kind: menu}
      - {say: dank}
""",
        encoding="utf-8",
    )
    card = {"id": "korf", "language": "nl"}
    answers = {"eten": {"cards": [card]}, "dank": {"text": "graag gedaan"}}
    score = talks.score(talks.read_talks(path)["nl"], lambda: Scripted(answers))
    assert score.talks == Share(1, 2)
    assert score.turns == Share(2, 3)
    (failure,) = score.failures
    assert "service" in failure["wrong"]
    assert "kind" in failure["wrong"]


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (talks.read_talks, "nl: [{name: x, turns: [{say: a, servis: [b]}]}]"),
        (talks.read_talks, "nl: [{name: x}]"),
        (language.read_texts, "nl: [a, b]"),
        (language.read_texts, "nl: {medium: [a]}"),
        (alarms.read_sets, "nl: {alarm: {fire: [a]}}"),
    ],
)
def test_a_broken_file_says_what_was_expected(tmp_path: Path, read: Any, content: str) -> None:
    path = tmp_path / "broken.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"broken\.yml"):
        read(path)


def test_accepted_figures_come_back_and_catch_a_fall(tmp_path: Path) -> None:
    path = tmp_path / "accepted.yml"
    figures = {"nlu/final": {"nl": Share(90, 100)}, "alarms/false": {"nl": Share(1, 100)}}
    write_accepted(figures, path)
    assert read_accepted(path) == figures
    assert fallen("nlu/final", Share(86, 100), Share(90, 100))
    assert not fallen("nlu/final", Share(88, 100), Share(90, 100))
    assert not fallen("search", Share(28, 30), Share(30, 30)), "two sentences are no trend"
    assert fallen("search", Share(27, 30), Share(30, 30))
    assert fallen("alarms/false", Share(5, 100), Share(1, 100))
    assert change(Share(91, 100), Share(90, 100)) == "+1.0"
    assert set_name(tmp_path / "nl.yml") is None


def test_the_register_learns_what_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "languages.yml"
    path.write_text("languages:\n  so:  {own: Soomaali, understood: 0}\n  nl:  {understood: 88}\n")
    write_understood({"so": Share(171, 200), "ar-Latn": Share(1, 2)}, path)
    assert path.read_text() == (
        "languages:\n  so:  {own: Soomaali, understood: 86}\n  nl:  {understood: 88}\n"
    )


def test_calibration_is_of_what_the_model_decided() -> None:
    sure = [Judged("a", "a", 0.9)] * 9 + [Judged("a", "b", 0.9)]
    settled = [Judged("a", "b", 1.0)] * 50
    ((confidence, share),) = reliability(sure + settled)
    assert confidence == pytest.approx(0.9)
    assert share == Share(9, 10)
    assert calibration_error(sure) == pytest.approx(0.0, abs=1e-9)


def test_pictures_are_drawn(tmp_path: Path) -> None:
    judged = [Judged("ask_housing", "ask_food_aid", 0.4), Judged("ask_work", "ask_work", 0.8)]
    scores = {"nl": LanguageScore(Share(1, 2), 0.5, [], judged)}
    draw_confusions(scores, tmp_path / "c.png")
    draw_reliability(scores, tmp_path / "r.png")
    assert (tmp_path / "c.png").read_bytes()[:4] == b"\x89PNG"
    assert (tmp_path / "r.png").stat().st_size > 5000


def test_the_page_s_blocks_are_filled_and_the_rest_kept() -> None:
    page = "a\n<!-- figures: x y -->\nold\n<!-- end -->\nb\n<!-- figures: z -->\nkept\n<!-- end -->"
    filled = fill(page, {"x y": "new"})
    assert filled == page.replace("old", "new")
