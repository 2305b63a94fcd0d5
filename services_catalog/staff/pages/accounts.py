"""``/staff/accounts``: who may work here, and what. No mail is sent: links are handed over.

Everything an administrator does here stands in the list of changes, under their name.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services_catalog.formatting import language_name
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE, languages
from services_catalog.models import Account
from services_catalog.staff.accounts import AccountError, RoleScopes
from services_catalog.staff.audit import Deed, Event
from services_catalog.staff.forms.choices import Pairs, catalogue_choices
from services_catalog.staff.forms.roles import read_roles, role_rows_of, role_words
from services_catalog.staff.invitations import LASTS
from services_catalog.staff.notices import BAD, Notice, notice_of
from services_catalog.staff.people import mark_of, plain, scopes_of
from services_catalog.staff.render import page, who
from services_catalog.staff.store import moment, utc
from services_catalog.staff.visit import PREFIX, Visit, redirect, route

WRONG: Mapping[str, tuple[str, str]] = {
    "email": ("email", _("Dit is geen e-mailadres. Kijk het na.")),
    "taken": ("email", _("Dit adres heeft al een account. Zoek het in de lijst.")),
    "name": ("name", _("Vul een naam in. Collega's lezen hem in de geschiedenis.")),
    "role": ("roles", _("Kies minstens een rol. Niets meer doen? Sluit het account dan af.")),
}
"""The field and the sentence for what the account book refuses."""
DEEDS: Mapping[Deed, str] = {
    Deed.ADDED: _("Account gemaakt"),
    Deed.NAMED: _("Andere naam"),
    Deed.ROLES: _("Andere rollen"),
    Deed.SHUT: _("Account afgesloten"),
    Deed.OPENED: _("Account weer geopend"),
    Deed.REMOVED: _("Account verwijderd"),
    Deed.LINK: _("Link gemaakt om een wachtwoord te kiezen"),
    Deed.LINK_USED: _("Wachtwoord gekozen met een link"),
    Deed.PASSWORD: _("Wachtwoord veranderd"),
    Deed.CODE_ON: _("Code bij het aanmelden aangezet"),
    Deed.CODE_OFF: _("Code bij het aanmelden uitgezet"),
    Deed.CODE_RESET: _("Code uitgezet door een beheerder"),
    Deed.PROVIDER: _("Verbonden met het account van de stad"),
}


def accounts(visit: Visit) -> Response:
    """Everybody, with their roles."""
    t = visit.t
    book = visit.office.accounts
    names, invited = _names(visit), book.invited()
    return page(
        visit,
        "accounts.html",
        everybody=[
            (
                account,
                role_words(plain(scopes_of(account)), t, names),
                _state(account, account.id in invited, t),
                utc(account.last_sign_in) if account.last_sign_in else None,
            )
            for account in book.everybody()
        ],
        notice=notice_of(visit),
    )


def new(visit: Visit) -> Response:
    """Invite somebody: an account that waits, and the link for it."""
    choices = _choices(visit)
    roles: RoleScopes = {}
    wrong: dict[str, str] = {}
    if visit.posted:
        roles = read_roles(visit.fields, {}, choices)
        email, by_city = visit.fields.one("email"), visit.fields.one("way") == "city"
        try:
            person = visit.office.accounts.add(
                email, visit.fields.one("name"), roles, actor=visit.me.actor
            )
        except AccountError as error:
            wrong = _wrong(visit, error)
        else:
            if by_city and visit.office.settings.oidc:
                return redirect(f"/accounts/{person.id}", said="invited_city")
            return _link_page(visit, person.id, person.email, person.name)
    return page(
        visit,
        "account_new.html",
        status=422 if wrong else 200,
        name=visit.fields.one("name"),
        email=visit.fields.one("email"),
        way=visit.fields.one("way") or ("city" if visit.office.settings.oidc else "link"),
        rows=role_rows_of(roles, choices, visit.t),
        oidc=visit.office.settings.oidc is not None,
        wrong=wrong,
    )


def one(visit: Visit) -> Response:
    """One account: its name and roles, and what else an administrator can do about it."""
    account = _account(visit)
    roles: RoleScopes = scopes_of(account)
    seen, name = mark_of(account.name, roles), account.name
    wrong: dict[str, str] = {}
    notice = notice_of(visit)
    if visit.posted:
        name = visit.fields.one("name")
        chosen = read_roles(visit.fields, roles, _choices(visit))
        try:
            changed = visit.office.accounts.update(
                account.email, name=name, roles=chosen, seen=visit.fields.one("seen"),
                actor=visit.me.actor,
            )  # fmt: skip
        except AccountError as error:
            if error.code not in WRONG:
                notice = Notice(visit.t(BAD[f"account_{error.code}"]), "bad")
            wrong = _wrong(visit, error)
            # What somebody else just changed is shown, not what this form said before it knew.
            roles, name = (roles, account.name) if error.code == "changed" else (chosen, name)
        else:
            said = "account" if changed else "same"
            return redirect(f"/accounts/{account.id}", said=said)
    return _one(visit, account, roles, name, seen, wrong, notice)


def _one(
    visit: Visit,
    account: Account,
    roles: RoleScopes,
    name: str,
    seen: str,
    wrong: dict[str, str],
    notice: Notice | None,
) -> Response:
    waiting = account.id in visit.office.accounts.invited()
    return page(
        visit,
        "account_one.html",
        status=422 if wrong or (visit.posted and notice) else 200,
        account=account,
        name=name,
        rows=role_rows_of(roles, _choices(visit), visit.t),
        seen=seen,
        state=_state(account, waiting, visit.t),
        waiting=waiting,
        me=account.id == visit.me.id,
        last=utc(account.last_sign_in) if account.last_sign_in else None,
        lines=_lines(visit, visit.office.accounts.history(20, account.id)),
        wrong=wrong,
        notice=notice,
    )


def link(visit: Visit) -> Response:
    """A link to choose a password with: for a new colleague or a forgotten password."""
    account = _account(visit)
    if not account.active:
        return redirect(f"/accounts/{account.id}", said="account_shut")
    return _link_page(visit, account.id, account.email, account.name)


def _link_page(visit: Visit, number: int, email: str, name: str) -> Response:
    """The only page that ever shows the link; it is not kept in a form it could be read from."""
    token = visit.office.invitations.make(email, actor=visit.me.actor)
    home = visit.office.settings.public_url or str(visit.request.base_url.replace(path="")).rstrip(
        "/"
    )
    return page(
        visit,
        "account_link.html",
        id=number,
        name=name,
        email=email,
        address=f"{home}{PREFIX}/invitation/{token}",
        until=moment() + LASTS,
    )


def code_reset(visit: Visit) -> Response:
    """No code any more: a lost phone."""
    account = _account(visit)
    visit.office.accounts.reset_totp(account.email, actor=visit.me.actor)
    return redirect(f"/accounts/{account.id}", said="code_reset")


def active(visit: Visit) -> Response:
    """Shut the account, or open it again."""
    account = _account(visit)
    opening = visit.fields.one("do") == "open"
    try:
        visit.office.accounts.set_active(account.email, opening, actor=visit.me.actor)
    except AccountError as error:
        return redirect(f"/accounts/{account.id}", said=f"account_{error.code}")
    return redirect(f"/accounts/{account.id}", said="account_open" if opening else "account_off")


def remove(visit: Visit) -> Response:
    """Delete the account; the name stays in the history."""
    account = _account(visit)
    try:
        visit.office.accounts.remove(account.email, actor=visit.me.actor)
    except AccountError as error:
        return redirect(f"/accounts/{account.id}", said=f"account_{error.code}")
    return redirect("/accounts", said="account_gone")


def history(visit: Visit) -> Response:
    """Everything that was changed about accounts."""
    found = visit.office.accounts.history()
    return page(visit, "accounts_history.html", lines=_lines(visit, found), most=200)


def _lines(visit: Visit, found: list[Event]) -> list[tuple[Event, str, str, str, str]]:
    """``(event, what, whom, before, after)``, ready to be shown."""
    names = _names(visit)

    def said(value: object) -> str:
        return role_words(value, visit.t, names) if isinstance(value, dict) else str(value or "")

    return [
        (
            event,
            visit.t(DEEDS[Deed(event.deed)]) if event.deed in list(Deed) else event.deed,
            who(event.whom),
            said(event.before),
            said(event.after),
        )
        for event in found
    ]


def _account(visit: Visit) -> Account:
    number = int(visit.part("id"))
    # A number no column holds is an account that is not there.
    account = visit.office.accounts.one(number) if number < 2**31 else None
    if account is None:
        raise HTTPException(404)
    return account


def _wrong(visit: Visit, error: AccountError) -> dict[str, str]:
    field, text = WRONG.get(error.code, ("", ""))
    return {field: visit.t(text)} if field else {}


def _choices(visit: Visit) -> dict[str, Pairs]:
    with visit.office.database.read() as session:
        organizations = catalogue_choices(session)["organizations"]
    tongues = [
        (code, language_name(code, visit.t.language)) for code in languages() if code != SOURCE
    ]
    return {"organizations": organizations, "languages": tongues}


def _names(visit: Visit) -> Pairs:
    return [pair for pairs in _choices(visit).values() for pair in pairs]


def _state(account: Account, waiting: bool, t: Translator) -> str:
    if not account.active:
        return t(_("afgesloten"))
    if waiting and account.password_hash is None:
        return t(_("uitgenodigd"))
    if account.password_hash is None and account.oidc_subject is None:
        return t(_("nog niet aangemeld"))
    return ""


ROUTES = [
    route("accounts", "/accounts", accounts),
    route("account_new", "/accounts/new", new, "GET", "POST"),
    route("accounts_history", "/accounts/history", history),
    route("account_one", "/accounts/{id:int}", one, "GET", "POST"),
    route("account_link", "/accounts/{id:int}/link", link, "POST"),
    route("account_code_reset", "/accounts/{id:int}/code-off", code_reset, "POST"),
    route("account_active", "/accounts/{id:int}/active", active, "POST"),
    route("account_remove", "/accounts/{id:int}/remove", remove, "POST"),
]
