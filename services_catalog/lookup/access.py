"""Who may look, who may write, and how a form is read: small, and the same for every page."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

LARGEST_FORM = 16_000
"""Bytes of a posted form."""
_FIELDS = 60


@dataclass(frozen=True)
class Colleague:
    """Who is signed in, as far as the look-up needs to know."""

    name: str
    """Stands under what is written."""
    may_write: bool = True


Account = Callable[[Request], "Colleague | Awaitable[Colleague | None] | None"]
"""Says who is signed in; None for nobody. It may be a coroutine function."""


async def colleague_of(request: Request, account: Account | None) -> Colleague | None:
    """Who is signed in; nobody where no sign-in was built in."""
    if account is None:
        return None
    found = account(request)
    return await found if inspect.isawaitable(found) else found


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a posted form of our own pages; of a field sent twice the last.

    Raises:
        HTTPException: 403 for a form of another site, 413 for too large, 415 for another kind.
    """
    if not _own(request):
        raise HTTPException(403)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=_FIELDS, errors="replace"
        )
    except (ValueError, UnicodeDecodeError):
        raise HTTPException(400) from None
    return dict(pairs)


def _own(request: Request) -> bool:
    """Whether a form was sent from our own page.

    The session's cookie is SameSite already; this holds where a browser or a cookie does not.
    """
    site = request.headers.get("sec-fetch-site")
    if site and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    if not origin or origin == "null":
        # A page with "no-referrer" may send "null" from its own forms.
        return origin != "null" or site == "same-origin"
    return urlsplit(origin).netloc == request.headers.get("host", "")
