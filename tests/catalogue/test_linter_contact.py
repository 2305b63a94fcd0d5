"""Numbers and addresses that cannot be right."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from services_catalog.database import Database
from services_catalog.linter import Rule, check
from services_catalog.linter.contact import check_email, check_url
from services_catalog.models import (
    Municipality,
    Organization,
)
from tests.catalogue.editing_world import FOOD, World
from tests.catalogue.linting import TODAY, linted, told


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_numbers_of_organizations_and_numbers_that_nobody_has(world: World):
    with world.database.change() as session:
        session.execute(
            update(Organization)
            .where(Organization.id == "ocmw")
            .values(phone="bel ons", email="info@", url="ocmw")
        )
    found = [f for f in check(world.database, TODAY) if f.entity == "ocmw"]
    assert {f.rule for f in found} == {Rule.PHONE, Rule.EMAIL, Rule.LINK}
    assert {f.organization for f in found} == {"ocmw"}
    unreal = FOOD | {"phone": "030 00 00 00"}  # of the right length, but no zone
    assert told(linted(FOOD, world.database), Rule.PHONE) == []
    assert told(linted(unreal, world.database), Rule.PHONE) == ["error"]
    assert told(linted(FOOD | {"phone": "1712"}, world.database), Rule.PHONE) == []
    assert told(linted(FOOD | {"phone": "02 774 40 40"}, world.database), Rule.PHONE) == []
    with world.database.change() as session:
        session.execute(update(Municipality).values(fictional=True))
    assert told(linted(unreal, world.database), Rule.PHONE) == []


@pytest.mark.parametrize("good", ["naam@stad.be", "a.b+c@x.y-z.brussels", "info@städ.be"])
def test_e_mail_addresses(good: str):
    check_email(good)


@pytest.mark.parametrize(
    "bad", ["", "x", "@stad.be", "a@b", "a b@stad.be", "a@stad..be", "a@stad.be.", "a@stad.12"]
)
def test_what_is_no_e_mail_address(bad: str):
    with pytest.raises(ValueError, match="no e-mail"):
        check_email(bad)


@pytest.mark.parametrize(
    "bad",
    ["stad.be", "ftp://stad.be", "https://", "https://stad", "https://a:b@stad.be",
     "http://x.be/ y",
     "http://x.be:0/", "http://x.be:hier/", "http://[::1", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_web_address(bad: str):
    with pytest.raises(ValueError, match=r".+"):
        check_url(bad)
