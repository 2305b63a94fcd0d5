"""The declarative base and small column helpers."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Enum, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

# Fixed constraint names, so that Alembic can alter them on every database.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all catalogue tables."""

    metadata = MetaData(naming_convention=NAMING)


class Versioned:
    """A row that two people may have open: each write gives it another ``version``.

    The mapper itself writes only over the version it read (``StaleDataError`` otherwise). A
    version is a random name, not a number: a catalogue loaded anew must not be taken for the one
    a page was made from.
    """

    version: Mapped[str] = mapped_column(String(32), server_default="0")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        """The column, and where its values come from."""
        return {
            "version_id_col": cls.version,
            "version_id_generator": lambda _before: uuid4().hex,
        }


def enum_column(kind: type[StrEnum]) -> Enum:
    """A text column with a CHECK constraint that holds the *values* of ``kind``."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )
