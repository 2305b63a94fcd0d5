"""Two municipalities follow one base, each with a database and some words of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from services_catalog.base.choosing import (
    BASE,
    choose,
    decline,
    keep_gone,
    link,
    map_role,
    reconsider,
    take_new,
    unlink,
)
from services_catalog.base.exporting import export_base
from services_catalog.base.files import BaseFileError, new_base, read_base, write_base
from services_catalog.base.following import OlderVersion
from services_catalog.base.states import overview
from services_catalog.base.words import keep_words, take_words
from services_catalog.database import Database, make_engine, migrate
from services_catalog.editing.book import EditingBook
from services_catalog.editing.drafts import Refused
from services_catalog.loading.seed import seed
from services_catalog.models import BaseService, ServiceTranslation
from services_catalog.vocabulary import TranslationState
from tests.catalogue.base_world import REGION, Keeper, Town, changed, edit, save_words, words_of
from tests.catalogue.editing_world import small_source


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    engine = make_engine(f"sqlite:///{tmp_path / 'keeper.db'}")
    migrate(engine)
    return Keeper(Database(engine))


@pytest.fixture
def town(engine: Engine) -> Town:
    """On each kind of database."""
    return Town(Database(engine))


@pytest.fixture
def other(tmp_path: Path) -> Town:
    engine = make_engine(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(engine)
    return Town(Database(engine))


FOOD = "voedselbank"


def test_only_what_was_changed_here_is_flagged(keeper: Keeper, town: Town, other: Town):
    first = keeper.base()
    for one in (town, other):
        one.follow(first)
        assert set(one.standing().values()) == {"new"}
        one.take_all()
        assert set(one.standing().values()) == {"follows"}
    edit(town, FOOD, phone="012 99 99 99", text__how="Bel aan bij de groene deur.")
    town.book.publish(FOOD, "Ans", "bij ons is het anders")
    assert town.states(FOOD) == {
        "phone": "local", "email": "fill", "locations": "local", "checked_on": "local",
        "text.how": "own",
    }  # fmt: skip
    keeper.publish(FOOD, text__how="Kom met een tas.", text__summary="Een pakket met eten.")
    second = keeper.base()
    for one in (town, other):
        one.follow(second)
    flagged = town.states(FOOD)
    assert flagged["text.how"] == "choice"
    assert flagged["text.summary"] == "changed"
    assert {p for p, s in flagged.items() if s in ("choice", "changed", "own")} == {
        "text.how", "text.summary",
    }  # fmt: skip
    assert town.standing()[FOOD] == "choice"
    assert other.standing()[FOOD] == "changed"
    assert {p for p, s in other.states(FOOD).items() if s == "changed"} == {
        "text.how", "text.summary",
    }  # fmt: skip
    other.take(FOOD, "text.how", "text.summary")
    assert other.standing()[FOOD] == "follows"
    assert other.book.published(FOOD)["text"]["how"] == "Kom met een tas."
    # Nobody is asked twice about one change.
    town.keep(FOOD, "text.how")
    town.take(FOOD, "text.summary")
    assert town.states(FOOD)["text.how"] == "own"
    assert town.book.published(FOOD)["text"]["how"] == "Bel aan bij de groene deur."
    keeper.publish(FOOD, text__how="Kom met een grote tas.")
    town.follow(keeper.base())
    assert town.states(FOOD)["text.how"] == "choice"


def test_an_older_version_is_refused(keeper: Keeper, town: Town):
    first = keeper.base()
    keeper.publish(FOOD, text__how="Kom met een tas.")
    town.follow(keeper.base())
    with pytest.raises(OlderVersion, match="--older"):
        town.follow(first)
    assert town.follow(first, older=True).fresh


def test_nothing_of_ours_moves_when_a_base_is_followed(keeper: Keeper, town: Town):
    town.follow(keeper.base())
    town.take_all()
    version, before = town.database.version(), town.book.published(FOOD)
    keeper.publish(FOOD, text__how="Kom met een tas.")
    base = keeper.base()
    dry = town.follow(base, dry_run=True)
    assert {one.key: one.standing.value for one in dry.overview.services}[FOOD] == "changed"
    assert town.standing()[FOOD] == "follows"
    town.follow(base)
    assert town.standing()[FOOD] == "changed"
    assert town.database.version() == version
    assert town.book.published(FOOD) == before
    assert town.book.drafts() == []


def test_the_same_file_twice_changes_nothing(keeper: Keeper, town: Town):
    base = keeper.base()
    assert town.follow(base).fresh
    town.take_all()
    edit(town, FOOD, text__how="Van ons.")
    rows = rows_of(town)
    again = town.follow(base)
    assert not again.fresh
    assert rows_of(town) == rows
    # Nor does a newer file that says the same.
    assert not town.follow(keeper.base()).fresh
    assert rows_of(town) == rows


def test_a_draft_thrown_away_asks_again(keeper: Keeper, town: Town):
    town.follow(keeper.base())
    town.take_all()
    keeper.publish(FOOD, text__how="Kom met een tas.")
    town.follow(keeper.base())
    town.take(FOOD, "text.how", publish=False)
    assert town.standing()[FOOD] == "ready"
    draft = town.book.open(FOOD, "Ans")
    town.book.discard(FOOD, "Ans", draft.version)
    assert town.states(FOOD)["text.how"] == "changed"
    # Taken, and then written otherwise: an own text, and no question any more.
    town.take(FOOD, "text.how")
    edit(town, FOOD, text__how="Toch iets anders.")
    assert town.states(FOOD)["text.how"] == "own"
    keeper.publish(FOOD, text__who="Voor wie het nodig heeft.")
    town.follow(keeper.base())
    assert town.states(FOOD)["text.how"] == "own"
    assert town.states(FOOD)["text.who"] == "changed"


def test_one_click_for_many(keeper: Keeper, town: Town):
    town.follow(keeper.base())
    town.take_all()
    keeper.publish(FOOD, text__how="Kom met een tas.")
    keeper.publish("praatgroep", text__how="Kom praten.")
    keeper.publish("nt2", text__how="Schrijf je in.")
    edit(town, "praatgroep", text__who="Een zin van een collega.")
    town.follow(keeper.base())
    assert town.publish_all() == {FOOD: "published", "nt2": "published"}
    assert town.book.history(FOOD)[0].reason == "uit de basis"
    assert town.book.published("praatgroep")["text"]["how"] != "Kom praten."
    assert town.standing()["praatgroep"] == "changed"
    town.book.publish("praatgroep", "Kim", "klaar")
    assert town.publish_all() == {"praatgroep": "published"}
    assert town.book.published("praatgroep")["text"]["who"] == "Een zin van een collega."
    assert town.publish_all() == {}


def test_four_eyes_hold_for_one_click_too(keeper: Keeper, engine: Engine):
    town = Town(Database(engine), four_eyes=True)
    town.book = EditingBook(town.database, lambda: town.encoder, four_eyes=False)
    town.follow(keeper.base())
    town.take_all()
    town.book = EditingBook(town.database, lambda: town.encoder, four_eyes=True)
    keeper.publish(FOOD, text__how="Kom met een tas.")
    keeper.publish("dienst-migratie", text__how="Kom naar het loket.")
    town.follow(keeper.base())
    assert town.publish_all() == {FOOD: "published", "dienst-migratie": "waits"}
    assert town.standing()["dienst-migratie"] == "ready"
    entry = town.book.publish("dienst-migratie", "Kim", "nagelezen")
    assert entry.after["text"]["how"] == "Kom naar het loket."


def test_new_declined_gone_and_back(keeper: Keeper, town: Town):
    first = keeper.base()
    town.follow(first)
    decline(town.database, REGION, "nt2", "Ans", "we hebben geen les")
    assert town.standing()["nt2"] == "declined"
    keeper.publish("nt2", text__how="Schrijf je in.")
    second = keeper.base()
    town.follow(second)
    assert town.standing()["nt2"] == "declined"
    reconsider(town.database, REGION, "nt2", "Ans")
    assert town.standing()["nt2"] == "new"
    take_new(town.book, REGION, FOOD, "Ans")
    assert town.standing()[FOOD] == "draft"
    with pytest.raises(Refused, match="here already"):
        take_new(town.book, REGION, FOOD, "Ans")
    third = changed(second, 1, lambda entries: entries.pop(FOOD))
    town.follow(third)
    assert town.standing()[FOOD] == "gone"
    keep_gone(town.database, REGION, FOOD, "Ans")
    assert town.standing()[FOOD] == "kept"
    # One that comes back is followed again.
    town.follow(changed(second, 2, lambda entries: entries["nt2"].document.pop("url")))
    assert town.standing()[FOOD] == "draft"
    # A draft thrown away is as if it was never taken.
    town.book.discard(FOOD, "Ans", town.book.open(FOOD, "Ans").version)
    assert town.standing()[FOOD] == "new"


def test_what_is_refused_is_not_gone(keeper: Keeper, town: Town):
    first = keeper.base()
    town.follow(first)
    town.take_all()

    def spoil(entries):
        entries[FOOD].document["text"]["title"] = " "
        entries["nt2"].document["colour"] = "blue"
        entries["nt2"].document["eligibility"] = "for whom it pleases"
        entries["praatgroep"].document["text"]["verse"] = "Er was eens."

    done = town.follow(changed(first, 1, spoil))
    assert (FOOD, "it has no title") in done.remarks
    told = [text for key, text in done.remarks if key == "nt2"]
    assert "colour" in told[0]
    assert "'eligibility' is left out" in told[1]
    assert town.standing()["praatgroep"] == "follows"
    assert town.standing()[FOOD] == "follows"


def test_roles_and_keys_become_ours(keeper: Keeper, town: Town):
    base = keeper.base(roles={"org": "ocmw-rol", "ocmw": "stad"})
    town.follow(base)
    with town.database.read() as session:
        assert overview(session, REGION).open_roles == {"ocmw-rol": "Organisatie"}
    assert take_new(town.book, REGION, FOOD, "Ans").document["organization"] is None
    assert town.states(FOOD)["organization"] == "fill"
    with pytest.raises(ValueError, match="choose from"):
        map_role(town.database, REGION, "ocmw-rol", "nergens")
    with pytest.raises(ValueError, match="no role"):
        map_role(town.database, REGION, "keizer", "elders")
    map_role(town.database, REGION, "ocmw-rol", "elders")
    assert take_new(town.book, REGION, "praatgroep", "Ans").document["organization"] == "elders"
    # A service that has another id here is the one that rules lead to.
    unlink(town.database, REGION, "praatgroep", "Ans")
    link(town.database, REGION, "praatgroep", "onthaal", "Ans")
    rules = take_new(town.book, REGION, "nt2", "Ans").document["eligibility"]
    assert rules[1]["alternative"] == "onthaal"
    assert "eligibility" not in town.states("nt2")
    with pytest.raises(Refused, match="linked to praatgroep"):
        unlink(town.database, REGION, FOOD, "Ans")
        link(town.database, REGION, FOOD, "onthaal", "Ans")


def test_a_service_of_ours_with_the_same_id_is_linked(keeper: Keeper, other: Town):
    seed(other.database, small_source(), other.encoder, replace=True, over_edits=True)
    edit(other, FOOD, text__how="Van ons.", text__summary="Ook dit is hier van ons.")
    other.book.publish(FOOD, "Ans", "anders")
    other.follow(keeper.base())
    states = other.states(FOOD)
    assert states["text.how"] == states["text.summary"] == "choice"
    assert other.standing()["praatgroep"] == "follows"
    other.keep(FOOD, "text.how", "text.summary")
    assert other.standing()[FOOD] == "own"
    with pytest.raises(ValueError, match="no such field"):
        choose(other.book, REGION, FOOD, {"text.smell": BASE}, "Ans")
    with pytest.raises(Refused, match="look at it again"):
        choose(other.book, REGION, FOOD, {"text.how": BASE}, "Ans", stamp="0" * 64)


def test_translations_follow_where_the_dutch_does(keeper: Keeper, town: Town):
    keeper.translate(FOOD, title="Colis", summary="Un colis.", how="Venez.", reviewer="Fatima")
    town.follow(keeper.base())
    town.take_all()
    assert town.standing()[FOOD] == "changed"
    assert words_of(town, FOOD) == {}
    assert town.publish_all() == {FOOD: "published"}
    taken = words_of(town, FOOD)
    assert (taken["title"], taken["how"], taken["state"]) == ("Colis", "Venez.", "approved")
    assert taken["reviewed_by"] == "Fatima (Regio Linde)"
    assert town.standing()[FOOD] == "follows"
    assert "Colis" in " ".join(town.encoder.encoded)
    # The Dutch of one sentence becomes ours: its French says another thing, and stays away.
    edit(town, FOOD, text__how="Bel aan bij de groene deur.")
    town.book.publish(FOOD, "Ans", "bij ons anders")
    save_words(town, FOOD, "fr", how="Sonnez à la porte verte.")
    keeper.translate(FOOD, how="Venez avec un sac.", summary="Un colis par semaine.")
    town.follow(keeper.base())
    states = town.states(FOOD)
    assert (states["fr.summary"], states["fr.how"]) == ("changed", "withheld")
    town.publish_all()
    taken = words_of(town, FOOD)
    assert taken["summary"] == "Un colis par semaine."
    assert taken["how"] == "Sonnez à la porte verte."


def test_our_own_translation_is_asked_for(keeper: Keeper, town: Town):
    keeper.translate(FOOD, title="Colis", summary="Un colis.")
    town.follow(keeper.base())
    town.take_all()
    town.publish_all()
    save_words(town, FOOD, "fr", summary="Notre colis.")
    keeper.translate(FOOD, summary="Un colis par semaine.")
    town.follow(keeper.base())
    assert town.states(FOOD)["fr.summary"] == "choice"
    assert town.standing()[FOOD] == "choice"
    keep_words(town.database, REGION, FOOD, ["fr.summary"], "Ans")
    assert town.states(FOOD)["fr.summary"] == "own"
    assert take_words(town.translations, REGION, FOOD, "Ans", ["fr.summary"])[0].problem == ""
    assert words_of(town, FOOD)["summary"] == "Un colis par semaine."


def test_words_about_the_law_wait_for_somebody_here(keeper: Keeper, town: Town):
    keeper.translate("dienst-migratie", title="Service", summary="Le guichet.")
    with keeper.database.change() as session:  # reviewed there by somebody with an account
        row = session.get_one(ServiceTranslation, ("dienst-migratie", "fr"))
        row.state, row.reviewed_by = TranslationState.APPROVED, "Fatima"
    town.follow(keeper.base())
    town.take_all()
    town.publish_all()
    assert words_of(town, "dienst-migratie")["state"] == "in_review"


def test_a_fact_in_a_sentence_is_not_taken(keeper: Keeper, town: Town):
    keeper.translate(FOOD, title="Colis", summary="Un colis.")

    def spoil(entries):
        words = entries[FOOD].translations
        words["es"] = words["fr"].model_copy(update={"summary": "Cuesta 5 € cada vez."})
        words["xx"] = words["fr"]

    done = town.follow(changed(keeper.base(), 1, spoil))
    assert [text.partition(" is left")[0] for key, text in done.remarks if key == FOOD] == [
        "the translation into es",
        "the translation into 'xx'",
    ]
    assert set(town.look(FOOD).words) == set()
    town.take_all()
    assert set(town.look(FOOD).words) == {"fr"}


def test_old_sentences_are_left_out_of_a_base(keeper: Keeper, town: Town):
    keeper.translate(FOOD, title="Colis", summary="Un colis.", how="Venez.")
    keeper.publish(FOOD, text__how="Kom met een tas.")
    made = export_base(keeper.database, base_id=REGION, name="Regio Linde")
    (entry,) = [one for one in made.base.services if one.key == FOOD]
    assert entry.translations["fr"].how is None
    assert entry.translations["fr"].summary == "Un colis."
    assert any("older than the Dutch" in text for text in made.remarks)


def test_what_is_followed_can_be_shared_again(keeper: Keeper, town: Town):
    keeper.translate(FOOD, title="Colis", summary="Un colis.", reviewer="Fatima")
    base = keeper.base(roles={"org": "ocmw-rol"})
    town.follow(base)
    map_role(town.database, REGION, "ocmw-rol", "elders")
    # An id of our own for one of them: the base's key comes back in the export.
    edit(town, "onthaal", text__title="Praatgroep")
    town.take_all()
    town.publish_all()
    again = export_base(
        town.database, base_id=REGION, services=[one.key for one in base.services]
    ).base
    assert [one.model_dump() for one in again.services] == [
        one.model_dump() for one in base.services
    ]
    assert again.name == base.name


def test_only_some_services_and_more_left_out(keeper: Keeper):
    base = keeper.base(services=["nt2", FOOD], leave=("url", "checked_on"))
    assert [one.key for one in base.services] == ["nt2", FOOD]
    assert base.services[1].document.keys() & {"url", "checked_on", "phone"} == {"phone"}
    made = export_base(keeper.database, services=["nt2"])
    assert made.base.id == "waterlinde"
    assert "praatgroep" in made.remarks[0]
    for wrong in (
        {"services": ["nergens"]}, {"leave": ["colour"]}, {"roles": {"nergens": "x"}},
        {"base_id": "Niet Goed"},
    ):  # fmt: skip
        with pytest.raises(BaseFileError):
            export_base(keeper.database, **wrong)


def test_the_file_comes_back_as_it_was_or_is_refused(keeper: Keeper, tmp_path: Path):
    base, path = keeper.base(), tmp_path / "base.json"
    write_base(base, path)
    assert read_base(path) == base
    text = path.read_text(encoding="utf-8")
    for spoilt, said in (
        (text[:-30], "only half"),
        ("[1, 2]", "no base"),
        (text.replace("Voedselbank", "Voedselbanken", 1), "digest"),
        (text.replace("base/1", "base/2"), "Update it"),
        (text.replace('"version"', '"versie"'), "version"),
    ):
        path.write_text(spoilt, encoding="utf-8")
        with pytest.raises(BaseFileError, match=said):
            read_base(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BaseFileError, match="no JSON text"):
        read_base(path)
    with pytest.raises(BaseFileError, match="cannot be read"):
        read_base(tmp_path / "nowhere.json")
    hidden = changed(base, 1, lambda e: e[FOOD].document["text"].update(how="a\x00b"))
    write_base(hidden, path)
    with pytest.raises(BaseFileError, match="invisible"):
        read_base(path)
    twice = new_base(
        base.id, base.name, base.version, base.roles, base.local, base.services[:1] * 2
    )
    write_base(twice, path)
    with pytest.raises(BaseFileError, match="twice"):
        read_base(path)


def rows_of(town: Town) -> list[dict]:
    with town.database.read() as session:
        return [
            {key: value for key, value in vars(row).items() if key != "_sa_instance_state"}
            for row in session.scalars(select(BaseService).order_by(BaseService.key))
        ]
