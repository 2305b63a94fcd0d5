"""Reading a folder of catalogue files, with clear errors; their shapes are in ``shapes``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from services_catalog.loading.shapes import (
    CatalogueSource,
    ClosureSource,
    HotlineSource,
    LocationSource,
    MunicipalitySource,
    OrganizationSource,
    PlacesTranslationSource,
    ServiceSource,
    TranslationSource,
)


class SourceError(ValueError):
    """A catalogue folder cannot be loaded; ``problems`` has one line per cause, with its place."""

    def __init__(self, problems: list[str]) -> None:
        """Keep all problems: an editor wants to mend them in one go."""
        self.problems = problems
        super().__init__("\n".join(problems))


Model = TypeVar("Model", bound=BaseModel)


def read_folder(folder: Path) -> CatalogueSource:
    """Read and check a catalogue folder.

    Raises:
        SourceError: with every problem found, each naming file and entry. Nothing is half-read.
    """
    problems: list[str] = []

    def load(path: Path) -> Any:
        try:
            return yaml.safe_load(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            problems.append(f"{path.name}: the file is missing in {folder}")
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            problems.append(f"{path.relative_to(folder)}: not readable YAML: {error}")
        return None

    def check(model: type[Model], raw: Any, where: str) -> Model | None:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            for detail in error.errors():
                place = ".".join(str(part) for part in detail["loc"])
                problems.append(f"{where}: {place or 'entry'}: {detail['msg']}")
            return None

    def entries(model: type[Model], path: Path, key: str) -> list[Model]:
        raw = load(path)
        if raw is None:
            return []
        if not isinstance(raw, dict) or not isinstance(raw.get(key), list):
            problems.append(f"{path.relative_to(folder)}: expected a list under '{key}:'")
            return []
        found = []
        for number, item in enumerate(raw[key], start=1):
            name = (
                item.get("id", f"entry {number}") if isinstance(item, dict) else f"entry {number}"
            )
            checked = check(model, item, f"{path.relative_to(folder)}: {name}")
            if checked is not None:
                found.append(checked)
        return found

    municipality = check(MunicipalitySource, load(folder / "municipality.yml"), "municipality.yml")
    organizations = entries(OrganizationSource, folder / "organizations.yml", "organizations")
    locations = entries(LocationSource, folder / "locations.yml", "locations")
    closures = entries(ClosureSource, folder / "closures.yml", "closures")
    hotlines = entries(HotlineSource, folder / "hotlines.yml", "hotlines")
    services: list[ServiceSource] = []
    for path in sorted((folder / "services").glob("*.yml")):
        services += entries(ServiceSource, path, "services")
    translations: list[TranslationSource] = []
    place_translations: list[PlacesTranslationSource] = []
    for path in sorted((folder / "translations").glob("*/*.yml")):
        where = str(path.relative_to(folder))
        if path.stem == "_places":
            place = check(PlacesTranslationSource, load(path), where)
            place_translations += [place] if place else []
        else:
            translated = check(TranslationSource, load(path), where)
            translations += [translated] if translated else []

    problems += _references(
        municipality, organizations, locations, closures, services, translations, problems
    )
    if problems or municipality is None:
        raise SourceError(problems)
    return CatalogueSource(
        municipality=municipality,
        organizations=organizations,
        locations=locations,
        closures=closures,
        hotlines=hotlines,
        services=services,
        translations=translations,
        place_translations=place_translations,
    )


def _references(
    municipality: MunicipalitySource | None,
    organizations: list[OrganizationSource],
    locations: list[LocationSource],
    closures: list[ClosureSource],
    services: list[ServiceSource],
    translations: list[TranslationSource],
    earlier: list[str],
) -> list[str]:
    """Names that point nowhere, and names given twice. Silent when entries were refused already."""
    if earlier:
        return []
    problems: list[str] = []
    for kind, ids in (
        ("organization", [o.id for o in organizations]),
        ("location", [x.id for x in locations]),
        ("service", [s.id for s in services]),
    ):
        problems += [
            f"{kind} {name}: stands twice" for name in sorted({i for i in ids if ids.count(i) > 1})
        ]
    known_organizations = {o.id for o in organizations}
    known_locations = {x.id for x in locations}
    known_services = {s.id for s in services}
    neighbourhoods = set(municipality.neighbourhoods) if municipality else set()

    def need(name: str, known: set[str], where: str) -> None:
        if name not in known:
            problems.append(f"{where}: '{name}' does not exist")

    for location in locations:
        need(location.organization, known_organizations, f"location {location.id}: organization")
        if location.neighbourhood:
            need(location.neighbourhood, neighbourhoods, f"location {location.id}: neighbourhood")
    for closure in closures:
        need(closure.location, known_locations, "closures.yml: location")
    for service in services:
        need(service.organization, known_organizations, f"service {service.id}: organization")
        for place in service.locations:
            need(place.location, known_locations, f"service {service.id}: location")
        for rule in service.eligibility:
            if rule.alternative:
                need(rule.alternative, known_services, f"service {service.id}: alternative")
    if municipality:
        need(municipality.migration_office, known_services, "municipality.yml: migration_office")
    rules = {s.id: sum(len(rule.status) for rule in s.eligibility) for s in services}
    for translation in translations:
        for name, words in translation.services.items():
            where = f"translations/{translation.language}: service"
            need(name, known_services, where)
            if words.notes and len(words.notes) != rules.get(name, 0):
                problems.append(
                    f"{where} {name}: {len(words.notes)} notes for {rules.get(name, 0)} statuses; "
                    "write one per status, null where the Dutch has none"
                )
    return problems
