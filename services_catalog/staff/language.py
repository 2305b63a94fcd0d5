"""In which language the staff pages speak: the account's, else the browser's, else Dutch.

What visitors read stays in the visitor's language wherever it is shown: those previews have a
translator of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from services_catalog.i18n import Translator
from services_catalog.languages import SOURCE
from services_catalog.staff.people import Person

NAMES: Mapping[str, str] = {SOURCE: "Nederlands", "en": "English"}
"""What the pages speak, each by its own name; the sentences are in the domain ``staff``."""
COOKIE = "toeleider-staff-language"
"""Holds the code of a language and nothing else: for the page on which one signs in."""
LASTS = 365 * 24 * 3600


def language_of(request: Request, person: Person | None = None) -> str:
    """The code of the language for this request."""
    for code in (person.language if person else None, request.cookies.get(COOKIE)):
        if code in NAMES:
            return str(code)
    return SOURCE


def translator_of(request: Request, person: Person | None = None) -> Translator:
    """The sentences for this request."""
    return Translator(language_of(request, person))


def remember(response: Response, language: str, *, secure: bool) -> Response:
    """Let this browser remember the language."""
    response.set_cookie(
        COOKIE, language, max_age=LASTS, path="/", httponly=True, samesite="lax", secure=secure
    )
    return response
