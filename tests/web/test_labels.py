"""Every key of the vocabularies has a name."""

from __future__ import annotations

import pytest

from services_catalog import labels
from services_catalog.i18n import Translator
from services_catalog.vocabulary import Audience, Document, Phase, ResidenceStatus, topics


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        (labels.TOPICS, set(topics())),
        (labels.THEMES, {topic.theme for topic in topics().values()}),
        (labels.DOCUMENTS, set(Document)),
        (labels.STATUSES, set(ResidenceStatus)),
        (labels.AUDIENCES, set(Audience)),
        (labels.PHASES, set(Phase)),
        (labels.CLOSURES, {"holiday", "works", "staff_day", "other"}),
    ],
)
def test_tables_are_complete(table: dict[str, str], keys: set[str]) -> None:
    assert set(table) == keys


def test_every_icon_is_drawn() -> None:
    from bot.web.assets import FOLDER

    sprite = (FOLDER / "icons.svg").read_text(encoding="utf-8")
    for topic in topics().values():
        assert f'id="{topic.icon}"' in sprite


def test_labels_are_sentences_of_the_translator() -> None:
    dutch = Translator("nl")
    assert labels.intent_label("ask_housing", dutch) == "Wonen"
    assert labels.document_label(Document.PHOTO, dutch) == "Een pasfoto"
    assert labels.spoken_label(["nl", "ar"], dutch) == "Ze spreken Nederlands en Arabisch"
