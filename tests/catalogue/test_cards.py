"""Answer cards: complete, in the reader's language, with facts formatted and honesty about text."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import delete, update

from services_catalog.cards import as_text
from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.hours import BRUSSELS
from services_catalog.i18n import translate
from services_catalog.languages import full_languages, spoken_languages
from services_catalog.models import Municipality, Service, ServiceTranslation
from services_catalog.search.query import Query
from services_catalog.vocabulary import PublicationState, TranslationState

SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 0, tzinfo=BRUSSELS)
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=BRUSSELS)
KEYS = {
    "version", "id", "title", "summary", "description", "how", "who", "hours_note", "cost_note",
    "warning", "organization", "why", "badge", "open", "places", "access", "phone", "email", "url",
    "languages", "interpreter", "cost", "documents", "source", "checked", "overdue", "language",
    "direction", "translation", "dutch", "dutch_fields", "labels", "notes",
}  # fmt: skip


@pytest.mark.parametrize("language", full_languages())
def test_every_service_has_a_complete_card_in_every_full_language(demo_desk: Desk, language):
    cards = demo_desk.cards(sorted(demo_desk.service_ids()), language, SUNDAY_NIGHT)
    assert len(cards) >= 80
    for card in cards:
        assert set(card) == KEYS, card["id"]
        assert card["language"] == language, card["id"]
        assert (card["dutch"] is None) == (language == "nl")
        assert card["dutch_fields"] == []
        assert card["badge"]["text"]
        assert card["open"]["text"]
        assert card["phone"]
        assert "{" not in as_text(card)
        if language != "nl":
            assert card["translation"]["machine"], "machine-written text is marked as such"


@pytest.mark.parametrize("language", sorted(set(spoken_languages()) - set(full_languages())))
def test_a_half_translated_service_says_what_is_dutch(demo_desk: Desk, language):
    cards = demo_desk.cards(sorted(demo_desk.service_ids()), language, SUNDAY_NIGHT)
    note = translate("Wat nog niet vertaald is, staat er in het Nederlands.", language).text
    for card in cards:
        assert card["language"] == language, card["id"]
        assert card["title"] != card["dutch"]["title"] or card["title"].isascii()
        assert "description" in card["dutch_fields"]
        assert card["description"] == card["dutch"]["description"]
        assert not {"title", "summary"} & set(card["dutch_fields"])
        assert note in card["translation"]["text"]


def test_open_now_and_next_change(demo_desk: Desk):
    (night,) = demo_desk.cards(["nachtopvang-de-brug"], "nl", SUNDAY_NIGHT)
    assert night["open"] == {"state": "open", "text": "Nu open, tot 08:00"}
    (office,) = demo_desk.cards(["dienst-migratie"], "nl", SUNDAY_NIGHT)
    assert office["open"]["state"] == "closed"
    assert "morgen om" in office["open"]["text"]
    (office,) = demo_desk.cards(["dienst-migratie"], "nl", MONDAY)
    assert office["open"]["state"] == "open"


def test_facts_are_the_same_in_every_language(demo_desk: Desk):
    """Hours, phones, addresses and mail never pass through translation."""
    for service_id in sorted(demo_desk.service_ids()):
        facts = set()
        for language in full_languages():
            (card,) = demo_desk.cards([service_id], language, MONDAY)
            facts.add((
                card["phone"]["text"], card["email"], card["url"], card["open"]["state"],
                tuple(place["address"] for place in card["places"]),
            ))  # fmt: skip
        assert len(facts) == 1, service_id


def test_a_service_for_everyone_says_so_first(demo_desk: Desk):
    (card,) = demo_desk.cards(["samen-voetballen"], "nl", MONDAY)
    assert card["badge"] == {
        "kind": "everyone",
        "text": "Voor iedereen, ook zonder verblijfspapieren",
    }
    (card,) = demo_desk.cards(["leefloon"], "nl", MONDAY)
    assert card["badge"]["kind"] == "depends"
    assert "anoniem" in card["badge"]["text"]


def test_an_entry_past_its_check_date_says_so(demo_desk: Desk, demo: Database):
    with demo.read() as session:
        late = [s.id for s in session.query(Service) if s.check_due() < MONDAY.date()]
    assert late
    for card in demo_desk.cards(late, "nl", MONDAY):
        assert "lang niet nagekeken" in card["overdue"]
    (fresh,) = demo_desk.cards(["dienst-migratie"], "nl", MONDAY)
    assert fresh["overdue"] is None


def test_a_missing_translation_gives_dutch_and_says_so(own_demo: Database):
    with own_demo.change() as session:
        session.query(ServiceTranslation).filter_by(service_id="uitpas", language="ar").delete()
    (card,) = Desk(own_demo).cards(["uitpas"], "ar", MONDAY)
    assert card["language"] == "nl"
    assert card["direction"] == "ltr"
    assert card["translation"]["machine"] is False
    assert card["labels"]["cost"] != "Prijs", "the frame stays in the reader's language"


def test_a_stale_translation_is_shown_with_a_warning(own_demo: Database):
    with own_demo.change() as session:
        session.execute(update(Service).where(Service.id == "uitpas").values(how="Iets anders."))
    (card,) = Desk(own_demo).cards(["uitpas"], "en", MONDAY)
    (before,) = Desk(own_demo).cards(["bib-lid-worden"], "en", MONDAY)
    assert card["translation"]["text"] != before["translation"]["text"]


def test_a_reviewed_translation_is_not_called_a_machine_s(own_demo: Database):
    with own_demo.change() as session:
        session.execute(
            update(ServiceTranslation)
            .where(ServiceTranslation.service_id == "uitpas", ServiceTranslation.language == "en")
            .values(state=TranslationState.APPROVED, reviewed_by="a translator")
        )
    (card,) = Desk(own_demo).cards(["uitpas"], "en", MONDAY)
    assert card["translation"]["machine"] is False


def test_what_is_not_published_is_not_shown(own_demo: Database):
    desk = Desk(own_demo)
    assert desk.search(Query(topics=("food_aid",), limit=10))
    with own_demo.change() as session:
        for service in session.query(Service).filter(Service.id.contains("korf")):
            service.state = PublicationState.DRAFT
    ids = {hit.service_id for hit in desk.search(Query(topics=("food_aid",), limit=10))}
    assert "voedselpakket-de-korf" not in ids
    assert desk.cards(["voedselpakket-de-korf"], "nl") == []


def test_wishes_order_and_do_not_hide(demo_desk: Desk):
    def ids(**wishes):
        return [h.service_id for h in demo_desk.search(Query(limit=20, **wishes))]

    plain = ids(topics=("child_leisure",))
    assert set(ids(topics=("child_leisure",), age=9, free=True, neighbourhood="noord")) == set(
        plain
    )
    assert ids(topics=("emergency_shelter",), open_at=SUNDAY_NIGHT)[0] in (
        "nachtopvang-de-brug",
        "crisisopvang-gezinnen",
        "vluchthuis-linde",
    )


def test_typing_mistakes_do_not_matter(demo_desk: Desk):
    for text in ("voedslbank", "voedselbnak", "Voedselpakketen"):
        hits = demo_desk.search(Query(text=text, limit=3))
        assert "voedselpakket-de-korf" in [hit.service_id for hit in hits], text


def test_the_office_can_always_be_named(demo_desk: Desk, demo: Database):
    with demo.read() as session:
        office = session.query(Municipality).one().migration_office_id
    for language in full_languages():
        assert demo_desk.office_card(language)["id"] == office


def test_hotlines_per_alarm(demo_desk: Desk):
    for language in full_languages():
        first = demo_desk.hotlines("urgent_medical", language)[0]
        assert first.number == "112"
        assert "1813" in [x.number for x in demo_desk.hotlines("express_despair", language)]
        assert "1712" in [x.number for x in demo_desk.hotlines("report_violence", language)]


def test_all_services_of_a_topic(own_demo: Database):
    desk = Desk(own_demo)
    found = desk.services_of("childcare")
    assert "speelplein-zomer" in found  # its second topic
    assert found == sorted(set(found))
    with own_demo.change() as session:
        session.execute(
            update(Service)
            .where(Service.id == "speelplein-zomer")
            .values(state=PublicationState.DRAFT)
        )
    assert set(found) - set(desk.services_of("childcare")) == {"speelplein-zomer"}
    assert desk.service("speelplein-zomer") is None
    assert "speelplein-zomer" not in desk.written_in()
    assert desk.services_of("nothing") == []


def test_the_languages_a_service_is_written_in(own_demo: Database):
    with own_demo.change() as session:
        session.execute(
            delete(ServiceTranslation).where(
                ServiceTranslation.service_id == "samen-voetballen",
                ServiceTranslation.language != "fr",
            )
        )
        session.execute(
            delete(ServiceTranslation).where(ServiceTranslation.service_id == "speelplein-zomer")
        )
    written = Desk(own_demo).written_in()
    assert written["samen-voetballen"] == {"nl", "fr"}
    assert written["speelplein-zomer"] == {"nl"}
    assert written["dienst-migratie"] >= {"nl", "ar"}
    assert written.keys() == Desk(own_demo).service_ids()
