"""Every route x every role: one table says who may, and this test knows every route by name."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from services_catalog.models import Role
from services_catalog.staff.permissions import PERMISSIONS
from tests.staff.conftest import Browser, Make

ID = "nachtopvang-de-brug"
# name: method, path. What a role may do answers with anything but 403.
ROUTES = {
    "sign_out": ("POST", "/sign-out"),
    "account": ("GET", "/account"),
    "account_password": ("POST", "/account/password"),
    "account_code": ("GET", "/account/code"),
    "account_code_off": ("POST", "/account/code/off"),
    "account_sessions": ("POST", "/account/sessions"),
    "home": ("GET", "/"),
    "today": ("GET", "/today"),
    "services": ("GET", "/services"),
    "service": ("GET", f"/services/{ID}"),
    "history": ("GET", f"/services/{ID}/history"),
    "card": ("GET", f"/services/{ID}/card"),
    "findings": ("GET", "/findings"),
    "findings_file": ("GET", "/findings.csv"),
    "answers": ("GET", f"/services/{ID}/answers"),
    "imports": ("GET", "/imports"),
    "import_new": ("GET", "/imports/new"),
    "import_held": ("GET", "/imports/held/none"),
    "import_progress": ("GET", "/imports/held/none/progress"),
    "import_held_report": ("GET", "/imports/held/none/report.csv"),
    "import_run": ("GET", "/imports/999999"),
    "import_report": ("GET", "/imports/999999/report.csv"),
    "import_many": ("POST", "/imports/999999/many"),
    "import_item": ("GET", "/imports/999999/1"),
    "import_accept": ("POST", "/imports/999999/1/accept"),
    "import_reject": ("POST", "/imports/999999/1/reject"),
    "exports": ("GET", "/exports"),
    "export": ("GET", "/exports/none"),
    "needs": ("GET", "/needs"),
    "needs_file": ("GET", "/needs/file/csv"),
    "note_end": ("POST", f"/services/{ID}/notes/999999/end"),
    "switches": ("GET", "/switch"),
    "switch_on": ("POST", "/switch/on"),
    "asides": ("GET", "/asides"),
    "aside_take": ("POST", "/asides/999999/take"),
    "aside_drop": ("POST", "/asides/999999/drop"),
    "new": ("GET", "/new"),
    "edit": ("GET", f"/services/{ID}/edit"),
    "autosave": ("POST", f"/services/{ID}/autosave"),
    "merge": ("POST", f"/services/{ID}/merge"),
    "drop": ("POST", f"/services/{ID}/drop"),
    "submit": ("POST", f"/services/{ID}/submit"),
    "still_right": ("POST", f"/services/{ID}/still-right"),
    "restore": ("POST", f"/services/{ID}/restore/999999"),
    "places": ("GET", "/places"),
    "place": ("GET", "/places/opvang-de-brug"),
    "place_remove": ("POST", "/places/opvang-de-brug/remove"),
    "organizations": ("GET", "/organizations"),
    "organization": ("GET", "/organizations/caw-linde"),
    "organization_new": ("GET", "/organizations/new"),
    "organization_edit": ("GET", "/organizations/caw-linde/edit"),
    "organization_remove": ("POST", "/organizations/caw-linde/remove"),
    "hotlines": ("GET", "/hotlines"),
    "hotline": ("GET", "/hotlines/tele-onthaal"),
    "hotline_remove": ("POST", "/hotlines/tele-onthaal/remove"),
    "municipality": ("GET", "/municipality"),
    "send_back": ("POST", f"/services/{ID}/send-back"),
    "publish": ("GET", f"/services/{ID}/publish"),
    "archive": ("POST", f"/services/{ID}/archive"),
    "unarchive": ("POST", f"/services/{ID}/unarchive"),
    "accounts": ("GET", "/accounts"),
    "account_new": ("GET", "/accounts/new"),
    "accounts_history": ("GET", "/accounts/history"),
    "account_one": ("GET", "/accounts/1"),
    "account_link": ("POST", "/accounts/999999/link"),
    "account_code_reset": ("POST", "/accounts/999999/code-off"),
    "account_active": ("POST", "/accounts/999999/active"),
    "account_remove": ("POST", "/accounts/999999/remove"),
    "help": ("GET", "/help"),
    "translations": ("GET", "/translations"),
    "translation_queue": ("GET", "/translations/fr"),
    "translation": ("GET", f"/translations/fr/{ID}"),
    "translate": ("POST", f"/translations/fr/{ID}"),
    "translation_place": ("GET", "/translations/fr/place/hotline/tele-onthaal"),
    "translate_place": ("POST", "/translations/fr/place/hotline/tele-onthaal"),
    "translation_files": ("GET", "/translations/fr/files"),
    "translation_download": ("GET", "/translations/fr/files/download"),
    "translation_upload": ("POST", "/translations/fr/files"),
    "translation_held": ("GET", "/translations/fr/files/held/none"),
    "translation_take": ("POST", "/translations/fr/files/held/none"),
    "glossary": ("GET", "/glossary"),
    "base": ("GET", "/base"),
    "base_service": ("GET", "/base/regio/services/iets"),
    "base_choose": ("POST", "/base/regio/services/iets/choose"),
    "base_verdict": ("POST", "/base/regio/services/iets/verdict"),
    "base_many": ("POST", "/base/regio/many"),
    "base_bulk": ("GET", "/base/regio/follow-up"),
    "base_follow": ("POST", "/base/follow"),
    "base_file": ("GET", "/base/file"),
    "base_roles": ("POST", "/base/regio/roles"),
}
EVERYBODY = {"static", "sign_in", "code", "oidc", "oidc_back", "invitation", "language"}
WRITE = {
    "import_held", "import_progress", "import_held_report", "import_many", "import_accept",
    "import_reject",
    "new", "edit", "autosave", "merge", "drop", "submit", "still_right", "restore", "place",
    "asides", "aside_take", "aside_drop", "place_remove", "organization_edit",
    "answers",
    "base_choose", "base_verdict", "base_many", "base_bulk",
}  # fmt: skip
ANSWER = {
    "import_new",
    "send_back", "publish", "archive", "unarchive", "switches", "switch_on", "organization_new",
    "organization_remove", "base_follow", "base_file", "base_roles",
}  # fmt: skip
ACCOUNTS = {
    "accounts", "account_new", "accounts_history", "account_one", "account_link",
    "account_code_reset", "account_active", "account_remove",
    "hotlines", "hotline", "hotline_remove", "municipality",
}  # fmt: skip
TRANSLATE = {
    "translate", "translate_place", "translation_upload", "translation_held", "translation_take",
}  # fmt: skip
# Written out, not computed from PERMISSIONS: the table is what is tested.
MAY = {
    Role.READER: set(ROUTES) - WRITE - ANSWER - ACCOUNTS - TRANSLATE,
    Role.TRANSLATOR: set(ROUTES) - WRITE - ANSWER - ACCOUNTS,
    Role.EDITOR: set(ROUTES) - ANSWER - ACCOUNTS - TRANSLATE,
    Role.PUBLISHER: set(ROUTES) - ACCOUNTS,
    Role.ADMINISTRATOR: set(ROUTES),
}


def test_every_route_is_in_the_table_and_in_this_test(app: Starlette):
    names = {route.name for route in app.state.inner.routes}
    assert names == set(PERMISSIONS)
    assert names == set(ROUTES) | EVERYBODY
    assert {name for name, roles in PERMISSIONS.items() if roles is None} == EVERYBODY


@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may(role: Role, app: Starlette, person: Make):
    browser = person(role)
    token = browser.token()
    browser.client.follow_redirects = False
    for name, (method, path) in ROUTES.items():
        if name == "sign_out":
            continue
        answer = browser.client.request(
            method, f"/staff{path}", data={"csrf": token} if method == "POST" else None
        )
        allowed = answer.status_code != 403
        assert answer.status_code < 500, (role, name)
        assert allowed == (name in MAY[role]), (role, name, answer.status_code)
        # Also by the way of a form that was made for another eye: no token, no deed.
        if method == "POST":
            assert browser.client.post(f"/staff{path}").status_code == 403, name


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_nobody_gets_in_without_signing_in(name: str, app: Starlette):
    method, path = ROUTES[name]
    browser = Browser(app)
    browser.client.follow_redirects = False
    answer = browser.client.request(method, f"/staff{path}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/staff/sign-in")


def test_an_editor_of_one_organization_reaches_no_other(person: Make):
    browser = person(Role.EDITOR, scope={"organizations": ["stad-waterlinde"]})
    browser.get(f"/services/{ID}")  # may be read
    browser.get(f"/services/{ID}/edit", status=403)
    browser.post(f"/services/{ID}/still-right", status=403)
    browser.get("/places/opvang-de-brug", status=403)
    browser.get("/services/speelplein-zomer/edit")
    # Nor is an own service given to them, or theirs taken over.
    from tests.staff.conftest import form_of

    values = form_of(browser.get("/services/speelplein-zomer/edit"))
    values["organization"] = ["caw-linde"]
    browser.post("/services/speelplein-zomer/edit", status=403, **values)
    browser.post("/new", status=403, title="Een bed", organization="caw-linde")


def test_the_bare_address_leads_in(app: Starlette, person: Make):
    browser = person(Role.READER)
    assert "Werklijst" in browser.get("")
    assert "Deze pagina bestaat niet" in browser.get("/nergens", 404)
