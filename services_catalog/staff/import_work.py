"""The work behind the pages of imports: looking at files, keeping them, taking many records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from services_catalog.editing.decisions import accept_many
from services_catalog.editing.inbox import Kind, kind_of
from services_catalog.editing.staged import Report, Staged
from services_catalog.exchange.arrival import Brought, Choices, bring
from services_catalog.exchange.errors import UnreadableFile
from services_catalog.exchange.hsds.catalogue import NoMunicipality
from services_catalog.exchange.lpdc.importing import UnknownOrganization
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.staff.accounts import Person
from services_catalog.staff.holding import Json, Parcel, Work
from services_catalog.staff.import_words import row_of
from services_catalog.staff.office import Office
from services_catalog.staff.permissions import PERMISSIONS

_ORDER = (Kind.CHANGED, Kind.NEW, Kind.REFUSED, Kind.UNCHANGED)
RESULT, CHOICES = "result.json", "choices.json"
"""What was found in the files, and what a person chose, beside them in their parcel."""


def looking(office: Office, actor: str, t: Translator) -> Work:
    """A dry run; what was found is kept beside the files."""

    def work(parcel: Parcel, told: Callable[[int, int], None]) -> Json:
        error, brought = _bring(office, parcel, actor, t, told, dry_run=True)
        if brought is not None:
            parcel.tell(RESULT, **_result(brought))
        return {"error": error}

    return work


def keeping(office: Office, actor: str, t: Translator) -> Work:
    """The same for good."""

    def work(parcel: Parcel, told: Callable[[int, int], None]) -> Json:
        error, brought = _bring(office, parcel, actor, t, told, dry_run=False)
        if brought is None:
            return {"error": error}
        parcel.empty()
        return {"error": "", "run": brought.report.run}

    return work


def _bring(
    office: Office,
    parcel: Parcel,
    actor: str,
    t: Translator,
    told: Callable[[int, int], None],
    *,
    dry_run: bool,
) -> tuple[str, Brought | None]:
    chosen = parcel.read(CHOICES)
    source = {key: value for key, value in (chosen.get("source") or {}).items() if value}
    choices = Choices(chosen.get("organizations") or {}, source)
    try:
        return "", bring(
            office.database, parcel.files, actor, choices, dry_run=dry_run, progress=told
        )
    except UnreadableFile as error:
        return error.told(t), None
    except UnknownOrganization:
        return t(_("De gekozen organisatie bestaat niet meer. Kies het bestand opnieuw.")), None
    except NoMunicipality:
        return t(_("De catalogus is nog leeg. Vraag je beheerder om ze eerst te vullen.")), None


def _result(brought: Brought) -> dict[str, Any]:
    report = brought.report
    return {
        "remarks": [(remark.path, remark.message) for remark in report.remarks],
        "authorities": [asdict(one) for one in brought.authorities],
        "records": [asdict(row_of(kind_of(item), item)) for item in _by_interest(report)],
    }


def _by_interest(report: Report) -> list[Staged]:
    """What there is to decide on first, then what was refused; else as it stands in the file."""
    return sorted(report.items, key=lambda item: _ORDER.index(kind_of(item)))


def taking(
    office: Office, person: Person, items: Sequence[int], run: int, *, everything: bool
) -> Work:
    """Take these records into drafts, those this person may touch."""

    def work(_parcel: Parcel, told: Callable[[int, int], None]) -> Json:
        passed = accept_many(
            office.book, items, person.actor, partial(may_decide, person), told,
            everything=everything,
        )  # fmt: skip
        return {
            "run": 0,
            "of": run,
            "taken": len(items) - len(passed),
            "passed": [(one.why.value, one.seen.title, one.seen.item) for one in passed],
        }

    return work


def may_decide(person: Person, seen: Staged, fields: Iterable[str] | None = None) -> bool:
    """Whether this person may take ``fields`` (default: what is proposed) of a record.

    Both counts: whose service it is here, and whose it would become.
    """
    roles = PERMISSIONS["import_accept"]
    assert roles is not None
    if not person.may_touch(roles, seen.organization):
        return False
    if seen.comparison is not None:
        taken = seen.comparison.proposed if fields is None else fields
        if "organization" not in taken:
            return True
    return person.may_touch(roles, str(seen.document.get("organization") or "") or None)
