"""What was found when a web address was last tried."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services_catalog.models.base import Base

LONGEST_URL = 2000
"""Characters. Longer ones work in no browser's bar, and are not tried."""


class LinkCheck(Base):
    """One address and how it did. Not part of the catalogue: noting it is no change of it."""

    __tablename__ = "link_check"
    __table_args__ = (
        CheckConstraint("length(url) > 0", name="url_not_empty"),
        CheckConstraint("failures >= 0", name="failures_counted"),
    )

    url: Mapped[str] = mapped_column(String(LONGEST_URL), primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    """The HTTP status as text, or why there was none (``fetching.Trouble``)."""
    checked_on: Mapped[date] = mapped_column(Date)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    """Days on which it was tried and failed, since it last worked."""
