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
    "send_back": ("POST", f"/services/{ID}/send-back"),
    "publish": ("GET", f"/services/{ID}/publish"),
    "archive": ("POST", f"/services/{ID}/archive"),
    "unarchive": ("POST", f"/services/{ID}/unarchive"),
    "accounts": ("GET", "/accounts"),
}
EVERYBODY = {"static", "sign_in", "code", "oidc", "oidc_back"}
WRITE = {"new", "edit", "autosave", "merge", "drop", "submit", "still_right", "restore", "place"}
ANSWER = {"send_back", "publish", "archive", "unarchive"}
# Written out, not computed from PERMISSIONS: the table is what is tested.
MAY = {
    Role.READER: set(ROUTES) - WRITE - ANSWER - {"accounts"},
    Role.TRANSLATOR: set(ROUTES) - WRITE - ANSWER - {"accounts"},
    Role.EDITOR: set(ROUTES) - ANSWER - {"accounts"},
    Role.PUBLISHER: set(ROUTES) - {"accounts"},
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
