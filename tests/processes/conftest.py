"""What the tests of the processes share; the household itself is :mod:`tests.house`."""

from __future__ import annotations

from tests.house import MARKS, House

__all__ = ["MARKS", "House"]
