"""The catalogue's files: mistakes are named with file, entry and cure; nothing is half-loaded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from services_catalog.database import Database
from services_catalog.encoder import default_encoder
from services_catalog.loading.seed import NotEmpty, seed
from services_catalog.loading.source import SourceError, read_folder
from services_catalog.loading.stamp import stamp
from services_catalog.models import Passage, Revision, Service
from services_catalog.settings import DEMO_DIRECTORY
from services_catalog.translations import ShownState, state_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "catalogue"
    shutil.copytree(DEMO_DIRECTORY, copy, ignore=shutil.ignore_patterns("translations"))
    for path in (copy / "services").glob("*.yml"):
        if path.stem not in ("emergency_shelter", "migration_office"):
            path.unlink()
    shelter = edit(copy / "services/emergency_shelter.yml")
    keep = [s for s in shelter.content["services"] if s["scope"] != "rules"]
    shelter.content["services"] = keep
    shelter.save()
    return copy


class edit:
    """A YAML file opened for a change."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content = yaml.safe_load(path.read_text(encoding="utf-8"))

    def save(self) -> None:
        self.path.write_text(yaml.safe_dump(self.content, allow_unicode=True), encoding="utf-8")


def first_service(folder: Path, **changes):
    file = edit(folder / "services/emergency_shelter.yml")
    file.content["services"][0].update(changes)
    file.save()


def problems(folder: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_folder(folder)
    return str(caught.value)


def test_the_demonstration_catalogue_is_real_in_shape_and_size():
    catalogue = read_folder(DEMO_DIRECTORY)
    assert len(catalogue.services) >= 80
    assert len(catalogue.organizations) >= 15
    assert len(catalogue.locations) >= 20
    assert sum(s.scope == "regardless" for s in catalogue.services) >= 10
    from services_catalog.vocabulary import topics

    for topic in topics():
        assert sum(topic in s.topics for s in catalogue.services) >= 2, topic
    assert any(
        place.hours and place.hours.startswith(("Oct", "Nov")) and s.checked_on
        for s in catalogue.services
        for place in s.locations
    )
    assert catalogue.closures


def test_no_telephone_of_the_demonstration_can_ring():
    for service in read_folder(DEMO_DIRECTORY).services:
        assert service.phone is None or service.phone.startswith("+3212000"), service.id
        for url in (service.url, service.source.url):
            assert url is None or "example.org" in url, service.id


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scoop": "regardless"}, "scoop"),
        ({"scope": "everybody"}, "scope"),
        ({"topics": ["housng"]}, "unknown topic housng"),
        ({"languages": ["xx"]}, "unknown language xx"),
        ({"organization": "nobody"}, "'nobody' does not exist"),
        ({"phone": "12"}, "phone number"),
        ({"cost": {"kind": "fixed"}}, "needs an amount"),
        ({"cost": {"kind": "free", "amount": 3}}, "carries no amount"),
        ({"scope": "rules"}, "eligibility stands exactly"),
        ({"ages": {"min": 9, "max": 3}}, "min is above max"),
        ({"locations": [{"location": "opvang-de-brug", "hours": "maandag 9u"}]}, "cannot be read"),
        ({"checked_on": "gisteren"}, "checked_on"),
    ],
)
def test_a_mistake_is_named(folder: Path, changes, words):
    first_service(folder, **changes)
    message = problems(folder)
    assert words in message
    assert "emergency_shelter.yml" in message or "service " in message


@pytest.mark.parametrize("fact", ["Kom om 20:00", "Het kost 5 euro", "Bel 012 00 01 21", "a@b.be"])
def test_facts_do_not_hide_in_sentences(folder: Path, fact):
    file = edit(folder / "services/emergency_shelter.yml")
    file.content["services"][0]["text"]["how"] = fact
    file.save()
    assert "looks like an hour, price, phone or e-mail" in problems(folder)


def test_all_mistakes_come_at_once(folder: Path):
    file = edit(folder / "services/emergency_shelter.yml")
    file.content["services"][0]["scope"] = "x"
    file.content["services"][1]["access"] = "y"
    file.save()
    message = problems(folder)
    assert "scope" in message
    assert "access" in message


def test_yaml_that_cannot_be_read_names_the_line(folder: Path):
    (folder / "locations.yml").write_text("locations: [\n  - {id: a", encoding="utf-8")
    message = problems(folder)
    assert "locations.yml" in message
    assert "line" in message


def test_a_missing_file_is_named(folder: Path):
    (folder / "hotlines.yml").unlink()
    assert "hotlines.yml: the file is missing" in problems(folder)


def test_an_unknown_service_in_a_translation_is_refused(folder: Path):
    target = folder / "translations/en"
    target.mkdir(parents=True)
    (target / "x.yml").write_text(
        "language: en\nstate: machine\nservices:\n  not-there: {title: Abc, summary: Long enough}\n"
    )
    assert "'not-there' does not exist" in problems(folder)


def test_loading_is_all_or_nothing_and_repeatable(database: Database, folder: Path):
    catalogue = read_folder(folder)
    encoder = default_encoder()
    count = seed(database, catalogue, encoder)
    with pytest.raises(NotEmpty, match="already holds"):
        seed(database, catalogue, encoder)
    assert seed(database, catalogue, encoder, replace=True) == count
    with database.read() as session:
        assert session.query(Service).count() == count
        assert session.query(Revision).count() == 2 * count
        assert session.query(Passage).filter_by(part="head").count() == count


def test_only_changed_text_is_encoded_again(database: Database, folder: Path):
    class Counting:
        name = default_encoder().name

        def __init__(self):
            self.texts: list[str] = []

        def encode(self, texts):
            self.texts += texts
            return default_encoder().encode(texts)

    encoder = Counting()
    seed(database, read_folder(folder), encoder)
    encoder.texts.clear()
    file = edit(folder / "services/emergency_shelter.yml")
    file.content["services"][0]["text"]["summary"] = "Een heel andere samenvatting hier."
    file.save()
    seed(database, read_folder(folder), encoder, replace=True)
    assert len(encoder.texts) == 1
    assert "heel andere samenvatting" in encoder.texts[0]


def test_a_translation_goes_stale_when_the_dutch_changes(database: Database, folder: Path):
    target = folder / "translations/en"
    target.mkdir(parents=True)
    service_id = edit(folder / "services/emergency_shelter.yml").content["services"][0]["id"]
    (target / "emergency_shelter.yml").write_text(
        f"language: en\nstate: machine\nservices:\n  {service_id}:\n"
        "    title: Night shelter\n    summary: A bed for the night.\n",
        encoding="utf-8",
    )

    def state() -> ShownState:
        seed(database, read_folder(folder), default_encoder(), replace=True)
        with database.read() as session:
            return state_of(session.get_one(Service, service_id), "en")

    assert state() is ShownState.STALE  # never compared
    assert stamp(folder) == 1
    assert state() is ShownState.MACHINE
    assert stamp(folder) == 0
    file = edit(folder / "services/emergency_shelter.yml")
    file.content["services"][0]["text"]["how"] = "Iets heel anders."
    file.save()
    assert state() is ShownState.STALE
    # A fact is no text: other hours leave the translation as good as it was.
    assert stamp(folder) == 0
