"""``/staff/switch``: silence the assistant, a topic or a language, and let it speak again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.responses import Response

from services_catalog import switches
from services_catalog.formatting import language_name
from services_catalog.hours import now
from services_catalog.i18n import Sentence, Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import topic_label
from services_catalog.languages import SOURCE, languages, spoken_languages
from services_catalog.staff.forms.hints import hints
from services_catalog.staff.notices import notice_of
from services_catalog.staff.render import page
from services_catalog.staff.visit import Visit, redirect, route
from services_catalog.switches import ASSISTANT, NEVER_OFF, Off, SwitchError, Turned
from services_catalog.vocabulary import topics

HERE = "/switch"
SHOWN = 50
"""Lines of the history on the page."""
ENGLISH = "en"
ERRORS: Mapping[str, str] = {
    "key": _("Kies wat uit moet."),
    "never": _("Dit kan niet uit: hierheen leiden we bezoekers. Pas de diensten zelf aan."),
    "source": _("Nederlands kan niet alleen uit. Zet dan de assistent uit."),
    "missing": _("Schrijf in een paar woorden waarom. Collega's lezen dat later."),
    "too_long": _("Dit is te lang. Hoogstens {most} tekens."),
}
WHOLE = _("De assistent")
STAYS: Mapping[str, tuple[str, ...]] = {
    ASSISTANT: (
        _("De lijst met diensten, de kaartjes en de andere pagina's werken gewoon."),
        _("Iedereen krijgt 112, 101 en de Dienst Migratie te zien."),
        _("Niemand leest wat bezoekers nog typen. Ook gevaar wordt dan niet herkend."),
    ),
    "topic": (
        _("We leiden bezoekers naar de Dienst Migratie, met de uren erbij."),
        _("De pagina's en kaartjes over dit onderwerp blijven staan."),
        _("Over al de rest antwoordt de assistent gewoon."),
    ),
    "language": (
        _("Bezoekers kunnen een andere taal kiezen en zien 112, 101 en de Dienst Migratie."),
        _("Gevaar herkennen we nog altijd, ook in deze taal."),
        _("De pagina's en kaartjes in deze taal blijven staan."),
    ),
}
"""What goes on while something is off: see bot/web/switched_off.py and actions/services.py."""
ON_AGAIN = _("Weer aangezet.")


@dataclass
class Form:
    """What was typed; ``wrong``: what is the matter, by field."""

    key: str = ""
    message: str = ""
    reason: str = ""
    wrong: dict[str, str] = field(default_factory=dict)


def switch(visit: Visit) -> Response:
    """What is off, the form, then what visitors will see, and only then the deed."""
    if not visit.posted:
        key = visit.query("key")
        held = _held(visit, key)
        return _page(visit, Form(key, (held.message or "") if held else ""))
    form = _read(visit)
    if form.wrong:
        return _page(visit, form, 422)
    action, held = visit.fields.one("do"), _held(visit, form.key)
    if action == "back":
        return _page(visit, form)
    if action != "off":
        return _confirm(visit, form, held)
    if visit.fields.one("seen") != _stamp(held):  # a colleague was at it meanwhile
        return _confirm(visit, form, held, changed=True)
    switches.switch_off(
        visit.office.database,
        form.key,
        actor=visit.me.actor,
        reason=form.reason,
        message=form.message or None,
    )
    return redirect(HERE, said="switched_off")


def switch_on(visit: Visit) -> Response:
    """On again: nothing to confirm, all answers as before."""
    try:
        switches.switch_on(
            visit.office.database,
            visit.fields.one("key"),
            actor=visit.me.actor,
            reason=visit.fields.one("reason").strip() or Translator(SOURCE)(ON_AGAIN),
        )
    except SwitchError as error:
        said = {"on": "is_on", "too_long": "long_reason"}.get(error.code, "gone")
        return redirect(HERE, said=said)
    return redirect(HERE, said="switched_on")


def name_of(key: str, t: Translator) -> str:
    """What staff call something that can be off; a key that is gone names itself."""
    kind, _colon, name = key.partition(":")
    if kind == "topic" and name in topics():
        return t(_("Onderwerp: {name}"), name=topic_label(name, t))
    if kind == "language" and name in languages():
        return t(_("Taal: {name}"), name=language_name(name, t.language))
    return t(WHOLE) if key == ASSISTANT else key


def _read(visit: Visit) -> Form:
    sent = visit.fields.one
    form = Form(sent("key"), sent("message"), sent("reason"))
    try:
        form.key = switches.checked_key(form.key)
    except SwitchError as error:
        form.wrong["key"] = visit.t(ERRORS[error.code])
    for name in ("message", "reason"):
        try:
            setattr(form, name, switches.checked_texts(**{name: getattr(form, name)})[name])
        except SwitchError as error:
            most = switches.LONGEST[name]
            form.wrong[name] = visit.t(ERRORS[error.code], most=most)
    return form


def _held(visit: Visit, key: str) -> Off | None:
    """What is said of ``key`` now, None when it is on."""
    found = switches.switched_off(visit.office.database)
    return next((off for off in found if off.key == key), None)


def _stamp(held: Off | None) -> str:
    return held.at.isoformat() if held else ""


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    t, database = visit.t, visit.office.database
    return page(
        visit,
        "switch.html",
        status=status,
        form=form,
        off=[(one, name_of(one.key, t)) for one in switches.switched_off(database)],
        choices=_choices(t),
        past=[
            (one, name_of(one.key, t), _deed(one, t)) for one in switches.history(database, SHOWN)
        ],
        longest=switches.LONGEST,
        notice=notice_of(visit),
    )


def _confirm(visit: Visit, form: Form, held: Off | None, *, changed: bool = False) -> Response:
    kind, _colon, name = form.key.partition(":")
    off = Off(form.key, form.message or None, visit.me.actor, now(), form.reason)
    first = dict.fromkeys([SOURCE, ENGLISH, *([name] if kind == "language" else [])])
    rest = [code for code in spoken_languages() if code not in first]
    return page(
        visit,
        "switch_confirm.html",
        status=409 if changed else 200,
        form=form,
        name=name_of(form.key, visit.t),
        held=held,
        seen=_stamp(held),
        changed=changed,
        # A language that is off is answered in that language alone.
        first=[_said(off, code, visit) for code in (first if kind != "language" else [name])],
        rest=[_said(off, code, visit) for code in rest] if kind != "language" else [],
        stays=[visit.t(text) for text in STAYS[kind]],
        advice=hints(form.message, visit.t) if form.message else [],
    )


def _said(off: Off, language: str, visit: Visit) -> tuple[str, list[tuple[Sentence, str]]]:
    """A language's name, and what its readers get, each with the way it runs."""
    said = switches.sentences(off, language)
    return (
        language_name(language, visit.t.language),
        [(one, languages()[one.language].direction) for one in said],
    )


def _choices(t: Translator) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be off, in groups."""
    return [
        (t(_("Alles")), [(ASSISTANT, t(WHOLE))]),
        (
            t(_("Een onderwerp")),
            [
                (switches.topic_key(key), topic_label(key, t))
                for key in topics()
                if key not in NEVER_OFF
            ],
        ),
        (
            t(_("Een taal")),
            [
                (switches.language_key(code), language_name(code, t.language))
                for code in spoken_languages()
                if code != SOURCE
            ],
        ),
    ]


def _deed(one: Turned, t: Translator) -> str:
    if not one.off:
        return t(_("weer aan"))
    return t(_("andere boodschap")) if one.was_off else t(_("uit"))


ROUTES = [
    route("switches", HERE, switch, "GET", "POST"),
    route("switch_on", f"{HERE}/on", switch_on, "POST"),
]
