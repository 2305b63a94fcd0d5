"""Files of any kind come in: what they are, and what was chosen for the last ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from services_catalog.database import Database
from services_catalog.editing import inbox
from services_catalog.exchange.arrival import Choices, System, bring, recognise, unpacked
from services_catalog.exchange.errors import UnreadableFile
from services_catalog.i18n import Translator
from services_catalog.models import ImportItem, ImportRun
from tests.catalogue.editing_world import World

DATA = Path(__file__).parent / "data"
TURTLE, PAGE = DATA / "lpdc.ttl", DATA / "lpdc-page.jsonld"
STAD = "https://waterlinde.example.org/id/overheid/stad"


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


# --- What is suggested the next time


def test_whose_services_they_are_is_remembered(world: World) -> None:
    chosen = Choices(organizations={STAD: "org"})
    bring(world.database, [TURTLE], "An", chosen, dry_run=False)
    bring(world.database, [TURTLE], "An", Choices(), dry_run=False)
    assert inbox.last_choices(world.database, "lpdc") == {"organizations": {STAD: "org"}}
    assert inbox.last_choices(world.database, "hsds") == {}


def test_authorities_are_told_with_titles_where_they_have_no_name(world: World) -> None:
    authorities = bring(world.database, [TURTLE], "An", Choices()).authorities
    by_address = {one.address: one for one in authorities}
    assert by_address[STAD].name == "Gemeente Waterlinde"
    nameless = by_address["https://waterlinde.example.org/id/overheid/buurgemeente"]
    assert (nameless.name, nameless.services, nameless.examples) == ("", 1, ("Dringende steun",))


# --- Which file it is


@pytest.mark.parametrize(
    ("name", "text", "system"),
    [
        ("a.ttl", "", System.LPDC),
        ("a.JSONLD", "", System.LPDC),
        ("a.json", '{"@context": {}, "@graph": []}', System.LPDC),
        ("a.json", '[{"id": "x", "name": "Dienst"}]', System.HSDS),
        ("a.ndjson", "", System.HSDS),
        ("a.xlsx", "", System.HSDS),
    ],
)
def test_a_file_is_recognised(tmp_path: Path, name: str, text: str, system: System) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert recognise([path]) is system


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), "Kies een bestand"),
        (("a.docx",), "eindigt op"),
        (("a.ttl", "b.xlsx"), "twee soorten"),
        (("a.xlsx", "b.xlsx"), "een voor een"),
    ],
)
def test_files_that_do_not_go_together_say_so_in_dutch(
    tmp_path: Path, names: tuple[str, ...], words: str
) -> None:
    for name in names:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(UnreadableFile) as error:
        recognise([tmp_path / name for name in names])
    assert words in error.value.told(Translator("nl"))
    assert words not in str(error.value), "the command line speaks English"


def test_a_broken_zip_is_weighed_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK stuk")
    with pytest.raises(UnreadableFile, match="no zip"):
        unpacked(path)


def test_nothing_of_this_is_kept_by_a_dry_run(world: World, tmp_path: Path) -> None:
    bring(world.database, [TURTLE], "An", Choices(organizations={"": "org"}))
    with world.database.read() as session:
        assert session.scalars(select(ImportRun)).all() == []
        assert session.scalars(select(ImportItem)).all() == []
