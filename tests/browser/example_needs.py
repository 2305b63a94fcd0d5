"""Made-up counts of 26 weeks, to show ``/staff/needs`` with something in it. Never in earnest.

Run on a database of its own that nobody has used yet; it refuses one that holds counts:
``TOELEIDER_DATABASE_URL=sqlite:///demo.db ./toeleider-env python -m tests.browser.example_needs``
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from datetime import timedelta

from sqlalchemy import func, select

from services_catalog.database import Database
from services_catalog.hours import now
from services_catalog.indicators import week_of
from services_catalog.models import Indicator, Outcome, Service, WrongAnswerReport
from services_catalog.vocabulary import topics

WEEKS = 26
LANGUAGES = {"nl": 30, "ar": 24, "uk": 20, "tr": 16, "fr": 14, "en": 12, "so": 6, "ti": 5}
OUTCOMES = {Outcome.ANSWERED: 80, Outcome.NOTHING_FOUND: 7, Outcome.CLOSED: 4,
            Outcome.WRONG_ANSWER: 3, Outcome.HUMAN: 6}  # fmt: skip
NO_TOPIC = {Outcome.FALLBACK: 10, Outcome.OUT_OF_SCOPE: 5, Outcome.ALARM: 1}


def fill(database: Database, seed: int = 1) -> int:
    """Fill an empty table of counts; how many questions were made up.

    Raises:
        RuntimeError: it holds counts already, which may be real.
    """
    chance = random.Random(seed)
    keys = list(topics())
    weights = [60 / (place + 2) for place in range(len(keys))]
    monday = week_of(now().date())
    counted: Counter[tuple[object, ...]] = Counter()
    for ago in range(1, WEEKS + 1):
        week = monday - timedelta(weeks=ago)
        for _ in range(chance.randint(90, 140) - ago):
            language = chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
            topic = chance.choices(keys, weights)[0]
            outcome = chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
            if chance.random() < 0.12:
                topic, outcome = "", chance.choices(list(NO_TOPIC), list(NO_TOPIC.values()))[0]
            elif chance.random() < 0.03:
                topic, outcome = "", Outcome.UNSUPPORTED_LANGUAGE
                language = chance.choice(["el", "hy", "ka"])
            counted[week, topic, language, outcome, "web"] += 1
    with database.change() as session:
        if session.scalar(select(func.count()).select_from(Indicator)):
            raise RuntimeError("this database holds counts, which may be real: nothing was done")
        names = ("week", "topic", "language", "outcome", "channel")
        for key, number in counted.items():
            session.add(Indicator(**dict(zip(names, key, strict=True)), count=number))
        for service_id in session.scalars(select(Service.id).order_by(Service.id).limit(3)):
            number = chance.randint(2, 9)
            session.add(
                WrongAnswerReport(week=monday - timedelta(weeks=1), service_id=service_id,
                                  language="tr", count=number)
            )  # fmt: skip
    return counted.total()


if __name__ == "__main__":
    try:
        print(f"{fill(Database())} made-up questions. Do not use these numbers for anything.")
    except RuntimeError as error:
        sys.exit(f"example_needs: {error}")
