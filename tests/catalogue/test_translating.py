"""Translations: the sentences to do, and the book that keeps them with its rules."""

from __future__ import annotations

import copy
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from services_catalog.database import Database
from services_catalog.desk import Desk
from services_catalog.editing.book import EditingBook
from services_catalog.editing.drafts import UnknownService
from services_catalog.loading.seed import Edited, seed
from services_catalog.models import (
    Account,
    AccountRole,
    Hotline,
    Location,
    Passage,
    Role,
    Service,
    ServiceTranslation,
)
from services_catalog.translating.book import Outcome, Overtaken, TranslationBook, WrongWords
from services_catalog.translating.checking import Cause, wrong_with
from services_catalog.translating.differences import words_changed
from services_catalog.translating.facts import Fact, fact_in, plain_digits
from services_catalog.translating.reviewing import NotReviewer, SamePerson
from services_catalog.translating.units import Unit, units
from services_catalog.translations import ShownState, state_of
from services_catalog.vocabulary import Risk, TranslationState
from tests.catalogue.editing_world import WordsEncoder, small_source

ANNE, BO = "Anne <anne@stad.example.org>", "Bo <bo@stad.example.org>"
FR = {
    "title": "Colis alimentaires",
    "summary": "Chaque semaine un colis pour qui en a besoin.",
    "description": "Des bénévoles distribuent les colis.",
    "how": "Venez avec un sac.",
    "asks": ["où trouver à manger", "nourriture pour mes enfants"],
}
FOOD, COURSE = "voedselbank", "nt2"
GRAVE = "nachtopvang"
IN_REVIEW, APPROVED = TranslationState.IN_REVIEW, TranslationState.APPROVED


@pytest.fixture
def database(engine: Engine) -> Database:
    database = Database(engine)
    source = small_source()
    grave = source.services[1].model_copy(deep=True)
    grave.id, grave.topics, grave.external_ids = GRAVE, ["emergency_shelter"], {}
    grave.text.title = "Nachtopvang"
    source.services.append(grave)
    seed(database, source, WordsEncoder())
    with database.change() as session:
        # The demonstration files are stamped; this small one is not.
        row = session.scalars(select(ServiceTranslation)).one()
        row.source_hash = session.get_one(Service, FOOD).source_hash
        session.get_one(Location, "huis").directions = "Naast de kerk."
        session.add(
            Hotline(
                id="nood", position=0, number="112", name="Noodnummer", purpose="Bij gevaar.",
                alarms=["urgent_medical"], confirmed=True, source="https://112.be",
            )
        )  # fmt: skip
    return database


@pytest.fixture
def book(database: Database) -> TranslationBook:
    return TranslationBook(database, WordsEncoder)


def account(database: Database, actor: str, role: Role, scope: Any = None) -> None:
    name, _, rest = actor.partition(" <")
    with database.change() as session:
        session.add(
            Account(
                email=rest.rstrip(">"),
                name=name,
                active=True,
                roles=[AccountRole(role=role, scope=scope or {})],
            )
        )


def save(
    book: TranslationBook, service: str = FOOD, words: Any = None, actor: str = ANNE, **k: Any
):
    k.setdefault("state", IN_REVIEW)
    k.setdefault("version", book.version(service, "fr"))
    return book.save(service, "fr", FR if words is None else words, actor, **k)


def row(database: Database, service: str = FOOD) -> ServiceTranslation:
    with database.read() as session:
        return session.get_one(ServiceTranslation, (service, "fr"))


def shown(database: Database, service: str = FOOD) -> ShownState:
    with database.read() as session:
        found = session.get_one(Service, service)
        return state_of(found, "fr")


def publish(database: Database, service: str, **text: Any) -> None:
    editing = EditingBook(database, WordsEncoder, four_eyes=False)
    draft = editing.open(service, "Cas")
    document = copy.deepcopy(draft.document)
    document["text"] |= text
    editing.save(service, document, "Cas", draft.version)
    editing.publish(service, "Cas", "nieuwe tekst")


