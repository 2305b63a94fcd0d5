"""Work that takes seconds and gives the same to everybody: done once, and kept for a while."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Once(Generic[Value]):
    """Values by key, the last ``most`` of them. Safe to share between threads.

    Who asks for what is being made waits for it. Only one value is made at a time: the process
    that makes them also answers visitors.
    """

    def __init__(self, most: int = 32) -> None:
        """Keep nothing yet. The key must hold all that the value depends on."""
        self._most = most
        self._kept: OrderedDict[Hashable, Future[Value]] = OrderedDict()
        self._lock, self._turn = threading.Lock(), threading.Lock()

    def kept(self, key: Hashable) -> Value | None:
        """The value when it is there already."""
        with self._lock:
            future = self._kept.get(key)
        return future.result() if future and future.done() and not future.exception() else None

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of ``key``, made by ``make`` if need be; what that raises is raised."""
        with self._lock:
            future = self._kept.get(key)
            mine = future is None
            if future is None:
                future = self._kept[key] = Future()
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
        if not mine:
            return future.result()
        try:
            with self._turn:
                value = make()
        except BaseException as error:
            # Not remembered: the next one tries anew.
            with self._lock:
                if self._kept.get(key) is future:
                    del self._kept[key]
            future.set_exception(error)
            raise
        future.set_result(value)
        return value
