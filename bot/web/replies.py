"""Replies kept for a while, so that a resend is answered with the same words and no second turn.

What is kept is what was *answered*; the visitor's words are never here. Keys are hashed before
they arrive.
"""

from __future__ import annotations

import asyncio
import logging
import time
import zlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.web.shapes import Reply

log = logging.getLogger(__name__)

KEPT_SECONDS = 30 * 60
KEPT_REPLIES = 2000
CLAIM_SECONDS = 20
Make = Callable[[], Awaitable[Reply]]


class Replies(Protocol):
    """Makes each reply once."""

    async def once(self, key: str, make: Make) -> Reply:
        """The reply kept under ``key``, the one being made now, or a new one from ``make``."""
        ...


class MemoryReplies:
    """For one process: bounded, the oldest leaves first."""

    def __init__(
        self, size: int = KEPT_REPLIES, seconds: float = KEPT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """Keep at most ``size`` replies for ``seconds`` each."""
        self._size, self._seconds, self._clock = size, seconds, clock
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._making: dict[str, asyncio.Task[Reply]] = {}

    async def once(self, key: str, make: Make) -> Reply:
        """See :class:`Replies`."""
        if kept := self._get(key):
            return kept
        task = self._making.get(key)
        if task is None:
            task = asyncio.create_task(self._make(key, make))
            self._making[key] = task
            task.add_done_callback(lambda _task: self._making.pop(key, None))
        # A visitor who hangs up must not take the answer away from the resend.
        return await asyncio.shield(task)

    async def _make(self, key: str, make: Make) -> Reply:
        reply = await make()
        if reply.keep:
            self._put(key, reply)
        return reply

    def _get(self, key: str) -> Reply | None:
        expires, packed = self._kept.get(key, (0.0, b""))
        if expires <= self._clock():
            self._kept.pop(key, None)
            return None
        return unpack(packed)

    def _put(self, key: str, reply: Reply) -> None:
        now = self._clock()
        self._kept[key] = (now + self._seconds, pack(reply))
        # All live equally long, so the first are always the first to expire.
        while self._kept:
            expires, _packed = next(iter(self._kept.values()))
            if expires > now and len(self._kept) <= self._size:
                break
            self._kept.popitem(last=False)


class RedisReplies:
    """For several processes; falls back to this process's memory when Redis is gone."""

    def __init__(self, client: Redis[bytes]) -> None:
        """Use ``client``, whose errors never reach a visitor."""
        self._client = client
        self._memory = MemoryReplies()

    async def once(self, key: str, make: Make) -> Reply:
        """See :class:`Replies`; two processes agree by a claim that expires by itself."""
        return await self._memory.once(key, lambda: self._once(key, make))

    async def _once(self, key: str, make: Make) -> Reply:
        name, claim = f"toeleider:web:reply:{key}", f"toeleider:web:claim:{key}"
        try:
            if kept := await self._client.get(name):
                return unpack(kept)
            mine = await self._client.set(claim, b"1", nx=True, ex=CLAIM_SECONDS)
            if not mine and (kept := await self._wait(name, claim)):
                return unpack(kept)
        except RedisError as error:
            log.error("Redis does not answer (%s): replies stay in memory", type(error).__name__)
            return await make()
        reply = await make()
        try:
            if reply.keep:
                await self._client.set(name, pack(reply), ex=KEPT_SECONDS)
            await self._client.delete(claim)
        except RedisError as error:
            log.error("Redis does not answer (%s): a reply is not kept", type(error).__name__)
        return reply

    async def _wait(self, name: str, claim: str) -> bytes | None:
        """The reply another process is making; None when that process gave up."""
        while await self._client.exists(claim):
            await asyncio.sleep(0.05)
            kept: bytes | None = await self._client.get(name)
            if kept:
                return kept
        # It may have been kept between the last look and the end of the claim.
        last: bytes | None = await self._client.get(name)
        return last


def pack(reply: Reply) -> bytes:
    """A reply as compressed JSON: an eighth of its size with cards in it."""
    return zlib.compress(reply.model_dump_json().encode(), 1)


def unpack(packed: bytes) -> Reply:
    """The reply again."""
    return Reply.model_validate_json(zlib.decompress(packed))