def by_key(database: Database, **k: Any) -> dict[str, Unit]:
    with database.read() as session:
        return {unit.key: unit for unit in units(session, "fr", **k)}


def test_units_say_what_there_is_to_do(database: Database):
    found = by_key(database)
    title = found[f"service/{FOOD}/title"]
    assert (title.source, title.target) == ("Voedselbank De Mand", "Banque alimentaire")
    assert title.state is ShownState.MACHINE
    assert found[f"service/{FOOD}/how"].state is ShownState.MISSING
    assert found[f"service/{FOOD}/asks"].source.splitlines() == [
        "waar krijg ik eten",
        "eten voor mijn kinderen",
    ]
    # The note of the third rule: the two before it have none.
    assert found[f"service/{COURSE}/notes/2"].source.startswith("De praatgroep")
    assert found["location/huis/directions"].source == "Naast de kerk."
    assert found["hotline/nood/purpose"].risk is Risk.EMERGENCY
    assert f"service/{FOOD}/warning" not in found
    assert "Titel" in title.context
    assert "120" in title.context
    assert next(iter(found.values())).risk is Risk.EMERGENCY
    risks = [unit.risk for unit in found.values()]
    assert risks == sorted(risks, key=list(Risk).index)
    assert set(by_key(database, services=[COURSE])) < set(found)
    missing = by_key(database, states={ShownState.MISSING})
    assert f"service/{FOOD}/title" not in missing
    assert f"service/{COURSE}/title" in missing


@pytest.mark.parametrize("language", ["nl", "xx", ""])
def test_units_of_no_language(database: Database, language: str):
    with database.read() as session, pytest.raises(ValueError, match="translated"):
        units(session, language)


def test_a_saved_translation_is_in_the_next_answer(database: Database, book: TranslationBook):
    desk = Desk(database)
    before = desk.cards([FOOD], "fr")[0]
    assert before["translation"]["machine"]
    saved = save(book, state=APPROVED)
    assert (saved.state, saved.changed, saved.held_back) == (APPROVED, True, False)
    card = desk.cards([FOOD], "fr")[0]
    assert card["title"] == FR["title"]
    assert card["dutch_fields"] == []
    assert not card["translation"]["machine"]
    with database.read() as session:
        texts = set(session.scalars(select(Passage.text).where(Passage.language == "fr")))
    assert f"{FR['title']}. {FR['summary']}" in texts
    assert "où trouver à manger" in texts
    assert not any("Banque" in text for text in texts)
    kept = row(database)
    assert (kept.reviewed_by, kept.written_by) == ("Anne", ANNE)
    assert kept.reviewed_on is not None


def test_without_an_encoder_the_text_is_kept(database: Database):
    def broken() -> Any:
        raise RuntimeError("no network here")

    book = TranslationBook(database, broken)
    saved = save(book)
    assert not saved.searchable
    assert Desk(database).cards([FOOD], "fr")[0]["title"] == FR["title"]


def test_the_same_again_changes_nothing(database: Database, book: TranslationBook):
    save(book)
    version = database.version()
    saved = save(book)
    assert not saved.changed
    assert len(book.history(f"{FOOD}/fr")) == 1
    assert saved.version == book.version(FOOD, "fr")
    assert database.version() == version + 1  # a transaction, and nothing in it


def test_history_keeps_what_was(database: Database, book: TranslationBook):
    save(book)
    save(book, words=FR | {"title": "Autre titre"}, actor=BO)
    newest, oldest = book.history(f"{FOOD}/fr")
    assert (newest.actor, oldest.actor) == (BO, ANNE)
    assert newest.before is not None
    assert newest.before["title"] == FR["title"]
    assert newest.after["title"] == "Autre titre"
    assert oldest.before is not None
    assert oldest.before["title"] == "Banque alimentaire"
    assert oldest.before["state"] == "machine"


