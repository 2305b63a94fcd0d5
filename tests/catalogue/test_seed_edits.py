"""Files never go over what people changed, unless that is asked for."""

from __future__ import annotations

import pytest

from services_catalog.database import Database
from services_catalog.loading.seed import Edited, seed
from services_catalog.loading.source import read_folder
from services_catalog.models import Revision, Service
from services_catalog.settings import DEMO_DIRECTORY
from tests.web.conftest import NoEncoder


def test_what_people_changed_is_kept(own_demo: Database) -> None:
    source = read_folder(DEMO_DIRECTORY)
    seed(own_demo, source, NoEncoder(), replace=True)
    seed(own_demo, source, NoEncoder(), replace=True)
    with own_demo.change() as session:
        session.get_one(Service, "samen-voetballen").title = "Voetbal voor elk kind"
        session.add(Revision(actor="An", reason="korter", entity="service",
                             entity_id="samen-voetballen", change={}))  # fmt: skip
    with pytest.raises(Edited, match=r"changed the catalogue 1 times.*reindex.*--over-edits"):
        seed(own_demo, source, NoEncoder(), replace=True)
    with own_demo.read() as session:
        assert session.get_one(Service, "samen-voetballen").title == "Voetbal voor elk kind"
    seed(own_demo, source, NoEncoder(), replace=True, over_edits=True)
    with own_demo.read() as session:
        assert session.get_one(Service, "samen-voetballen").title != "Voetbal voor elk kind"
    # A load is a new start.
    seed(own_demo, source, NoEncoder(), replace=True)
