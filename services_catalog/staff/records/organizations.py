"""An organization: who offers services, and how to reach it when a service says nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services_catalog.editing.fields import Json
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.loading.shapes import OrganizationSource
from services_catalog.models import (
    Account,
    AccountRole,
    Location,
    Organization,
    Service,
    ServiceDraft,
)
from services_catalog.phones import format_phone
from services_catalog.staff.forms.fields import Fields
from services_catalog.staff.records import checks
from services_catalog.staff.records.kind import Hanging, Kind, Names, Said, Wrongs, text_or_none

KINDS: Mapping[str, str] = {
    "municipality": _("Stad of gemeente"),
    "ocmw": _("OCMW"),
    "integration_agency": _("Agentschap voor integratie en inburgering"),
    "welfare": _("Welzijnswerk, zoals een CAW"),
    "health": _("Gezondheid"),
    "education": _("Onderwijs"),
    "family": _("Gezin en opvoeding"),
    "youth": _("Jeugd en sport"),
    "neighbourhood": _("Buurtwerk"),
    "food": _("Voedselhulp"),
    "housing": _("Wonen"),
    "employment": _("Werk"),
    "legal": _("Recht en gelijke kansen"),
    "mobility": _("Vervoer"),
    "return": _("Terugkeer"),
    "interpreting": _("Tolken en vertalen"),
}
"""Kinds as they are kept. The first three are governments (bot/web/pages/structured.py)."""
OTHER = "other"
LIMITS = {"name": 160, "kind": 40, "email": 160, "url": 2000}
TAKEN = Said(_("Er is al een organisatie met deze naam."))


class OrganizationKind(Kind):
    """Organizations."""

    entity, model, stem = "organization", Organization, "organisatie"
    labels = {  # noqa: RUF012
        "name": _("Naam"),
        "kind": _("Soort"),
        "phone": _("Telefoon"),
        "email": _("E-mail"),
        "url": _("Website"),
    }

    def read(self, row: Organization) -> Json:
        """The document."""
        return {key: getattr(row, key) for key in self.labels}

    def from_form(self, fields: Fields) -> Json:
        """What was typed; a kind of one's own stands in a field of its own."""
        kind = fields.one("kind")
        if kind in ("", OTHER):
            kind = fields.one("kind_other")
        known = {words.casefold(): key for key, words in KINDS.items()}
        kind = " ".join(kind.split())
        return {
            "name": text_or_none(fields.one("name")),
            "kind": known.get(kind.casefold(), kind) or None,
            "phone": checks.read_phone(fields.one("phone")),
            "email": text_or_none(fields.one("email")),
            "url": checks.read_url(fields.one("url")),
        }

    def check(self, session: Session, record_id: str | None, document: Json) -> Wrongs:
        """A name nobody has, a kind, and contact that can be right."""
        wrong = (
            checks.phone(document)
            | checks.email(document)
            | checks.url(document)
            | checks.longest(document, LIMITS)
            | checks.filled(document, "name", "kind")
        )
        name = str(document.get("name") or "")
        others = select(Organization.id).where(
            func.lower(Organization.name) == name.lower(), Organization.id != (record_id or "")
        )
        if name and session.scalar(others):
            wrong.setdefault("name", TAKEN)
        return wrong

    def write(
        self, session: Session, row: Organization | None, record_id: str, document: Json
    ) -> Organization:
        """Write it."""
        entry = OrganizationSource.model_validate({"id": record_id, **document})
        if row is None:
            row = Organization(id=record_id)
            session.add(row)
        for key, value in entry.model_dump(exclude={"id"}).items():
            setattr(row, key, value)
        return row

    def hanging(self, session: Session, record_id: str) -> list[Hanging]:
        """Services, places and drafts of it, and accounts that may only work for it."""
        services = session.execute(
            select(Service.id, Service.title)
            .where(Service.organization_id == record_id)
            .order_by(Service.title)
        )
        found = dict(services.tuples().all())
        for draft in session.scalars(select(ServiceDraft)):
            if draft.document.get("organization") == record_id:
                text = draft.document.get("text") or {}
                found.setdefault(draft.service_id, text.get("title") or draft.service_id)
        places = session.execute(
            select(Location.id, Location.name)
            .where(Location.organization_id == record_id)
            .order_by(Location.name)
        )
        return [
            *(Hanging("service", f"/services/{key}", name) for key, name in found.items()),
            *(Hanging("place", f"/places/{key}", name) for key, name in places),
            *(Hanging("account", "/accounts", name) for name in people(session, record_id)),
        ]

    def say(self, path: str, value: Any, t: Translator, names: Names) -> str:
        """A value in words."""
        if path == "kind":
            return t(KINDS[value]) if value in KINDS else str(value)
        return phone_words(str(value)) if path == "phone" else str(value)


def people(session: Session, organization: str) -> dict[str, list[str]]:
    """Who has a role for this very organization: name, and the roles as they are kept."""
    rows = session.execute(
        select(Account.name, AccountRole.role, AccountRole.scope)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(Account.active)
        .order_by(Account.name, AccountRole.role)
    )
    found: dict[str, list[str]] = {}
    for name, role, scope in rows:
        if organization in ((scope or {}).get("organizations") or ()):
            found.setdefault(name, []).append(role.value)
    return found


def phone_words(number: str) -> str:
    """A number as people read it; what is none as it stands."""
    try:
        return format_phone(number)
    except ValueError:
        return number


ORGANIZATION = OrganizationKind()