@pytest.mark.parametrize(
    ("field", "text", "cause"),
    [
        ("title", "", Cause.EMPTY),
        ("title", "x" * 121, Cause.LENGTH),
        ("summary", " \n ", Cause.EMPTY),
        ("description", "Ça coûte 12 euros.", Cause.FACT),
        ("how", "Appelez le 09 123 45 67.", Cause.FACT),
        ("how", "Dites {name}.", Cause.PLACEHOLDER),
        ("how", "Une ligne <b>grasse</b>.", Cause.PLACEHOLDER),
    ],
)
def test_wrong_words_are_refused(
    database: Database, book: TranslationBook, field: str, text: str, cause: Cause
):
    with pytest.raises(WrongWords) as caught:
        save(book, words=FR | {field: text})
    assert [(one.field, one.cause) for one in caught.value.problems] == [(field, cause)]
    assert row(database).title == "Banque alimentaire"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Het kost 12 euro", Fact.PRICE),
        ("السعر ١٢ يورو", Fact.PRICE),
        ("قیمت ۱۲ یورو است", Fact.PRICE),
        ("ዋጋው ፲፪ ዩሮ ነው", Fact.PRICE),
        ("€ ١٢", Fact.PRICE),
        ("مفتوح ٩:٣٠", Fact.HOUR),
        ("در ساعت ۹ باز است", Fact.HOUR),
        ("በ ፫ ሰዓት ይከፈታል", Fact.HOUR),
        ("ouvert dès 9h30", Fact.HOUR),
        ("saat 9 açık", Fact.HOUR),
        ("о 9 годині", Fact.HOUR),
        ("اتصل ٠٩ ١٢٣ ٤٥ ٦٧", Fact.PHONE),
        ("+٣٢ ٤٧٠ ١٢ ٣٤ ٥٦", Fact.PHONE),
        ("0470123456", Fact.PHONE),
        ("mail naar hulp@stad.be", Fact.EMAIL),
        ("kijk op www.stad.be", Fact.WEB),
    ],
)
def test_facts_in_every_script(text: str, kind: Fact):
    found = fact_in(text)
    assert found is not None
    assert found.kind is kind
    assert found.words in text


@pytest.mark.parametrize(
    "text",
    [
        "vanaf 18 jaar",
        "в 18 лет",
        "5 Europese landen",
        "3 centra",
        "2 части",
        "schooljaar 2026-2027",
        "op 24/11/2026",
        "Bel 112",
        "1 op 3",
        "القانون ٦٠",
        "(artikel 60)",
    ],
)
def test_numbers_that_are_no_facts(text: str):
    assert fact_in(text) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_difference_is_made_of_both_texts(before: str, after: str):
    pieces = words_changed(before, after)
    assert "".join(p.text for p in pieces if p.kind != "new") == before
    assert "".join(p.text for p in pieces if p.kind != "gone") == after


@given(st.text(max_size=60))
def test_digits_keep_their_place(text: str):
    plain = plain_digits(text)
    assert len(plain) == len(text)
    found = fact_in(text)
    assert found is None or found.words in text


def test_a_web_address_of_the_dutch_may_stay(database: Database):
    unit = by_key(database)[f"service/{FOOD}/how"]
    assert wrong_with(unit, "Voir www.stad.be") is not None
    assert wrong_with(replace(unit, source="Zie www.stad.be"), "Voir www.stad.be") is None


def test_only_what_changed_is_old(database: Database, book: TranslationBook):
    save(book, state=APPROVED)
    publish(database, FOOD, how="Kom langs met twee tassen.")
    assert shown(database) is ShownState.STALE
    found = by_key(database, services=[FOOD])
    how = found[f"service/{FOOD}/how"]
    assert how.state is ShownState.STALE
    assert how.was == "Kom langs met een tas."
    assert found[f"service/{FOOD}/title"].state is ShownState.APPROVED
    # Only the sentence that changed is sent and comes back: the whole is right again.
    back = replace(how, target="Venez avec deux sacs.", state=ShownState.IN_REVIEW)
    assert [r.outcome for r in book.apply([back], "fr", BO, dry_run=False)] == [Outcome.TAKEN]
    assert shown(database) is ShownState.IN_REVIEW
    assert row(database).how == "Venez avec deux sacs."
    assert row(database).title == FR["title"]


