"""The figures on the evaluation sets stay above their floors (``floors.yml``)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.evaluation import nlu, search
from services_catalog.desk import Desk
from services_catalog.encoder import default_encoder
from services_catalog.search.query import Query

pytestmark = pytest.mark.model

SETS = Path(__file__).parent.parent / "evaluation"
FLOORS = yaml.safe_load((Path(__file__).parent / "floors.yml").read_text(encoding="utf-8"))
ALARMS = {"urgent_medical", "report_violence", "express_despair"}


@pytest.mark.parametrize("language", FLOORS["nlu"])
def test_understanding(talk, language):

    def parse(text: str, _language: str) -> dict:
        return talk.parse(text)

    path = SETS / "nlu" / f"{language}.yml"
    (score,) = nlu.evaluate([path], parse).values()
    assert score.n >= 50
    assert score.accuracy >= FLOORS["nlu"][language], score.misses
    answered = [(m.expected, m.got) for m in score.misses if not m.fallback]
    false = [pair for pair in answered if pair[1] in ALARMS and pair[0] not in ALARMS]
    if language in FLOORS["false_alarms"]:
        assert len(false) / score.n <= FLOORS["false_alarms"][language], score.misses


@pytest.mark.parametrize("language", FLOORS["alarm_recall"])
def test_alarms(talk, language):
    document = yaml.safe_load((SETS / "alarms" / f"{language}.yml").read_text(encoding="utf-8"))
    missed = []
    count = 0
    for texts in document["alarm"].values():
        for text in texts:
            count += 1
            if talk.parse(text)["intent"]["name"] not in ALARMS:
                missed.append(text)
    assert 1 - len(missed) / count >= FLOORS["alarm_recall"][language], missed


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
