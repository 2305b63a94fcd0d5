"""A field note: what a colleague met at the door, for a while, beside what the catalogue says."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Boolean, CheckConstraint, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from services_catalog.models.base import Base

LONGEST_NOTE = 280
"""Characters of a note: one thing seen, not a report."""


class FieldNote(Base):
    """A short Dutch note on a service. Visitors see it only when ``public``, as a caution.

    ``service_id`` is no foreign key: loading the catalogue anew replaces every service, and must
    not take the notes of colleagues along. A note whose service is gone is shown nowhere and goes
    on its last day.
    """

    __tablename__ = "field_note"
    __table_args__ = (
        CheckConstraint(
            f"length(text) > 0 AND length(text) <= {LONGEST_NOTE}", name="text_is_short"
        ),
        CheckConstraint("length(author) > 0", name="author_is_named"),
        CheckConstraint("expires_on > created_on", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    service_id: Mapped[str] = mapped_column(String(80), index=True)
    text: Mapped[str] = mapped_column(String(LONGEST_NOTE))
    author: Mapped[str] = mapped_column(String(120))
    created_on: Mapped[date] = mapped_column(Date)
    expires_on: Mapped[date] = mapped_column(Date, index=True)
    public: Mapped[bool] = mapped_column(Boolean, default=False)