def test_an_older_text_that_nobody_kept(database: Database):
    with database.change() as session:
        session.scalars(select(ServiceTranslation)).one().source_hash = "unstamped"
    unit = by_key(database)[f"service/{FOOD}/title"]
    assert (unit.state, unit.was) == (ShownState.STALE, None)


def test_the_text_of_a_load_is_found_again(database: Database):
    """A load keeps only its hash; its text stands in the `before` of the next change."""
    publish(database, FOOD, title="Voedselbank De Korf")
    unit = by_key(database)[f"service/{FOOD}/title"]
    assert (unit.state, unit.was) == (ShownState.STALE, "Voedselbank De Mand")


def test_what_the_dutch_no_longer_has_goes(database: Database, book: TranslationBook):
    publish(database, FOOD, warning="Neem zelf een tas mee.")
    save(book, words=FR | {"warning": "Apportez un sac."}, state=APPROVED)
    publish(database, FOOD, warning=None)
    assert row(database).warning == "Apportez un sac."
    save(book, state=APPROVED)
    assert row(database).warning is None
    assert shown(database) is ShownState.APPROVED
    assert book.history(f"{FOOD}/fr")[0].before["warning"] == "Apportez un sac."


def test_somebody_was_first(database: Database, book: TranslationBook):
    version = book.version(FOOD, "fr")
    save(book, actor=BO)
    with pytest.raises(Overtaken) as caught:
        save(book, words=FR | {"title": "Le mien"}, version=version)
    told = caught.value
    assert (told.by, told.dutch, told.mine["title"]) == (BO, False, "Le mien")
    assert row(database).title == FR["title"]
    save(book, words=told.mine, version=told.version)
    assert row(database).title == "Le mien"


def test_of_two_at_once_one_is_told(database: Database, book: TranslationBook):
    version = book.version(FOOD, "fr")

    def write(number: int) -> bool:
        try:
            save(book, words=FR | {"title": f"Titre {number}"}, version=version)
        except Overtaken:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        written = list(pool.map(write, range(6)))
    assert written.count(True) == 1
    assert row(database).title == f"Titre {written.index(True)}"
    assert len(book.history(f"{FOOD}/fr")) == 1


def test_the_dutch_was_published_anew_meanwhile(database: Database, book: TranslationBook):
    version = book.version(FOOD, "fr")
    publish(database, FOOD, how="Kom met de fiets.")
    with pytest.raises(Overtaken) as caught:
        save(book, version=version)
    assert (caught.value.by, caught.value.dutch) == ("Cas", True)


def test_grave_texts_need_somebody_else(database: Database, book: TranslationBook):
    account(database, ANNE, Role.TRANSLATOR, {"languages": ["fr"]})
    account(database, BO, Role.TRANSLATOR, {"languages": ["fr", "uk"]})
    saved = save(book, GRAVE, state=APPROVED)
    assert (saved.state, saved.held_back) == (IN_REVIEW, True)
    with pytest.raises(SamePerson):
        save(book, GRAVE, state=APPROVED)
    with pytest.raises(SamePerson):  # another name on the same account is the same person
        save(book, GRAVE, state=APPROVED, actor="Anne Peeters <anne@stad.example.org>")
    assert row(database, GRAVE).state is IN_REVIEW
    saved = save(book, GRAVE, state=APPROVED, actor=BO)
    assert (saved.state, saved.held_back) == (APPROVED, False)
    assert row(database, GRAVE).reviewed_by == "Bo"
    assert row(database, GRAVE).written_by == ANNE
    card = Desk(database).cards([GRAVE], "fr")[0]
    assert not card["translation"]["machine"]
    # Whoever changes it again puts it back under review, and visitors are told.
    saved = save(book, GRAVE, FR | {"title": "Autre"}, state=APPROVED, actor=BO)
    assert (saved.state, saved.held_back) == (IN_REVIEW, True)
    assert row(database, GRAVE).reviewed_by is None
    assert Desk(database).cards([GRAVE], "fr")[0]["translation"]["machine"]


