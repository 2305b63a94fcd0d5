"""``/staff/findings``: what the linter says of the whole catalogue, and as a sheet."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from services_catalog.formatting import language_name
from services_catalog.hours import now
from services_catalog.labels import topic_label
from services_catalog.languages import SOURCE, languages
from services_catalog.linter import Severity
from services_catalog.staff import findings as found_of
from services_catalog.staff.findings import KINDS, SEVERITIES, Sought, Whole
from services_catalog.staff.forms.choices import catalogue_choices, pairs
from services_catalog.staff.notices import notice_of
from services_catalog.staff.pages.before import is_fetched
from services_catalog.staff.render import page
from services_catalog.staff.visit import PREFIX, Visit, route
from services_catalog.vocabulary import topics

ON_A_PAGE = 50


def findings(visit: Visit) -> Response:
    """The findings, narrowed by the filter in the address.

    The page comes at once: when they are not known yet, our script asks for them, or a link does
    (``now=1``).
    """
    sought = _sought(visit)
    fetched = is_fetched(visit)
    if fetched or visit.query("now"):
        whole: Whole | None = found_of.findings(visit.office, visit.t)
    else:
        whole = found_of.kept(visit.office, visit.t)
    shown = [row for row in whole.rows if sought.fits(row)] if whole else []
    asked = visit.query("page")
    last = max(1, -(-len(shown) // ON_A_PAGE))
    number = min(max(int(asked) if asked.isdecimal() else 1, 1), last)
    with visit.office.database.read() as session:
        organizations = catalogue_choices(session)["organizations"]
        links_day = found_of.last_links_day(session)
    return page(
        visit,
        "findings_piece.html" if fetched else "findings.html",
        sought=sought,
        asked=_asked(visit),
        whole=whole,
        counted=[(rule, visit.t(KINDS[rule]), n) for rule, n in whole.counted(sought)]
        if whole
        else [],
        total=len(shown),
        errors=sum(row.finding.severity is Severity.ERROR for row in shown),
        services=len({row.finding.entity for row in shown if row.kind == "service"}),
        rows=shown[(number - 1) * ON_A_PAGE : number * ON_A_PAGE],
        number=number,
        last=last,
        link=lambda **changes: _link(visit, **changes),
        lead=lambda row: found_of.address(visit, row.finding, row.kind),
        field=lambda one: found_of.field_name(one, visit.t),
        kinds=pairs(KINDS, visit.t),
        severities=pairs(SEVERITIES, visit.t),
        organizations=organizations,
        topics=[(key, topic_label(key, visit.t)) for key in topics()],
        tongues=sorted(
            (
                (code, language_name(code, visit.t.language))
                for code in languages()
                if code != SOURCE
            ),
            key=lambda pair: pair[1],
        ),
        links_day=links_day,
        notice=notice_of(visit),
    )


def findings_file(visit: Visit) -> Response:
    """The findings that the page shows, as a sheet."""
    sought = _sought(visit)
    whole = found_of.findings(visit.office, visit.t)
    text = found_of.sheet((row for row in whole.rows if sought.fits(row)), visit.t)
    name = f"toeleider-findings-{now().date().isoformat()}.csv"
    return Response(
        text,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _sought(visit: Visit) -> Sought:
    return Sought(
        words=visit.query("q"),
        severity=visit.query("severity"),
        rule=visit.query("kind"),
        organization=visit.query("organization"),
        topic=visit.query("topic"),
        language=visit.query("language"),
    )


def _asked(visit: Visit) -> dict[str, str]:
    names = ("q", "severity", "kind", "organization", "topic", "language")
    return {name: text for name in names if (text := visit.query(name))}


def _link(visit: Visit, path: str = "/findings", **changes: object) -> str:
    asked = _asked(visit) | {key: str(value) for key, value in changes.items()}
    text = urlencode({key: value for key, value in asked.items() if value})
    return f"{PREFIX}{path}" + (f"?{text}" if text else "")


ROUTES = [
    route("findings", "/findings", findings),
    route("findings_file", "/findings.csv", findings_file),
]
