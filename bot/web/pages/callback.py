"""``/{lang}/callback``: for who does not dare to phone. A number is left, and the office calls.

Nothing but the request itself is kept, and that by :mod:`services_catalog.callbacks` alone. The
form's token is about time only: it tells a person from a program that fills in forms.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from anyio import to_thread
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.web.incoming import BadRequest, client_address, read_form
from bot.web.pages.chat import page_language
from bot.web.pages.render import page
from bot.web.sentences import ERRORS
from bot.web.site import Site
from services_catalog.callbacks import CallbackBook, Contact, ContactError, own_email, own_phone
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import topic_label
from services_catalog.languages import languages, spoken_languages
from services_catalog.models import PreferredTime
from services_catalog.text import sanitise
from services_catalog.vocabulary import topics

log = logging.getLogger(__name__)

YOUNGEST, OLDEST = 2, 2 * 3600
"""Seconds between a form's first sight and its sending."""
TIMES, PERIOD = 5, 3600
"""Requests of one network in so many seconds."""
"""Seconds between two looks for what is over: the promise holds when nobody writes, too."""
MAX_FIELD = 200
TRAP = "more"
"""The field nobody sees. Its name means nothing to a browser that fills in forms by itself."""

TIME_LABELS: Mapping[PreferredTime, str] = {
    PreferredTime.ANY: _("Maakt niet uit"),
    PreferredTime.MORNING: _("In de voormiddag"),
    PreferredTime.AFTERNOON: _("In de namiddag"),
    PreferredTime.EVENING: _("In de avond"),
}
ONE_OF_BOTH = _("Vul een telefoonnummer of een e-mailadres in. Eén van de twee is genoeg.")
WRONG = {
    "nothing": ONE_OF_BOTH,
    "wrong_phone": _("Dit telefoonnummer klopt niet. Kijk het nog eens na."),
    "not_your_phone": _("Dit nummer kunnen we niet bellen. Vul je eigen nummer in."),
    "wrong_email": _("Dit e-mailadres klopt niet. Kijk het nog eens na."),
    "no_consent": _("Zet hier een vinkje. Anders mogen we dit niet bewaren."),
}
NOT_SENT = _("Het is nog niet verstuurd. Kijk alles na en druk nog een keer op ‘Verstuur’.")


@dataclass(frozen=True)
class Draft:
    """What stands in the form; ``repr`` shows no contact."""

    language: str
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    topic: str = ""
    time: str = PreferredTime.ANY
    consent: bool = False


def read_draft(form: Mapping[str, str], language: str) -> Draft:
    """The form's fields; a choice that is none of ours becomes the preset one."""
    wanted, topic, when = (form.get(name, "") for name in ("language", "topic", "time"))
    return Draft(
        language=wanted if wanted in spoken_languages() else language,
        phone=sanitise(form.get("phone", ""), MAX_FIELD),
        email=sanitise(form.get("email", ""), MAX_FIELD),
        topic=topic if topic in topics() else "",
        time=when if when in list(PreferredTime) else PreferredTime.ANY,
        consent=form.get("consent") == "1",
    )


def check_draft(draft: Draft) -> tuple[Contact, dict[str, str]]:
    """The contact in a draft, and what is wrong: msgids by field, in the order of the form."""
    found: dict[str, str | None] = {}
    wrong: dict[str, str] = {}
    for name, typed, read in (("phone", draft.phone, own_phone), ("email", draft.email, own_email)):
        try:
            found[name] = read(typed)
        except ContactError as error:
            wrong[name] = WRONG[error.code]
    contact = Contact(found.get("phone"), found.get("email"))
    if not wrong and not contact.phone and not contact.email:
        wrong["phone"] = WRONG["nothing"]
    if not draft.consent:
        wrong["consent"] = WRONG["no_consent"]
    return contact, wrong