@pytest.mark.parametrize(
    ("role", "scope", "may"),
    [
        (Role.TRANSLATOR, {"languages": ["fr"]}, True),
        (Role.TRANSLATOR, {}, True),
        (Role.TRANSLATOR, {"languages": ["uk"]}, False),
        (Role.PUBLISHER, {}, True),
        (Role.PUBLISHER, {"organizations": ["org"]}, True),
        (Role.PUBLISHER, {"organizations": ["ocmw"]}, False),
        (Role.EDITOR, {}, False),
        (Role.ADMINISTRATOR, {}, False),
    ],
)
def test_who_may_review_what_is_grave(
    database: Database, book: TranslationBook, role: Role, scope: Any, may: bool
):
    save(book, GRAVE)
    account(database, BO, role, scope)
    if may:
        assert save(book, GRAVE, state=APPROVED, actor=BO).state is APPROVED
    else:
        with pytest.raises(NotReviewer):
            save(book, GRAVE, state=APPROVED, actor=BO)


def test_an_account_that_is_shut_reviews_nothing(database: Database, book: TranslationBook):
    save(book, GRAVE)
    account(database, BO, Role.PUBLISHER)
    with database.change() as session:
        session.scalars(select(Account)).one().active = False
    with pytest.raises(NotReviewer):
        save(book, GRAVE, state=APPROVED, actor=BO)
    with pytest.raises(NotReviewer):
        save(book, GRAVE, state=APPROVED, actor="Niemand")


def test_an_unwritten_machine_text_may_be_called_good(database: Database, book: TranslationBook):
    """Of old and machine texts nobody knows who wrote them: any reviewer is another."""
    save(book, GRAVE, state=TranslationState.MACHINE, actor=BO)
    assert row(database, GRAVE).written_by is None
    account(database, BO, Role.PUBLISHER)
    assert save(book, GRAVE, state=APPROVED, actor=BO).state is APPROVED


def test_notes_follow_their_rule(database: Database, book: TranslationBook):
    words = FR | {"notes/2": "Le groupe de conversation est pour tous."}
    save(book, COURSE, words, state=IN_REVIEW)
    assert row(database, COURSE).notes == [None, None, words["notes/2"]]
    editing = EditingBook(database, WordsEncoder, four_eyes=False)
    draft = editing.open(COURSE, "Cas")
    document = copy.deepcopy(draft.document)
    document["eligibility"].reverse()
    editing.save(COURSE, document, "Cas", draft.version)
    editing.publish(COURSE, "Cas", "andere volgorde")
    unit = by_key(database)[f"service/{COURSE}/notes/0"]
    assert (unit.target, unit.state) == (words["notes/2"], ShownState.IN_REVIEW)
    save(book, COURSE, FR, state=IN_REVIEW)
    assert row(database, COURSE).notes == [words["notes/2"], None, None]
    assert shown(database, COURSE) is ShownState.IN_REVIEW


