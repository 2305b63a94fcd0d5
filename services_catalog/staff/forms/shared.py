"""Beside a field of the service form: what the shared base says there, one click away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services_catalog.base.lines import FieldState
from services_catalog.base.states import shared_with
from services_catalog.editing.compare import apply
from services_catalog.editing.fields import Json, flatten
from services_catalog.editing.words import read_names
from services_catalog.i18n import mark as _
from services_catalog.models import BaseCatalogue
from services_catalog.staff.visit import Visit
from services_catalog.staff.words import value_words

TOLD: Mapping[FieldState, str] = {
    FieldState.OWN: _("Eigen tekst in plaats van de gedeelde"),
    FieldState.CHOICE: _("De gedeelde tekst is veranderd, en deze ook"),
    FieldState.CHANGED: _("De gedeelde tekst is veranderd"),
    FieldState.FILL: _("Vul hier in: de gedeelde basis laat dit aan ons"),
}
_NAMES = {"cost": "cost.kind", "topics": "topics.0", "ages": "ages.min"}


@dataclass(frozen=True)
class Beside:
    """What stands beside one field. ``text``: the base's, empty where it has none."""

    path: str
    told: str
    text: str
    take: bool


@dataclass(frozen=True)
class SharedView:
    """A service that follows a base. ``address``: the page about it; ``fields`` by form name."""

    name: str
    address: str
    fields: Mapping[str, Beside]


def shared_view(visit: Visit, session: Session, service_id: str) -> SharedView | None:
    """What the base says beside the form of this service; None when it follows none."""
    seen = shared_with(session, service_id) if service_id else None
    if seen is None:
        return None
    names, fields = read_names(session), {}
    for line in seen.lines:
        if line.state in TOLD:
            fields[_NAMES.get(line.path, line.path)] = Beside(
                path=line.path,
                told=visit.t(TOLD[line.state]),
                text=value_words(line.path, line.base, visit, names),
                take=line.state is not FieldState.FILL,
            )
    return SharedView(
        name=session.get_one(BaseCatalogue, seen.base_id).name,
        address=f"/staff/base/{seen.base_id}/services/{seen.key}",
        fields=fields,
    )


def with_shared(session: Session, service_id: str, document: Json, path: str) -> Json:
    """The document with the base's text in one field; as it is where the base has none."""
    seen = shared_with(session, service_id)
    if seen is None or path not in flatten(seen.document):
        return document
    return apply(document, seen.document, [path])
