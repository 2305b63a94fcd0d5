"""The rules of accounts that hold whatever page or command changes them."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Engine

from services_catalog.database import Database
from services_catalog.editing.book import EditingBook
from services_catalog.editing.drafts import Refused
from services_catalog.models import Role
from services_catalog.staff.accounts import AccountBook, AccountError
from services_catalog.staff.keys import read_keys
from services_catalog.staff.people import narrowed
from services_catalog.staff.settings import StaffSettings
from tests.staff.conftest import CHEAP, PASSWORD, Browser, Make
from tests.staff.invited import EMAIL, seen
from tests.web.conftest import NoEncoder


@pytest.fixture
def boss(person: Make) -> Browser:
    return person(Role.ADMINISTRATOR, "Nadia Peeters")


EVERY = {Role.EDITOR: {}}


def only(*organizations: str) -> dict[Role, dict[str, list[str]]]:
    """An editor of these alone."""
    return {Role.EDITOR: {"organizations": list(organizations)}}


@pytest.mark.parametrize(
    ("before", "after", "less"),
    [
        (EVERY, EVERY, False),
        (EVERY, only("a"), True),
        (only("a"), EVERY, False),
        (only("a"), only(), False),
        (only("a"), only("a", "b"), False),
        (only("a", "b"), only("b"), True),
        (only("a"), only("b"), True),
        (EVERY, {Role.PUBLISHER: {}}, True),
        (EVERY, {Role.EDITOR: {}, Role.PUBLISHER: {}}, False),
    ],
)  # fmt: skip
def test_what_is_less(before, after, less: bool):
    assert narrowed(before, after) is less


def test_two_administrators_who_demote_each_other(engine: Engine):
    database = Database(engine)
    accounts = AccountBook(database, read_keys(StaffSettings().key), CHEAP)
    emails = [f"{name}@waterlinde.example.org" for name in ("an", "bo")]
    for email in emails:
        accounts.add(email, email, {Role.ADMINISTRATOR: {}}, PASSWORD)
    refused: list[str] = []
    gate = threading.Barrier(2)

    def demote(email: str) -> None:
        gate.wait()
        try:
            accounts.set_roles(email, {Role.EDITOR: {}})
        except AccountError as error:
            refused.append(error.code)

    threads = [threading.Thread(target=demote, args=(email,)) for email in emails]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["last"]
    assert len(accounts.administrators()) == 1


def test_an_account_that_is_not_there(boss: Browser):
    for path in ("/accounts/999999", f"/accounts/{10**30}"):
        assert "Deze pagina bestaat niet" in boss.get(path, 404)
    boss.get("/accounts/nadia", 404)


def test_another_name_is_no_second_pair_of_eyes(
    catalogue: Database, boss: Browser, person: Make, accounts: AccountBook
):
    book = EditingBook(catalogue, NoEncoder, four_eyes=True)
    tom = accounts.add(EMAIL, "Tom Claes", {Role.PUBLISHER: {}}, PASSWORD)
    opened = book.open("nachtopvang-de-brug", tom.actor)
    text = opened.document["text"] | {"summary": "Een bed voor vannacht."}
    changed = opened.document | {"text": text}
    draft = book.save("nachtopvang-de-brug", changed, tom.actor, opened.version)
    here = f"/accounts/{tom.id}"
    boss.post(here, name="Tom De Clercq", role="publisher", seen=seen(boss, here))
    renamed = accounts.verify(EMAIL, PASSWORD)
    assert renamed
    with pytest.raises(Refused, match="somebody else"):
        book.publish(draft.service_id, renamed.actor, "nieuwe tekst")
