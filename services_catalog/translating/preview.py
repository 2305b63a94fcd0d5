"""The card as a visitor reads it in a language, also of a text that is not kept yet."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from services_catalog.cards import Card, CardMaker
from services_catalog.i18n import Translator
from services_catalog.labels import topic_label
from services_catalog.models import ServiceTranslation
from services_catalog.translating.origins import origin_of
from services_catalog.translating.rows import by_field, write_words
from services_catalog.translating.writing import held
from services_catalog.vocabulary import TranslationState


def card_in(
    session: Session, service_id: str, language: str, texts: Mapping[str, str] | None = None
) -> Card:
    """The card of a service. ``texts``, by field, stand in for what is kept, as not yet checked.

    Nothing is written: give it a session that only reads.

    Raises:
        UnknownService: there is no such service.
    """
    service, row = held(session, service_id, language)
    with session.no_autoflush:
        if texts is not None:
            origin = origin_of(session, service, row)
            if row is None:
                row = ServiceTranslation(
                    language=language, source_hash="", asks=[], notes=[], made_from={}
                )
                service.translations.append(row)
            row.state = TranslationState.IN_REVIEW
            write_words(row, service, by_field(dict(texts), service), origin)
        office = topic_label("migration_office", Translator(language))
        card = CardMaker(language, office_title=office).card(service)
    session.expunge_all()
    return card
