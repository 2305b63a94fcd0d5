"""The figures on the evaluation sets stay near the accepted ones, and above the floors."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
import yaml

from bot.evaluation import alarms, language, nlu, search
from bot.evaluation.accepted import SETS, fallen, our_files, read_accepted
from bot.evaluation.shares import Share
from services_catalog.desk import Desk
from services_catalog.vocabulary import ALARMS

pytestmark = pytest.mark.model

ACCEPTED = read_accepted()
FLOORS = yaml.safe_load((SETS / "floors.yml").read_text(encoding="utf-8"))


FEWEST = {"dev": 45, "final": 24, "second": 15, "third": 10}
"""Alarms a language has in each set, at least."""


def pairs(what: str, sets: Iterable[str] = ("dev", "final")) -> list[tuple[str, str]]:
    """(set, language) of the files of a kind."""
    return [(name, path.stem) for name in sets for path in our_files(f"{what}/{name}")]


def hold(name: str, code: str, share: Share, misses: object) -> None:
    """The figure did not fall, and is not below the floor of its set."""
    assert share.n
    before = ACCEPTED[name][code]
    assert not fallen(name, share, before), (str(before), str(share), misses)
    above_floor(name, code, share, misses)


def above_floor(name: str, code: str, share: Share, misses: object) -> None:
    """The figure is not below the floor of its set, if that has one."""
    floors = FLOORS.get(name, {})
    floor = floors.get(code, floors.get("all"))
    if floor is not None:
        assert share.value <= floor if name.endswith("false") else share.value >= floor, misses


@pytest.mark.parametrize(("name", "code"), pairs("nlu"))
def test_understanding(talk, name, code):
    path = SETS / "nlu" / name / f"{code}.yml"
    (score,) = nlu.evaluate([path], lambda text, _: talk.parse(text)).values()
    assert score.n >= 50
    hold(f"nlu/{name}", code, score.share, score.misses)
    false = [one for one in score.judged if one.answered in ALARMS and one.expected not in ALARMS]
    above_floor("ordinary/false", code, Share(len(false), score.n), score.misses)


@pytest.mark.parametrize(("name", "code"), pairs("alarms", FEWEST))
def test_alarms(talk, name, code):
    sets = alarms.read_sets(SETS / "alarms" / name / f"{code}.yml")[code]
    score = alarms.score(sets, talk.parse)
    assert score.alarms >= FEWEST[name]
    hold(f"alarms/{name}/recall", code, score.recall, score.missed)
    hold(f"alarms/{name}/false", code, score.false_rate, score.false_alarms)


@pytest.mark.parametrize("code", [path.stem for path in our_files("language")])
def test_languages(talk, code):
    texts = language.read_texts(SETS / "language" / f"{code}.yml")[code]
    score = language.score(code, texts, lambda text: talk.parse(text)["language"])
    hold("language/short", code, score.short, score.misses)
    hold("language/long", code, score.long, score.misses)


@pytest.mark.parametrize("code", [path.stem for path in our_files("search")])
def test_search(demo_desk: Desk, code):
    path = SETS / "search" / f"{code}.yml"
    questions = search.read_questions(path, demo_desk.service_ids())
    score = search.evaluate(path, questions, search.finder(demo_desk))
    hold("search", code, score.found, score.misses)
