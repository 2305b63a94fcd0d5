"""``/staff/base``: the shared bases we follow, and what waits in them for somebody."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.base import choosing
from services_catalog.base.exporting import export_base
from services_catalog.base.files import BaseFileError, Fault, as_json, parse_base
from services_catalog.base.following import Followed, OlderVersion, follow
from services_catalog.base.lines import FieldState
from services_catalog.base.publishing import can_follow
from services_catalog.base.states import WAITING, Overview, Shared, Standing, overviews
from services_catalog.editing.drafts import Refused, UnknownService
from services_catalog.hours import BRUSSELS
from services_catalog.i18n import mark as _
from services_catalog.models import Organization
from services_catalog.staff.notices import notice_of
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route
from services_catalog.text import fold

SHOWN = 50
"""Services on one page."""
STANDINGS: Mapping[str, str] = {
    "choice": _("Te kiezen"),
    "changed": _("Kan volgen"),
    "ready": _("Klaar om te publiceren"),
    "new": _("Nieuw in de basis"),
    "draft": _("Aan te vullen"),
    "gone": _("Niet meer in de basis"),
    "follows": _("Gelijk aan de basis"),
    "own": _("Met eigen tekst"),
    "kept": _("Zelf gehouden"),
    "archived": _("Bij ons gearchiveerd"),
    "declined": _("Niet voor ons"),
}
"""How a service stands, for staff."""
MEANING: Mapping[str, str] = {
    "choice": _("De basis en wij hebben hetzelfde veld veranderd. Kies welke tekst blijft."),
    "changed": _("De basis is veranderd en wij niet. Je kan dit overnemen."),
    "ready": _("De tekst van de basis staat klaar in een bewerking. Publiceer ze."),
    "new": _("Deze dienst hebben we nog niet. Neem ze over, of zeg dat ze niet voor ons is."),
    "draft": _("Overgenomen. Vul aan wat alleen wij weten en publiceer."),
    "gone": _("De basis heeft deze dienst niet meer. Archiveer ze, of hou ze als eigen dienst."),
    "follows": _("Onze tekst is die van de basis. Hier is niets te doen."),
    "own": _("Waar we een eigen tekst hebben, blijft die staan. Hier is niets te doen."),
    "kept": _("De basis heeft deze dienst niet meer. Wij houden ze."),
    "archived": _("Wij hebben deze dienst gearchiveerd. Hier is niets te doen."),
    "declined": _("We hebben beslist dat deze dienst niet voor ons is."),
}
FAULTS: Mapping[Fault, str] = {
    Fault.UNREADABLE: _("Dit bestand is niet te lezen, of niet volledig. Vraag het opnieuw."),
    Fault.NO_BASE: _("Dit is geen gedeelde basis. Vraag het bestand aan wie de basis bijhoudt."),
    Fault.NEWER: _("Dit bestand is voor een nieuwere versie van dit programma. Vraag hulp."),
    Fault.BROKEN: _("Dit bestand is onderweg veranderd. Vraag het opnieuw."),
    Fault.SHAPE: _("In dit bestand staat iets dat niet kan. Meld het aan wie de basis bijhoudt."),
}
NO_FILE = _("Kies eerst een bestand.")
OLDER = _("Dit is een oudere versie dan die we al volgen. Wil je ze toch? Vink dat dan aan.")


def base(visit: Visit) -> Response:
    """All bases; of each the counts, and the services that stand in one way."""
    return _page(visit)


def _page(
    visit: Visit, status: int = 200, wrong: str = "", done: Followed | None = None
) -> Response:
    with visit.office.database.read() as session:
        found = overviews(session)
        organizations = [
            (key, name)
            for key, name in session.execute(select(Organization.id, Organization.name)).tuples()
        ]
    show, words = visit.query("show"), visit.query("q")
    wanted = [Standing(show)] if show in STANDINGS else list(WAITING)
    return page(
        visit,
        "shared.html",
        status=status,
        bases=[(one, *_listed(visit, one, wanted, words)) for one in found],
        show=show if show in STANDINGS else "",
        words=words,
        standings={key: visit.t(text) for key, text in STANDINGS.items()},
        meaning={key: visit.t(text) for key, text in MEANING.items()},
        organizations=sorted(organizations, key=lambda pair: fold(pair[1])),
        what=what_waits,
        wrong=wrong,
        done=done,
        older=wrong == visit.t(OLDER),
        notice=None if wrong or done else notice_of(visit),
    )


def _listed(
    visit: Visit, one: Overview, wanted: list[Standing], words: str
) -> tuple[list[Shared], int, int]:
    """The services of this page, how many there are in all, and how many can follow."""
    order = {standing: number for number, standing in enumerate(Standing)}
    fits = [
        service
        for service in one.services
        if service.standing in wanted
        and all(word in fold(f"{service.title} {service.key}") for word in fold(words).split())
    ]
    fits.sort(key=lambda service: order[service.standing])
    text = visit.query("page")
    start = SHOWN * (max(1, int(text)) - 1) if text.isdecimal() and len(text) < 5 else 0
    ready = [s for s in one.services if can_follow(s) and visit.may("base_bulk", s.organization)]
    return fits[start : start + SHOWN], len(fits), len(ready)


def what_waits(service: Shared) -> tuple[int, int, list[str]]:
    """How many fields can follow, how many are to be chosen, and in which languages."""
    count = {
        state: sum(line.state is state for line in service.lines)
        for state in (FieldState.CHANGED, FieldState.CHOICE)
    }
    tongues = [
        language
        for language, lines in service.words.items()
        if any(line.state in count for line in lines)
    ]
    return count[FieldState.CHANGED], count[FieldState.CHOICE], tongues


def base_follow(visit: Visit) -> Response:
    """Take a version of a base from a file. It is laid beside ours: no visitor sees a change."""
    sent = visit.files.get("file") or []
    if not sent:
        return _page(visit, 422, visit.t(NO_FILE))
    try:
        read = parse_base(sent[0].data, sent[0].name)
        older = visit.fields.one("older") == "1"
        done = follow(visit.office.database, read, visit.me.actor, dry_run=False, older=older)
    except BaseFileError as error:
        return _page(visit, 422, visit.t(FAULTS[error.fault]))
    except OlderVersion:
        return _page(visit, 409, visit.t(OLDER))
    except Refused:
        return redirect("/base", said="base_changed")
    if done.remarks:
        return _page(visit, done=done)
    return redirect("/base", said="base_followed" if done.fresh else "base_same")


def too_large(visit: Visit) -> Response:
    """A file that is larger than any base."""
    return _page(visit, 413, visit.t(FAULTS[Fault.NO_BASE]))


def base_file(visit: Visit) -> Response:
    """Our published services as a base, for others to follow; what only we know is left out."""
    try:
        made = export_base(visit.office.database)
    except BaseFileError:
        raise HTTPException(404) from None
    day = made.base.version.astimezone(BRUSSELS).date().isoformat()
    name = f"basis-{made.base.id}-{day}.json"
    return Response(
        as_json(made.base),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def base_roles(visit: Visit) -> Response:
    """Which organization of ours stands for each role of the base."""
    for name, organization in visit.fields.pairs():
        role = name.removeprefix("role.")
        if role == name:
            continue
        try:
            choosing.map_role(visit.office.database, visit.part("base"), role, organization or None)
        except (UnknownService, ValueError):
            raise HTTPException(404) from None
    return redirect("/base", said="base_roles")


def base_many(visit: Visit) -> Response:
    """Take several new services as drafts, or say that they are not for us."""
    base_id, deed = visit.part("base"), visit.fields.one("do")
    keys, done = visit.fields.many("key"), 0
    if deed not in ("take", "decline", "reconsider"):
        raise HTTPException(400)
    if not keys:
        return redirect("/base", show=visit.fields.one("show"), said="base_none")
    for key in keys:
        try:
            seen = choosing.look(visit.office.database, base_id, key)
            visit.require("base_many", seen.organization)
            decide(visit, seen, deed)
        except UnknownService:
            raise HTTPException(404) from None
        except Refused:
            continue
        done += 1
    said = {"take": "base_drafts", "decline": "base_declined", "reconsider": "base_open"}[deed]
    show = "draft" if deed == "take" else visit.fields.one("show")
    return redirect("/base", show=show, said=said if done else "base_changed")


def decide(visit: Visit, seen: Shared, deed: str) -> None:
    """Take a service, say it is not for us, or think again."""
    database, actor = visit.office.database, visit.me.actor
    if deed == "take":
        choosing.take_new(visit.office.book, seen.base_id, seen.key, actor)
    elif deed == "decline":
        choosing.decline(database, seen.base_id, seen.key, actor)
    else:
        choosing.reconsider(database, seen.base_id, seen.key, actor)


ROUTES = [
    route("base", "/base", base),
    route("base_follow", "/base/follow", base_follow, "POST", oversized=too_large),
    route("base_file", "/base/file", base_file),
    route("base_roles", "/base/{base}/roles", base_roles, "POST"),
    route("base_many", "/base/{base}/many", base_many, "POST"),
]
