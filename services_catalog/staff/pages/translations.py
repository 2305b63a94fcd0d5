"""``/staff/translations``: how far each language is, and what is to be done in one of them."""

from __future__ import annotations

from starlette.responses import Response

from services_catalog.formatting import language_name
from services_catalog.i18n import Translator
from services_catalog.languages import languages
from services_catalog.staff.forms.choices import pairs
from services_catalog.staff.notices import notice_of
from services_catalog.staff.permissions import PERMISSIONS
from services_catalog.staff.render import page
from services_catalog.staff.translators import language_of, languages_seen
from services_catalog.staff.visit import Visit, route
from services_catalog.text import fold
from services_catalog.translating.queue import STATES, TO_DO, Line, Queue, asked_topics
from services_catalog.translating.words import RISK_NAMES, STATE_HELP, STATE_NAMES
from services_catalog.translations import ShownState

ALL = "all"
MOST = 200


def overview(visit: Visit) -> Response:
    """Languages by states, each number a way into the queue."""
    with visit.office.database.read() as session:
        counts = Queue(session).counts()
    seen = languages_seen(visit)
    return page(
        visit,
        "translations.html",
        rows=[
            (languages()[code], language_name(code, visit.t.language), counts[code])
            for code in seen
        ],
        total=max((counts[code].total() for code in seen), default=0),
        states=STATES,
        names=names(STATE_NAMES, visit.t),
        helps=names(STATE_HELP, visit.t),
        notice=notice_of(visit),
    )


def queue(visit: Visit) -> Response:
    """What there is to do in one language."""
    language = language_of(visit)
    asked = asked_topics(visit.office.database)
    with visit.office.database.read() as session:
        found = Queue(session, asked).lines(language)
    shown = [line for line in found if _wanted(line, visit)]
    everything = visit.query("more") == "1"
    return page(
        visit,
        "translation_queue.html",
        code=language,
        tongue=languages()[language],
        tongue_name=language_name(language, visit.t.language),
        lines=shown if everything else shown[:MOST],
        hidden=0 if everything else max(0, len(shown) - MOST),
        shown=len(shown),
        total=len(found),
        todo=sum(line.state in TO_DO for line in found),
        counts={state: sum(line.state is state for line in found) for state in STATES},
        states=STATES,
        names=names(STATE_NAMES, visit.t),
        state_choices=pairs(STATE_NAMES, visit.t),
        risk_choices=pairs(RISK_NAMES, visit.t),
        risks=names(RISK_NAMES, visit.t),
        wanted={name: visit.query(name) for name in ("state", "risk", "q")},
        all=ALL,
        files="translation_files" in PERMISSIONS and visit.may("translation_files"),
        notice=notice_of(visit),
    )


def names(table: object, t: Translator) -> dict[object, str]:
    """A table of msgids in the reader's language."""
    return {key: t(text) for key, text in dict(table).items()}  # type: ignore[call-overload]


def _wanted(line: Line, visit: Visit) -> bool:
    state, risk = visit.query("state"), visit.query("risk")
    words = fold(visit.query("q")).split()
    if state in list(ShownState) and line.state != state:
        return False
    if not state and line.state not in TO_DO:
        return False
    if risk and line.risk != risk:
        return False
    said = fold(f"{line.title} {line.owner}")
    return all(word in said for word in words)


ROUTES = [
    route("translations", "/translations", overview),
    route("translation_queue", "/translations/{language}", queue),
]
