"""Alembic environment: uses the connection it is handed, or the settings' database."""

from __future__ import annotations

from alembic import context

from services_catalog.database import make_engine
from services_catalog.models import Base


def run(connection) -> None:  # type: ignore[no-untyped-def]
    """Run the migrations in the one transaction of ``connection``."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    run(handed)
else:
    with make_engine().begin() as own:
        run(own)
