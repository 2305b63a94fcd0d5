"""``/staff/translations/{language}/files``: texts out to a translation office, and back in.

A file that comes back is looked at first. Between that and taking over it waits in
:mod:`services_catalog.staff.holding`, where only the session that brought it finds it: no secret
stands in the page, and nobody has to choose the file twice. What the page showed is remembered
beside it, with a hash of our own text of that moment: taken over is what somebody saw, and a text
that a colleague changed meanwhile stays as it is.
"""

from __future__ import annotations

from starlette.responses import Response

from services_catalog.formatting import language_name
from services_catalog.hours import now
from services_catalog.i18n import mark as _
from services_catalog.labels import TOPICS
from services_catalog.languages import SOURCE, languages
from services_catalog.staff.forms.choices import pairs
from services_catalog.staff.holding import Json, Parcel
from services_catalog.staff.notices import notice_of
from services_catalog.staff.render import page
from services_catalog.staff.translation_returns import (
    advice,
    look,
    remember,
    shown,
    taking,
)
from services_catalog.staff.translators import language_of, languages_seen, may_translate
from services_catalog.staff.uploads import MB
from services_catalog.staff.visit import Visit, redirect, route
from services_catalog.translating.glossary import entries, glossary_findings, occurrences
from services_catalog.translating.office.incoming import Fate
from services_catalog.translating.office.outgoing import Choice, export, export_all
from services_catalog.translating.office.texts import MAX_FILE, Format, OfficeFileError
from services_catalog.translating.units import units
from services_catalog.translating.words import RISK_NAMES
from services_catalog.translations import ShownState
from services_catalog.vocabulary import Risk, topics

KIND = "translation"
MOST = 200
FORMATS = {
    Format.XLIFF1: _("XLIFF 1.2: lezen de meeste bureaus"),
    Format.XLIFF: _("XLIFF 2.1: nieuwer"),
    Format.PO: _("PO: voor Poedit, OmegaT en Weblate"),
}
TO_DO = frozenset({ShownState.MISSING, ShownState.STALE})
WHICH = {
    "todo": (_("wat ontbreekt of verouderd is"), TO_DO),
    "unread": (_("ook wat een machine vertaalde"), TO_DO | {ShownState.MACHINE}),
    "all": (_("alle teksten"), frozenset[ShownState]()),
}
TYPES = {Format.PO: "text/x-gettext-translation", Format.XLIFF: "application/xliff+xml"}


def files(visit: Visit) -> Response:
    """Choose what goes out; bring back what came."""
    return _files_page(visit, language_of(visit))


def download(visit: Visit) -> Response:
    """The file, or a zip with one per language; back to the page when there is nothing in it."""
    language = language_of(visit)
    form = visit.query("format")
    form = Format(form) if form in list(Format) else Format.XLIFF1
    which = WHICH.get(visit.query("which"), WHICH["todo"])
    risk, topic = visit.query("risk"), visit.query("topic")
    choice = Choice(
        states=which[1],
        risks=frozenset({Risk(risk)}) if risk in list(Risk) else frozenset(),
        topic=topic if topic in topics() else "",
    )
    when = now()
    with visit.office.database.read() as session:
        if visit.query("languages") == "all":
            made = export_all(session, form, choice, when, only=languages_seen(visit))
            kind = "application/zip"
        else:
            made = export(session, language, form, choice, when)
            kind = TYPES.get(form, TYPES[Format.XLIFF])
    if not made.count:
        return redirect(f"/translations/{language}/files", said="translation_none")
    return Response(
        made.content,
        media_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{made.name}"'},
    )


def upload(visit: Visit) -> Response:
    """Take a file in; it is looked at next."""
    language = language_of(visit)
    sent = visit.files.get("file", [])
    if not sent:
        return _files_page(visit, language, visit.t(_("Kies eerst een bestand.")))
    unfinished = visit.fields.one("unfinished") == "1"
    if sent[0].size > MAX_FILE:
        return too_large(visit)
    try:
        look(visit, sent[0].data, language, unfinished=unfinished)
    except OfficeFileError as error:
        return _files_page(visit, language, error.said(visit.t))
    parcel = visit.office.holding.take(_session(visit), KIND)
    parcel.add(sent[0])
    parcel.tell(state="shown", language=language, unfinished=unfinished, file=sent[0].name)
    return redirect(f"/translations/{language}/files/held/{parcel.token}")


def too_large(visit: Visit) -> Response:
    """More than the page takes."""
    wrong = visit.t(
        _("Dit bestand is groter dan {mb} MB. Vraag het bureau om het in stukken te sturen."),
        mb=MAX_FILE // MB,
    )
    return _files_page(visit, language_of(visit), wrong, 413)


