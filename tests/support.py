"""Help for tests that need something beside the code."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from services_catalog.database import make_engine


def require_service(variable: str, what: str, default: str | None = None) -> str:
    """The URL of a service a test needs, from the environment.

    Without one that answers the test is skipped with the reason, but fails in CI (``CI=true``):
    there a silent skip would hide that nothing was tested.

    Args:
        variable: the environment variable that holds the URL, ``TOELEIDER_TEST_REDIS_URL``.
        what: the service in words, ``Redis``.
        default: the URL tried when the variable is not set; None means it must be set.
    """
    url = os.environ.get(variable) or default
    if not url:
        missing(f"{what} is not tested: set {variable} to its URL")
        raise AssertionError("unreachable")
    parts = urlsplit(url)
    ports = {"redis": 6379, "postgresql": 5432, "postgresql+psycopg": 5432}
    host, port = parts.hostname or "127.0.0.1", parts.port or ports.get(parts.scheme, 80)
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError as error:
        missing(f"{what} is not tested: nothing answers at {host}:{port} ({error})")
    return url


@contextmanager
def empty_postgresql(what: str, template: str | None = None) -> Iterator[str]:
    """The URL of a PostgreSQL database of its own, dropped afterwards.

    Args:
        what: tells databases of one run apart, for instance the test's id.
        template: the database it is a copy of; nobody may be connected to it. None: empty.
    """
    admin = make_engine(
        require_service(
            "TOELEIDER_TEST_POSTGRESQL_URL",
            "PostgreSQL",
            "postgresql+psycopg://postgres:postgres@127.0.0.1:5432/postgres",
        )
    )
    name = f"t_{os.getpid()}_{abs(hash(what)) % 10**9}"
    copied = f" TEMPLATE {template}" if template else ""

    def run(statement: str) -> None:
        with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))

    run(f"CREATE DATABASE {name}{copied}")
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        run(f"DROP DATABASE {name} WITH (FORCE)")
        admin.dispose()


def require_program(names: tuple[str, ...], what: str) -> str:
    """Where the first of ``names`` is on this machine.

    Without any the test is skipped with the reason, but fails in CI, as in :func:`require_service`.
    """
    for name in names:
        if found := shutil.which(name):
            return found
    missing(f"{what} not tested: install {names[0]}")
    raise AssertionError("unreachable")


def missing(reason: str) -> None:
    """Skip with the reason; in CI (``CI=true``) fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
