"""The pages of the shared base: what waits, choosing field by field, one click for many."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette

from services_catalog.base.exporting import export_base
from services_catalog.base.files import BaseFile, new_base, parse_base
from services_catalog.base.following import follow
from services_catalog.database import Database
from services_catalog.editing.book import EditingBook
from services_catalog.editing.fields import put
from services_catalog.models import Role
from tests.catalogue.base_world import changed
from tests.staff.conftest import Make, form_of
from tests.web.conftest import NoEncoder

ON_BOTH = True

BRIDGE, PLAY, LIBRARY = "nachtopvang-de-brug", "speelplein-zomer", "bib-lid-worden"
HERE = "/base/regio/services"


@dataclass
class Region:
    """The base of the region, made of the demonstration catalogue itself."""

    database: Database
    first: BaseFile

    def follow(self, base: BaseFile) -> None:
        follow(self.database, base, "Ans", dry_run=False)

    def second(self, **texts: dict[str, str]) -> BaseFile:
        """A version in which services say other things, by key with ``__`` for ``-``."""

        def change(entries):
            for key, values in texts.items():
                for path, value in values.items():
                    put(entries[key.replace("__", "-")].document, path, value)

        return changed(self.first, 1, change)


@pytest.fixture
def region(catalogue: Database) -> Region:
    base = export_base(catalogue, base_id="regio", name="Regio Linde", services=[BRIDGE, PLAY]).base
    made = Region(catalogue, base)
    made.follow(base)
    return made


def token_and(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_nothing_is_followed_yet(app: Starlette, person: Make):
    page = person(Role.PUBLISHER).get("/base")
    assert "Volg een basis" in page
    assert "Lees in" not in person(Role.READER, name="Rik").get("/base")


def test_a_file_is_taken_and_nothing_is_published(
    app: Starlette, person: Make, catalogue: Database, tmp_path
):
    base = export_base(catalogue, base_id="regio", name="Regio Linde", services=[BRIDGE, PLAY]).base
    browser, before = person(Role.PUBLISHER), catalogue.version()
    answer = browser.client.post(
        "/staff/base/follow",
        data={"csrf": browser.token()},
        files={"file": ("basis.json", base.model_dump_json().encode(), "application/json")},
    )
    assert answer.status_code == 200
    assert "De basis is ingelezen" in answer.text
    assert "Gelijk aan de basis" in answer.text
    assert catalogue.version() == before
    for raw, said in (
        (b"{", "niet te lezen"),
        (b"{}", "geen gedeelde basis"),
        (base.model_dump_json().replace("Regio Linde", "Regio Lunde").encode(), "onderweg"),
        (base.model_dump_json().replace("base/1", "base/9").encode(), "nieuwere versie"),
    ):
        answer = browser.client.post(
            "/staff/base/follow",
            data={"csrf": browser.token()},
            files={"file": ("basis.json", raw, "application/json")},
        )
        assert answer.status_code == 422, raw[:40]
        assert said in answer.text


def test_an_older_file_needs_a_tick(app: Starlette, person: Make, region: Region):
    region.follow(region.second(nachtopvang__de__brug={"text.how": "Bel eerst."}))
    browser = person(Role.PUBLISHER)
    files = {"file": ("basis.json", region.first.model_dump_json().encode(), "application/json")}
    answer = browser.client.post("/staff/base/follow", data={"csrf": browser.token()}, files=files)
    assert answer.status_code == 409
    assert 'name="older"' in answer.text
    answer = browser.client.post(
        "/staff/base/follow", data={"csrf": browser.token(), "older": "1"}, files=files
    )
    assert "De basis is ingelezen" in answer.text


def test_choosing_field_by_field(app: Starlette, person: Make, region: Region):
    book = EditingBook(region.database, NoEncoder, four_eyes=False)
    draft = book.open(BRIDGE, "Kim")
    put(draft.document, "text.how", "Bel aan bij de groene deur.")
    book.save(BRIDGE, draft.document, "Kim", draft.version)
    book.publish(BRIDGE, "Kim", "anders")
    region.follow(
        region.second(
            nachtopvang__de__brug={"text.how": "Bel eerst.", "text.who": "Voor iedereen."}
        )
    )
    browser = person(Role.EDITOR)
    assert "1 te kiezen" in browser.get("/base")
    page = browser.get(f"{HERE}/{BRIDGE}")
    assert "Bel aan bij de groene deur." in page
    assert "Bel eerst." in page
    values = {"stamp": token_and(page, "stamp"), "choose.text.how": "ours"}
    page = browser.post(f"{HERE}/{BRIDGE}/choose", **values)
    assert "We vragen dit pas opnieuw" in page
    # What was looked at is another text by now.
    page = browser.post(f"{HERE}/{BRIDGE}/choose", stamp="0" * 64, **{"choose.text.who": "base"})
    assert "Dit is net veranderd" in page
    page = browser.get(f"{HERE}/{BRIDGE}")
    page = browser.post(
        f"{HERE}/{BRIDGE}/choose",
        stamp=token_and(page, "stamp"),
        **{"choose.text.who": "base"},
    )
    assert "staat klaar in een bewerking" in page
    draft = book.open(BRIDGE, "Kim")
    assert draft.saved
    assert draft.document["text"]["who"] == "Voor iedereen."
    assert draft.document["text"]["how"] == "Bel aan bij de groene deur."
    assert book.published(BRIDGE)["text"]["who"] != "Voor iedereen."


def test_one_click_publishes_what_follows(app: Starlette, person: Make, region: Region):
    region.follow(
        region.second(
            nachtopvang__de__brug={"text.who": "Voor iedereen."},
            speelplein__zomer={"text.how": "Schrijf je kind in."},
        )
    )
    person(Role.EDITOR, name="Els").get("/base/regio/follow-up")
    browser = person(Role.PUBLISHER)
    page = browser.get("/base/regio/follow-up")
    assert "Schrijf je kind in." in page
    assert page.count('name="key"') == 2
    page = browser.post(
        "/base/regio/follow-up", key=[BRIDGE, PLAY], do="publish", reason="uit de basis"
    )
    assert "Gepubliceerd" in page, page
    book = EditingBook(region.database, NoEncoder)
    assert book.published(PLAY)["text"]["how"] == "Schrijf je kind in."
    assert book.history(PLAY)[0].reason == "uit de basis"
    assert "Alles is bekeken" in browser.get("/base")


def test_an_editor_prepares_and_a_publisher_publishes(app: Starlette, person: Make, region: Region):
    region.follow(region.second(speelplein__zomer={"text.how": "Schrijf je kind in."}))
    editor = person(Role.EDITOR)
    assert "Publiceer wat is aangevinkt" not in editor.get("/base/regio/follow-up")
    editor.post("/base/regio/follow-up", 403, key=PLAY, do="publish", reason="x")
    assert "Klaargezet" in editor.post("/base/regio/follow-up", key=PLAY, do="prepare")
    publisher = person(Role.PUBLISHER)
    assert "Klaar om te publiceren" in publisher.get("/base")
    assert "Gepubliceerd" in publisher.post(
        "/base/regio/follow-up", key=PLAY, do="publish", reason="uit de basis"
    )


def test_a_colleagues_work_is_left_alone(app: Starlette, person: Make, region: Region):
    book = EditingBook(region.database, NoEncoder)
    draft = book.open(PLAY, "Kim")
    put(draft.document, "text.who", "Voor kinderen in een zin die nog niet af")
    kept = book.save(PLAY, draft.document, "Kim", draft.version)
    region.follow(region.second(speelplein__zomer={"text.how": "Schrijf je kind in."}))
    browser = person(Role.PUBLISHER)
    assert "Niets. Alles volgt" in browser.get("/base/regio/follow-up")
    browser.post("/base/regio/follow-up", key=PLAY, do="publish", reason="uit de basis")
    assert book.open(PLAY, "Kim").version == kept.version


def test_new_ones_are_taken_or_not_for_us(app: Starlette, person: Make, region: Region):
    def change(entries):
        for number in (1, 2):
            new = entries[PLAY].model_copy(deep=True, update={"key": f"nieuw-{number}"})
            put(new.document, "text.title", f"Nieuw speelplein {number}")
            entries[new.key] = new

    region.follow(changed(region.first, 1, change))
    browser = person(Role.EDITOR)
    page = browser.get("/base?show=new")
    assert "Nieuw speelplein 1" in page
    assert "niet voor ons" in browser.post("/base/regio/many", key="nieuw-2", do="decline")
    page = browser.post(f"{HERE}/nieuw-1/verdict", do="take")
    assert "Vul aan wat alleen wij weten" in page
    assert "de gedeelde basis laat dit aan ons" in page
    assert browser.url.partition("?")[0].endswith("/services/nieuw-1/edit")
    assert "Nieuw speelplein 2" not in browser.get("/base")
    assert "Nieuw speelplein 2" in browser.get("/base?show=declined")
    browser.post("/base/regio/many", key="nieuw-2", do="reconsider")
    page = browser.post(f"{HERE}/nieuw-2/verdict", do="link", service=LIBRARY)
    assert "Kies bij elk verschil" in page
    assert "Te kiezen" in page
    assert "Losgemaakt" in browser.post(f"{HERE}/nieuw-2/verdict", do="unlink")
    assert "Die dienst is er niet" in browser.post(
        f"{HERE}/nieuw-2/verdict", do="link", service="bestaat-niet"
    )


def test_gone_ones_are_archived_or_kept(app: Starlette, person: Make, region: Region):
    region.follow(changed(region.first, 1, lambda entries: entries.pop(PLAY)))
    browser = person(Role.PUBLISHER)
    page = browser.get(f"{HERE}/{PLAY}")
    assert "Archiveer" in page
    assert "Genoteerd" in browser.post(f"{HERE}/{PLAY}/verdict", do="keep")
    assert "Zelf gehouden" in browser.get("/base?show=kept")


def test_the_form_shows_the_shared_text(app: Starlette, person: Make, region: Region):
    browser = person(Role.EDITOR)
    values = form_of(browser.get(f"/services/{PLAY}/edit"))
    ours = values["text.how"][0]
    values["text.how"] = ["Een eigen zin."]
    page = browser.post(f"/services/{PLAY}/edit", do="save", **values)
    assert "Eigen tekst in plaats van de gedeelde" in page
    values = form_of(page) | {"text.who": ["Ook dit typte ik net."]}
    values["do"] = ["shared:text.how"]
    page = browser.post(f"/services/{PLAY}/edit", **values)
    assert "Overgenomen uit de gedeelde basis" in page
    values = form_of(page)
    assert values["text.how"][0] == ours
    assert values["text.who"] == ["Ook dit typte ik net."]
    # Enter in a field must save, whatever buttons stand above it.
    assert page.index('value="save"') < page.index('value="shared:')


def test_roles_become_our_organizations(app: Starlette, person: Make, region: Region):
    base = region.first
    renamed = base.model_copy(deep=True)
    for entry in renamed.services:
        entry.document["organization"] = "dienst-van-elders"
    region.follow(
        new_base(base.id, base.name, base.version.replace(year=2030),
                 {"dienst-van-elders": "Een dienst"}, base.local, renamed.services)
    )  # fmt: skip
    browser = person(Role.PUBLISHER)
    assert "Zeg eerst welke organisatie" in browser.get("/base")
    page = browser.post("/base/regio/roles", **{"role.dienst-van-elders": "stad-waterlinde"})
    assert "Zeg eerst welke organisatie" not in page
    browser.post("/base/regio/roles", 404, **{"role.dienst-van-elders": "nergens"})


def test_who_may_not_touch_it_may_look(app: Starlette, person: Make, region: Region):
    region.follow(region.second(nachtopvang__de__brug={"text.who": "Voor iedereen."}))
    reader = person(Role.READER)
    page = reader.get(f"{HERE}/{BRIDGE}")
    assert "Bewaar mijn keuzes" not in page
    editor = person(Role.EDITOR, name="Els", scope={"organizations": ["stad-waterlinde"]})
    page = editor.get(f"{HERE}/{BRIDGE}")
    assert "Bewaar mijn keuzes" not in page
    values = (
        {"stamp": token_and(page, "stamp"), "choose.text.who": "base"} if "stamp" in page else {}
    )
    editor.post(f"{HERE}/{BRIDGE}/choose", 403, **values)
    editor.post(f"{HERE}/{BRIDGE}/verdict", 403, do="unlink")
    assert BRIDGE not in editor.get("/base/regio/follow-up")
    for path in ("/base/nergens/follow-up", f"{HERE}/nergens", "/base/nergens/services/x"):
        editor.get(path, 404)


def test_our_catalogue_is_shared_as_a_file(app: Starlette, person: Make, catalogue: Database):
    answer = person(Role.PUBLISHER).client.get("/staff/base/file")
    assert answer.headers["content-disposition"].startswith('attachment; filename="basis-')
    base = parse_base(answer.content, "basis.json")
    assert BRIDGE in {one.key for one in base.services}
    assert not any("phone" in one.document for one in base.services)