def held(visit: Visit) -> Response:
    """What would change; or how far it is; or what was done."""
    language = language_of(visit)
    parcel, state = _parcel(visit, language)
    if parcel is None:
        return redirect(f"/translations/{language}/files", said="translation_gone")
    if state["state"] in ("waiting", "working"):
        return _page(visit, language, "translation_busy.html", token=parcel.token, state=state)
    if state["state"] == "failed":
        parcel.drop()
        return redirect(f"/translations/{language}/files", said="translation_failed")
    if state["state"] == "ready":
        return _page(visit, language, "translation_done.html", state=state)
    return _look_page(visit, parcel, state, language)


def decide(visit: Visit) -> Response:
    """Take over what was shown, or leave it."""
    language = language_of(visit)
    parcel, state = _parcel(visit, language)
    if parcel is None:
        return redirect(f"/translations/{language}/files", said="translation_gone")
    here = f"/translations/{language}/files/held/{parcel.token}"
    if state["state"] != "shown":
        return redirect(here)
    if visit.fields.one("do") == "unfinished":
        parcel.tell(unfinished=True)
        return redirect(here)
    if visit.fields.one("do") != "take":
        parcel.drop()
        return redirect(f"/translations/{language}/files", said="translation_dropped")
    work = taking(visit, language, visit.fields.many("skip"))
    visit.office.holding.work(parcel, work)
    return redirect(here)


def glossary(visit: Visit) -> Response:
    """The fixed terms, in one language."""
    seen = languages_seen(visit)
    wanted = visit.query("language")
    code = wanted if wanted in seen else seen[0] if seen else "en"
    with visit.office.database.read() as session:
        texts = "\n".join(unit.source for unit in units(session, code))
        found = advice(session, glossary_findings(session, code), visit.t)
    often = {entry.dutch: 0 for entry in entries()}
    for dutch in occurrences(texts):
        often[dutch] += 1
    return _page(
        visit,
        code,
        "glossary.html",
        terms=[(entry.term(code), often[entry.dutch]) for entry in entries()],
        choices=[(one, language_name(one, visit.t.language)) for one in seen],
        advice=found,
    )


def _session(visit: Visit) -> str:
    """Under what files wait for this session."""
    return visit.office.keys.hash("holding", visit.token)


def _parcel(visit: Visit, language: str) -> tuple[Parcel | None, Json]:
    parcel = visit.office.holding.find(visit.part("token"), _session(visit))
    state = parcel.read() if parcel else {}
    ours = state.get("kind") == KIND and state.get("language") == language
    return (parcel if ours else None), state


def _look_page(visit: Visit, parcel: Parcel, state: Json, language: str) -> Response:
    content = parcel.files[0].read_bytes()
    report = look(visit, content, language, unfinished=state["unfinished"])
    remember(parcel, report)
    everything = visit.query("more") == "1"
    taken = report.of(Fate.TAKEN)
    with visit.office.database.read() as session:
        lines = shown(session, taken if everything else taken[:MOST], visit.t)
        waiting = shown(session, report.of(Fate.REFUSED, Fate.UNFINISHED, Fate.FOREIGN), visit.t)
    return _page(
        visit,
        language,
        "translation_held.html",
        token=parcel.token,
        name=state["file"],
        counts=report.counts,
        lines=lines,
        hidden=len(taken) - len(lines),
        waiting=waiting,
    )


def _files_page(visit: Visit, language: str, wrong: str = "", status: int = 422) -> Response:
    say = visit.t
    return _page(
        visit,
        language,
        "translation_files.html",
        status=status if wrong else 200,
        formats=[(form.value, say(text)) for form, text in FORMATS.items()],
        which=[(key, say(text)) for key, (text, _states) in WHICH.items()],
        risks=pairs(RISK_NAMES, say),
        topics=sorted(((key, say(TOPICS[key])) for key in topics()), key=lambda one: one[1]),
        may=may_translate(visit, language, None),
        limit=MAX_FILE // MB,
        unfinished=visit.fields.one("unfinished") == "1",
        wrong={"file": wrong} if wrong else {},
        notice=notice_of(visit),
    )


def _page(
    visit: Visit, language: str, template: str, *, status: int = 200, **values: object
) -> Response:
    return page(
        visit,
        template,
        status=status,
        code=language,
        tongue=languages()[language],
        tongue_name=language_name(language, visit.t.language),
        dutch=languages()[SOURCE],
        **values,
    )


ROUTES = [
    route("glossary", "/glossary", glossary),
    route("translation_files", "/translations/{language}/files", files),
    route(
        "translation_upload", "/translations/{language}/files", upload, "POST", oversized=too_large
    ),
    route("translation_download", "/translations/{language}/files/download", download),
    route("translation_held", "/translations/{language}/files/held/{token}", held),
    route("translation_take", "/translations/{language}/files/held/{token}", decide, "POST"),
]