class FormTokens:
    """Says how long ago a form was first shown, in a way nobody can make up."""

    def __init__(self, secret: bytes) -> None:
        """``secret``: the web processes' own."""
        self._signer = URLSafeTimedSerializer(secret, salt="callback")

    def new(self) -> str:
        """The token of a form shown now."""
        return str(self._signer.dumps(""))

    def age(self, token: str) -> float | None:
        """Seconds since it was shown; None for what is no token, or an old one."""
        try:
            _nothing, shown = self._signer.loads(token, max_age=OLDEST, return_timestamp=True)
        except BadSignature:
            return None
        return float(time.time() - shown.timestamp())


async def ask(request: Request) -> Response:
    """``GET /{lang}/callback``: the empty form."""
    _book(request)
    return _form(request, Draft(page_language(request)))


async def send(request: Request) -> Response:
    """``POST /{lang}/callback``: keep the request, or show the form with what is wrong."""
    site, book = _book(request)
    language = page_language(request)
    try:
        form = await read_form(request)
    except BadRequest as bad:
        return _form(request, Draft(language), notice=ERRORS[bad.code], status=bad.status)
    draft = read_draft(form, language)
    token = form.get("token", "")
    age = FormTokens(site.settings.secret).age(token)
    # A token that still counts is shown again, so that a quick correction is not taken for haste.
    kept = token if age is not None else ""
    contact, wrong = check_draft(draft)
    if wrong:
        return _form(request, draft, wrong, token=kept, status=422)
    # Who filled the hidden field is asked again and not told "sent": it might be a person after
    # all, who would wait for a call that never comes.
    if age is None or age < YOUNGEST or form.get(TRAP):
        return _form(request, draft, notice=NOT_SENT, token=kept, status=422)
    address = client_address(request, site.settings.host_mode)
    if seconds := await site.limit.wait_for("callback", address, TIMES, PERIOD):
        response = _form(request, draft, notice=ERRORS["too_many"], token=kept, status=429)
        response.headers["Retry-After"] = str(seconds)
        return response
    try:
        await to_thread.run_sync(_keep, book, contact, draft)
    except SQLAlchemyError as error:
        # Its message may show values of the row: only its kind is written.
        log.error("A request to be called back could not be kept (%s)", type(error).__name__)
        return _form(request, draft, notice=ERRORS["unexpected"], token=kept, status=503)
    # Another page, so that a reload sends nothing; the mark takes "#wrong" off the address.
    return RedirectResponse(f"/{language}/callback/done#main", 303)


async def done(request: Request) -> Response:
    """``GET /{lang}/callback/done``: what happens next. The same for everyone."""
    site, _open = _book(request)
    language = page_language(request)
    return page(
        request, "callback_done.html", language, path="callback/done",
        office=site.office.card(language), office_name=_office_name(language),
    )  # fmt: skip


def _book(request: Request) -> tuple[Site, CallbackBook]:
    site: Site = request.app.state.site
    if site.callbacks is None:
        raise HTTPException(404)
    return site, site.callbacks


def _keep(book: CallbackBook, contact: Contact, draft: Draft) -> None:
    book.add(
        contact,
        language=draft.language,
        topic=draft.topic or None,
        preferred_time=PreferredTime(draft.time),
    )


def _form(
    request: Request,
    draft: Draft,
    wrong: Mapping[str, str] | None = None,
    *,
    notice: str = "",
    token: str = "",
    status: int = 200,
) -> Response:
    site: Site = request.app.state.site
    language = page_language(request)
    translator = Translator(language)
    return page(
        request, "callback.html", language, status=status, path="callback",
        draft=draft, wrong=wrong or {}, notice=notice, trap=TRAP, one_of_both=ONE_OF_BOTH,
        token=token or FormTokens(site.settings.secret).new(),
        tongues=[languages()[code] for code in dict.fromkeys((language, *spoken_languages()))],
        topic_names=[(key, topic_label(key, translator)) for key in topics()],
        times=TIME_LABELS, office=site.office.card(language), office_name=_office_name(language),
    )  # fmt: skip


def _office_name(language: str) -> str:
    return topic_label("migration_office", Translator(language))


ROUTES = [
    Route("/{lang}/callback", ask, methods=["GET"]),
    Route("/{lang}/callback", send, methods=["POST"]),
    Route("/{lang}/callback/done", done),
]
