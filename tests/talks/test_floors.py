"""The figures on the evaluation sets stay above their floors (``floors.yml``)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.evaluation import alarms, nlu, search
from services_catalog.desk import Desk
from services_catalog.encoder import default_encoder
from services_catalog.search.query import Query

pytestmark = pytest.mark.model

SETS = Path(__file__).parent.parent / "evaluation"
FLOORS = yaml.safe_load((Path(__file__).parent / "floors.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", FLOORS["nlu"])
def test_understanding(talk, language):

    def parse(text: str, _language: str) -> dict:
        return talk.parse(text)

    path = SETS / "nlu" / f"{language}.yml"
    (score,) = nlu.evaluate([path], parse).values()
    assert score.n >= 50
    assert score.accuracy >= FLOORS["nlu"][language], score.misses
    answered = [(m.expected, m.got) for m in score.misses if not m.fallback]
    false = [pair for pair in answered if pair[1] in alarms.ALARMS and pair[0] not in alarms.ALARMS]
    if language in FLOORS["false_alarms"]:
        assert len(false) / score.n <= FLOORS["false_alarms"][language], score.misses


@pytest.mark.parametrize("language", FLOORS["alarm_recall"])
def test_alarms(talk, language):
    sets = alarms.read_sets(SETS / "alarms" / f"{language}.yml")[language]
    score = alarms.score(sets, talk.parse)
    assert score.alarms >= 45
    assert score.figures()["recall"] >= FLOORS["alarm_recall"][language], score.missed
    assert score.figures()["false_alarm_rate"] <= FLOORS["traps"][language], score.false_alarms


@pytest.mark.parametrize("language", FLOORS["search_hit_3"])
def test_search(demo_desk: Desk, language):
    encoder = default_encoder()

    def find(text: str, code: str) -> list[str]:
        query = Query(language=code, text=text, vector=encoder.encode([text])[0], limit=3)
        return [hit.service_id for hit in demo_desk.search(query)]

    path = SETS / "search" / f"{language}.yml"
    score = search.evaluate(path, search.read_questions(path, demo_desk.service_ids()), find)
    figures = score.figures()
    assert figures["hit@3"] >= FLOORS["search_hit_3"][language], score.misses
