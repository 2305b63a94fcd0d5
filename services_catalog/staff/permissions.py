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
TRANSLATE = frozenset({Role.TRANSLATOR, Role.PUBLISHER, Role.ADMINISTRATOR})

PERMISSIONS: Mapping[str, frozenset[Role] | None] = {
    # Getting in and out
    "static": EVERYBODY,
    "sign_in": EVERYBODY,
    "code": EVERYBODY,
    "oidc": EVERYBODY,
    "oidc_back": EVERYBODY,
    "invitation": EVERYBODY,
    "language": EVERYBODY,
    "sign_out": ANY,
    # One's own account
    "account": ANY,
    "account_password": ANY,
    "account_code": ANY,
    "account_code_off": ANY,
    "account_sessions": ANY,
    # Looking
    "home": ANY,
    "help": ANY,
    "today": ANY,
    "services": ANY,
    "service": ANY,
    "history": ANY,
    "card": ANY,
    "findings": ANY,
    "findings_file": ANY,
    "needs": ANY,
    "needs_file": ANY,
    "imports": ANY,
    "import_run": ANY,
    "import_report": ANY,
    "import_item": ANY,
    "exports": ANY,
    "export": ANY,
    "note_end": ANY,  # as in the look-up: whoever knows better may say so
    # Writing
    "new": EDIT,
    "edit": EDIT,
    "autosave": EDIT,
    "merge": EDIT,
    "drop": EDIT,
    "submit": EDIT,
    "still_right": EDIT,
    "restore": EDIT,
    "answers": EDIT,
    "asides": EDIT,
    "aside_take": EDIT,
    "aside_drop": EDIT,
    "import_accept": EDIT,
    "import_reject": EDIT,
    "import_many": EDIT,
    "import_held": EDIT,
    "import_held_report": EDIT,
    "import_progress": EDIT,
    "places": ANY,
    "place": EDIT,
    "place_remove": EDIT,
    "organizations": ANY,
    "organization": ANY,
    "organization_edit": EDIT,
    # Answering for it
    "send_back": PUBLISH,
    "publish": PUBLISH,
    "archive": PUBLISH,
    "unarchive": PUBLISH,
    "organization_new": PUBLISH,
    "organization_remove": PUBLISH,
    "hotlines": ADMINISTER,
    "hotline": ADMINISTER,
    "hotline_remove": ADMINISTER,
    "municipality": ADMINISTER,
    "import_new": PUBLISH,
    "switches": PUBLISH,
    "switch_on": PUBLISH,
    # The shared base
    "base": ANY,
    "base_service": ANY,
    "base_choose": EDIT,
    "base_verdict": EDIT,
    "base_many": EDIT,
    "base_bulk": EDIT,
    "base_follow": PUBLISH,
    "base_file": PUBLISH,
    "base_roles": PUBLISH,
    # Translating: whoever holds the role for that language (staff/translators.py narrows)
    "translations": ANY,
    "translation_queue": ANY,
    "translation": ANY,
    "translation_place": ANY,
    "translate": TRANSLATE,
    "translate_place": TRANSLATE,
    "translation_files": ANY,
    "translation_download": ANY,
    "translation_upload": TRANSLATE,
    "translation_held": TRANSLATE,
    "translation_take": TRANSLATE,
    "glossary": ANY,
    # Accounts
    "accounts": ADMINISTER,
    "account_new": ADMINISTER,
    "accounts_history": ADMINISTER,
    "account_one": ADMINISTER,
    "account_link": ADMINISTER,
    "account_code_reset": ADMINISTER,
    "account_active": ADMINISTER,
    "account_remove": ADMINISTER,
}
