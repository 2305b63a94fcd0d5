"""``/staff/exports``: the catalogue to take along, for other systems, for Excel, and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.exchange.hsds.catalogue import NoMunicipality
from services_catalog.exchange.hsds.outgoing import Format, export_file
from services_catalog.exchange.hsds.workbook import TooLong
from services_catalog.formatting import language_name
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE, languages
from services_catalog.staff.downloads import made_file
from services_catalog.staff.notices import notice_of
from services_catalog.staff.permissions import PERMISSIONS
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route

NAME = "diensten-hsds"


@dataclass(frozen=True)
class Way:
    """A form of the file: its ending, its media type, what it is called and good for."""

    ending: str
    kind: str
    text: str
    use: str


WAYS: Mapping[Format, Way] = {
    Format.XLSX: Way(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _("Excel"),
        _("Om te lezen, te sorteren of teksten te verbeteren. Je kan het bestand weer invoeren."),
    ),
    Format.JSON: Way(
        "json",
        "application/json",
        _("JSON"),
        _("Voor een ander systeem dat HSDS kent. Dit bestand zegt alles."),
    ),
    Format.CSV: Way(
        "zip",
        "application/zip",
        _("CSV, in een zip"),
        _("Een gegevenspakket: een bestand per tabel."),
    ),
}
FILES: Mapping[str, str] = {
    "pocket": _("Pocketeditie: een bestand voor op de telefoon, werkt zonder internet"),
    "booklet": _("Boekje om af te drukken (pdf)"),
}
"""What other rooms may offer here: the key of ``Office.downloads``."""
API = (
    ("/hsds/services", _("alle diensten, met zoeken en filters")),
    ("/hsds/organizations", _("de organisaties")),
    ("/hsds/locations", _("de plaatsen")),
    ("/hsds/taxonomy_terms", _("de woordenlijsten: onderwerpen, verblijfsstatus en zo meer")),
    ("/hsds/openapi.json", _("de beschrijving voor programmeurs")),
)


def exports(visit: Visit) -> Response:
    """What there is to take along."""
    known = sorted(
        ((code, language_name(code, visit.t.language)) for code in languages()),
        key=lambda one: (one[0] != SOURCE, one[1]),
    )
    public = visit.office.settings.public_url or str(visit.request.base_url).rstrip("/")
    return page(
        visit, "exports.html", ways=[(form.value, way) for form, way in WAYS.items()],
        api=API, public=public.removesuffix("/staff"),
        translations="translations" in PERMISSIONS and visit.may("translations"),
        downloads=[
            (visit.t(FILES[key]), [(name, address.format(language=code)) for code, name in known])
            for key, address in visit.office.downloads
        ],
        notice=notice_of(visit),
    )  # fmt: skip


def export(visit: Visit) -> Response:
    """The published services as a file."""
    name = visit.part("form")
    if name not in {form.value for form in Format}:
        raise HTTPException(404)
    form = Format(name)
    way, database = WAYS[form], visit.office.database
    try:
        return made_file(lambda path: export_file(database, path, form), NAME, way.ending, way.kind)
    except NoMunicipality:
        return redirect("/exports", said="export_empty")
    except TooLong:
        return redirect("/exports", said="export_long")


ROUTES = [
    route("exports", "/exports", exports),
    route("export", "/exports/{form}", export),
]
