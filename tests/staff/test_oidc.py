"""Signing in with the city's own account, against a provider that really runs."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import select
from starlette.applications import Starlette

from services_catalog.database import Database
from services_catalog.models import Account, Role
from services_catalog.staff.accounts import AccountBook
from services_catalog.staff.settings import (
    OidcSettings,
    StaffSettings,
    StaffSettingsError,
    load_staff_settings,
)
from tests.staff.conftest import HOST, Browser
from tests.staff.provider import Provider, running

EMAIL = "nadia@waterlinde.example.org"


@pytest.fixture
def provider() -> Iterator[Provider]:
    claims = {"sub": "n-1", "email": EMAIL, "email_verified": True}
    with running(Provider(claims=claims)) as found:
        yield found


@pytest.fixture
def settings(provider: Provider) -> StaffSettings:
    oidc = OidcSettings(provider.issuer, provider.client_id, provider.client_secret)
    return StaffSettings(public_url=HOST, oidc=oidc)


@pytest.fixture
def browser(app: Starlette, accounts: AccountBook) -> Browser:
    accounts.add(EMAIL, "Nadia", {Role.EDITOR: {}})
    return Browser(app)


def go(browser: Browser, path: str = "/oidc") -> str:
    """From our link to the provider and back; the address where that ends."""
    browser.client.follow_redirects = False
    away = browser.client.get(f"/staff{path}")
    assert away.status_code == 302, away.headers
    there = httpx.get(away.headers["location"], trust_env=False)
    assert there.status_code == 302, there.text
    assert there.headers["location"].startswith(f"{HOST}/staff/oidc/back?")
    back = browser.client.get(there.headers["location"].removeprefix(HOST))
    browser.client.follow_redirects = True
    return str(back.headers["location"])


def test_who_has_an_account_gets_in(browser: Browser, provider: Provider, catalogue: Database):
    assert "account van de stad" in browser.get("/sign-in")
    assert go(browser, "/oidc?next=/staff/places") == "/staff/places"
    assert "Nadia" in browser.get("/account")
    assert provider.refused == []
    with catalogue.read() as session:
        account = session.scalars(select(Account)).one()
    assert account.oidc_subject == f"{provider.issuer} n-1"


def test_the_account_is_the_persons_and_not_the_addresss(browser: Browser, provider: Provider):
    go(browser)
    browser.post("/sign-out")
    # The same person under another address still gets in; another person with the old one not.
    provider.claims["email"] = "nadia.peeters@waterlinde.example.org"
    assert go(browser) == "/staff/"
    browser.post("/sign-out")
    provider.claims |= {"sub": "n-2", "email": EMAIL}
    assert go(browser) == "/staff/sign-in?refused=unknown"
    assert "nog geen account" in browser.get("/sign-in?refused=unknown")


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "wie@waterlinde.example.org"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": None},
        {"sub": ""},
    ],
)
def test_who_is_not_known_for_certain_stays_out(
    claims: dict[str, object], browser: Browser, provider: Provider
):
    provider.claims |= claims
    assert go(browser).startswith("/staff/sign-in?refused=")
    assert "Aanmelden" in browser.get("/today")


def test_a_shut_account_stays_out(browser: Browser, provider: Provider, accounts: AccountBook):
    go(browser)
    browser.post("/sign-out")
    accounts.set_active(EMAIL, False)
    assert go(browser) == "/staff/sign-in?refused=unknown"


@pytest.mark.parametrize(
    "spoil",
    [
        {"nonce": "another"},
        {"iss": "https://another.example.org"},
        {"aud": "another"},
        {"exp": 1_000_000},
    ],
)
def test_a_token_that_is_not_for_us(spoil: dict[str, object], browser: Browser, provider: Provider):
    provider.spoil = spoil
    assert go(browser) == "/staff/sign-in?refused=provider"


def test_a_token_somebody_else_signed(browser: Browser, provider: Provider):
    provider.signing = RSAKey.generate_key(2048, {"kid": "one"})
    assert go(browser) == "/staff/sign-in?refused=provider"


def test_an_answer_nobody_asked_for(browser: Browser, provider: Provider):
    browser.client.follow_redirects = False
    answer = browser.client.get("/staff/oidc/back?code=x&state=y")
    assert answer.headers["location"] == "/staff/sign-in?refused=provider"


def test_a_provider_that_is_gone(browser: Browser, provider: Provider, app: Starlette):
    provider_url = provider.issuer
    app.state.inner.state.oidc._server_metadata_url = (
        f"{provider_url.rpartition(':')[0]}:9/.well-known/openid-configuration"
    )
    browser.client.follow_redirects = False
    answer = browser.client.get("/staff/oidc")
    assert answer.headers["location"] == "/staff/sign-in?refused=provider"


def test_the_settings_come_together():
    whole = {
        "TOELEIDER_STAFF_KEY": "",
        "TOELEIDER_OIDC_ISSUER": "https://sign-in.example.org/",
        "TOELEIDER_OIDC_CLIENT_ID": "toeleider",
        "TOELEIDER_OIDC_CLIENT_SECRET": "geheim",
        "TOELEIDER_PUBLIC_URL": "https://waterlinde.example.org",
    }
    assert load_staff_settings(whole).oidc == OidcSettings(
        "https://sign-in.example.org", "toeleider", "geheim"
    )
    for name, value in (
        ("TOELEIDER_OIDC_CLIENT_SECRET", ""),
        ("TOELEIDER_PUBLIC_URL", ""),
        ("TOELEIDER_OIDC_ISSUER", "http://sign-in.example.org"),
    ):
        with pytest.raises(StaffSettingsError, match=name if not value else "https://"):
            load_staff_settings(whole | {name: value})
