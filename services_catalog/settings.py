"""Where things are, from the environment, with defaults that need no set-up."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DEMO_DIRECTORY = Path(__file__).resolve().parent / "demo"


@dataclass(frozen=True)
class Settings:
    """Paths and addresses of one installation.

    ``state_directory`` holds what the product writes itself (the SQLite file, the encoder made at
    training time); ``database_url`` is any SQLAlchemy URL, SQLite by default.
    """

    state_directory: Path
    database_url: str
    city: str = "Waterlinde"
    timezone: str = "Europe/Brussels"
    four_eyes: bool = False

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded default."""
        return self.database_url.startswith("sqlite")


def load_settings() -> Settings:
    """Read the settings from ``TOELEIDER_HOME`` and ``TOELEIDER_DATABASE_URL``.

    A plain ``postgresql://`` URL is pointed at the psycopg 3 driver, the one the lock file holds.
    """
    state = Path(os.environ.get("TOELEIDER_HOME", PROJECT_ROOT / ".toeleider")).resolve()
    url = os.environ.get("TOELEIDER_DATABASE_URL") or f"sqlite:///{state / 'catalogue.db'}"
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    city = os.environ.get("TOELEIDER_CITY", Settings.city)
    four_eyes = os.environ.get("TOELEIDER_FOUR_EYES", "").lower() in ("1", "true", "yes", "on")
    return Settings(state_directory=state, database_url=url, city=city, four_eyes=four_eyes)