def test_the_office_sends_back(database: Database, book: TranslationBook):
    found = by_key(database)
    key = f"service/{FOOD}/"
    done = ShownState.IN_REVIEW
    returned = [
        replace(found[f"{key}title"], target="Colis"),
        replace(found[f"{key}summary"]),
        replace(found[f"{key}how"], target="", state=done),
        replace(found[f"{key}description"], target="Seulement 5 euros.", state=done),
        replace(found[f"{key}asks"], source_hash="0", target="quoi", state=done),
        replace(found[f"{key}title"], key="service/weg/title", target="Parti", state=done),
        replace(found[f"service/{COURSE}/how"], target="Venez.", state=done),
        replace(found["hotline/nood/purpose"], target="En cas de danger.", state=done),
    ]
    expected = [
        Outcome.TAKEN, Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.FACT, Outcome.DUTCH_CHANGED,
        Outcome.UNKNOWN, Outcome.EMPTY, Outcome.TAKEN,
    ]  # fmt: skip
    version = database.version()
    results = book.apply(returned, "fr", ANNE, dry_run=True)
    assert [result.outcome for result in results] == expected
    assert all(result.reason for result in results if result.refused)
    assert (results[0].before, results[0].after) == ("Banque alimentaire", "Colis")
    assert database.version() == version
    seen: list[tuple[int, int]] = []
    results = book.apply(returned, "fr", ANNE, dry_run=False, progress=lambda *n: seen.append(n))
    assert [result.outcome for result in results] == expected
    assert seen == [(1, 2), (2, 2)]
    assert row(database).title == "Colis"
    assert row(database).state is IN_REVIEW
    assert by_key(database)["hotline/nood/purpose"].state is ShownState.IN_REVIEW
    # Once more: nothing left to do.
    again = book.apply(returned, "fr", ANNE, dry_run=False)
    assert not any(result.taken for result in again)


def test_what_comes_back_untouched_changes_nothing(database: Database, book: TranslationBook):
    save(book, state=APPROVED)
    publish(database, FOOD, how="Kom langs met twee tassen.")
    version = database.version()
    results = book.apply(list(by_key(database).values()), "fr", ANNE, dry_run=False)
    assert {result.outcome for result in results} == {Outcome.UNCHANGED}
    assert database.version() == version
    # But an old sentence that the office says is still right, is.
    how = replace(by_key(database)[f"service/{FOOD}/how"], state=ShownState.APPROVED)
    assert book.apply([how], "fr", ANNE, dry_run=False)[0].taken
    assert shown(database) is ShownState.IN_REVIEW


def test_places_are_kept_with_the_same_rules(database: Database, book: TranslationBook):
    from services_catalog.translating.places import version

    def version_of(kind: str, name: str) -> str:
        with database.read() as session:
            return version(session, kind, name, "fr")

    old = version_of("location", "huis")
    saved = book.save_place(
        "location", "huis", "fr", "À côté de l'église.", ANNE, state=APPROVED, version=old
    )
    assert saved.state is APPROVED
    with pytest.raises(Overtaken):
        book.save_place("location", "huis", "fr", "Autre.", BO, state=IN_REVIEW, version=old)
    with pytest.raises(WrongWords):
        book.save_place("location", "huis", "fr", "", BO, state=IN_REVIEW, version=saved.version)
    card = Desk(database).cards([FOOD], "fr")[0]
    assert card["places"][0]["directions"] == "À côté de l'église."
    line = book.save_place(
        "hotline", "nood", "fr", "En danger.", ANNE, state=APPROVED,
        version=version_of("hotline", "nood"),
    )  # fmt: skip
    assert line.held_back
    assert [one.actor for one in book.history("hotline/nood/fr")] == [ANNE]
    with pytest.raises(UnknownService):
        book.save_place("location", "weg", "fr", "x", ANNE, state=IN_REVIEW, version="")


def test_a_load_does_not_go_over_translations(database: Database, book: TranslationBook):
    save(book)
    with pytest.raises(Edited):
        seed(database, small_source(), WordsEncoder(), replace=True)
    assert row(database).title == FR["title"]


def test_unknown_services(book: TranslationBook):
    with pytest.raises(UnknownService):
        book.version("weg", "fr")
    with pytest.raises(UnknownService):
        book.save("a\x00b", "fr", FR, ANNE, state=IN_REVIEW, version="")
    with pytest.raises(ValueError, match="who"):
        save(book, actor=" ")
