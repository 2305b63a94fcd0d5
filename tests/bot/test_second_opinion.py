"""The second network, which is asked only whether it is an alarm."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.nlu.intent_classifier import ranked
from bot.nlu.second_opinion import SecondOpinion

INTENTS = ("ask_hours", "ask_housing", "report_violence", "urgent_medical")


@pytest.fixture(scope="module")
def opinion() -> SecondOpinion:
    random = np.random.default_rng(0)
    target = random.integers(0, 4, 400)
    # The first feature tells alarms from the rest, the others are noise.
    rows = random.standard_normal((400, 4)).astype(np.float32) * 0.1
    rows[:, 0] += np.where(target >= 2, 1, -1)
    found = SecondOpinion.train(rows, target, INTENTS, 0)
    assert found is not None
    return found


def rows(first: float) -> np.ndarray:
    return np.array([[first, 0, 0, 0]], dtype=np.float32)


def test_a_calm_second_opinion_takes_from_the_alarms(opinion: SecondOpinion) -> None:
    found = np.array([[0.3, 0.1, 0.4, 0.2]])
    calm, grave = (opinion.weigh(found, rows(side), INTENTS)[0] for side in (-1.0, 1.0))
    assert calm[2:].sum() < 0.6 < grave[2:].sum()
    # Nobody changes places within the alarms, or within the rest.
    for weighed in (calm, grave):
        assert weighed[0] / weighed[1] == pytest.approx(3)
        assert weighed[2] / weighed[3] == pytest.approx(2)


@given(
    arrays(np.float64, (1, 4), elements=st.floats(0, 1)).filter(lambda row: row.sum() > 0),
    st.floats(-2, 2),
)
def test_it_is_still_a_probability(opinion: SecondOpinion, raw: np.ndarray, first: float) -> None:
    weighed = opinion.weigh(raw / raw.sum(), rows(first), INTENTS)
    assert weighed.sum() == pytest.approx(1)
    assert (weighed >= 0).all()


def test_without_alarms_there_is_none() -> None:
    flat = np.zeros((4, 3), dtype=np.float32)
    assert SecondOpinion.train(flat, np.array([0, 1, 0, 1]), INTENTS[:2], 0) is None


def test_alarms_count_together() -> None:
    """Two dangers of 30 and 25 % are an alarm, though one other intent is likelier than each."""
    row = np.array([0.4, 0.05, 0.3, 0.25])
    ranking = ranked(INTENTS, row)
    assert [one["name"] for one in ranking] == ["report_violence", "ask_hours", "ask_housing"]
    assert ranking[0]["confidence"] == pytest.approx(0.55)
    assert sum(one["confidence"] for one in ranking) == pytest.approx(1)


@given(st.lists(st.floats(0.001, 1), min_size=4, max_size=4))
def test_a_ranking_falls_and_adds_up(raw: list[float]) -> None:
    row = np.array(raw) / sum(raw)
    sure = [one["confidence"] for one in ranked(INTENTS, row)]
    assert sure == sorted(sure, reverse=True)
    assert sum(sure) == pytest.approx(1)


def test_a_small_share_of_danger_leaves_the_order() -> None:
    row = np.array([0.5, 0.2, 0.2, 0.1])
    assert [one["confidence"] for one in ranked(INTENTS, row)] == [0.5, 0.2, 0.2, 0.1]
