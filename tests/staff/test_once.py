"""Slow work is done once, whoever asks for it at the same time."""

from __future__ import annotations

import threading

import pytest

from services_catalog.staff.once import Once


def test_one_makes_it_and_the_others_wait():
    kept: Once[int] = Once()
    made, start = [], threading.Barrier(4)

    def make() -> int:
        made.append(1)
        return 7

    def ask() -> None:
        start.wait()
        assert kept.get("a", make) == 7

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert kept.kept("a") == 7


def test_a_failure_is_not_remembered_and_the_oldest_goes():
    kept: Once[int] = Once(most=2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.kept("a") is None
    for number, key in enumerate("abc"):
        assert kept.get(key, lambda number=number: number) == number  # type: ignore[misc]
    assert [kept.kept(key) for key in "abc"] == [None, 1, 2]
