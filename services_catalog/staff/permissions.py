"""Who may open which page: the one table. Each route stands in it, or the application won't start.

A role's ``scope`` narrows further where a page is about one organization's service.
"""

from __future__ import annotations

from collections.abc import Mapping

from services_catalog.models import Role

EVERYBODY = None
"""No sign-in needed: the pages that sign in, and style sheets."""
ANY = frozenset(Role)
EDIT = frozenset({Role.EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR})
PUBLISH = frozenset({Role.PUBLISHER, Role.ADMINISTRATOR})
ADMINISTER = frozenset({Role.ADMINISTRATOR})

PERMISSIONS: Mapping[str, frozenset[Role] | None] = {
    # Getting in and out
    "static": EVERYBODY,
    "sign_in": EVERYBODY,
    "code": EVERYBODY,
    "oidc": EVERYBODY,
    "oidc_back": EVERYBODY,
    "sign_out": ANY,
    # One's own account
    "account": ANY,
    "account_password": ANY,
    "account_code": ANY,
    "account_code_off": ANY,
    "account_sessions": ANY,
    # Looking
    "home": ANY,
    "today": ANY,
    "services": ANY,
    "service": ANY,
    "history": ANY,
    # Writing
    "new": EDIT,
    "edit": EDIT,
    "autosave": EDIT,
    "merge": EDIT,
    "drop": EDIT,
    "submit": EDIT,
    "still_right": EDIT,
    "restore": EDIT,
    "places": ANY,
    "place": EDIT,
    # Answering for it
    "send_back": PUBLISH,
    "publish": PUBLISH,
    "archive": PUBLISH,
    "unarchive": PUBLISH,
    # Accounts
    "accounts": ADMINISTER,
}
