"""The migrations lead to the models, forth and back."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from services_catalog.database import MIGRATIONS, migrate
from services_catalog.models import Base


def test_migrations_give_the_models(engine: Engine):
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_down_and_up_again(engine: Engine):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    assert "service" in inspect(engine).get_table_names()


def test_migrating_twice_changes_nothing(engine: Engine):
    migrate(engine)
    assert "service" in inspect(engine).get_table_names()
