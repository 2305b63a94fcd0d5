"""How often a session and a network may speak, without keeping an address of anyone.

Token buckets under keyed hashes. The hash of a network covers its /24 (IPv4) or /56 (IPv6), so
that not even the hash stands for one person's line.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

MAX_BUCKETS = 50_000


def keyed_hash(secret: bytes, *parts: str) -> str:
    """A hash nobody can make or reverse without ``secret``."""
    return hmac.new(secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:40]


def network_of(address: str | None) -> str:
    """The /24 or /56 an address is in; ``unknown`` for what is no address."""
    try:
        ip = ipaddress.ip_address((address or "").strip().strip("[]").split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    size = 24 if ip.version == 4 else 56
    return str(ipaddress.ip_network((ip, size), strict=False))


class Buckets(Protocol):
    """Token buckets by key."""

    async def take(self, key: str, size: int, seconds: int = 60) -> float:
        """Take one of ``size`` tokens, which all come back within ``seconds``.

        Returns 0 when there was one, else the seconds to wait.
        """
        ...


class MemoryBuckets:
    """For one process; the least used bucket leaves first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Count with ``clock``, in seconds."""
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def take(self, key: str, size: int, seconds: int = 60) -> float:
        """See :class:`Buckets`."""
        now, speed = self._clock(), size / seconds
        tokens, since = self._buckets.pop(key, (float(size), now))
        tokens = min(float(size), tokens + (now - since) * speed)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / speed
        self._buckets[key] = (tokens - 1 if not wait else tokens, now)
        while len(self._buckets) > MAX_BUCKETS:
            self._buckets.popitem(last=False)
        return wait


# One round trip, and Redis's own clock: the processes' clocks need not agree.
_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local size = tonumber(ARGV[1])
local speed = size / ARGV[2]
local kept = redis.call('HMGET', KEYS[1], 'n', 't')
local tokens = size
if kept[1] then tokens = math.min(size, kept[1] + (now - kept[2]) * speed) end
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = (1 - tokens) / speed end
redis.call('HSET', KEYS[1], 'n', tostring(tokens), 't', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], 2 * ARGV[2])
return tostring(wait)
"""


class RedisBuckets:
    """For several processes; falls back to this process's memory when Redis is gone."""

    def __init__(self, client: Redis[bytes]) -> None:
        """Use ``client``, whose errors never reach a visitor."""
        self._take = client.register_script(_TAKE)
        self._memory = MemoryBuckets()

    async def take(self, key: str, size: int, seconds: int = 60) -> float:
        """See :class:`Buckets`."""
        keys = [f"toeleider:web:bucket:{key}"]
        try:
            return float(await self._take(keys=keys, args=[size, seconds]))
        except RedisError as error:
            log.error("Redis does not answer (%s): counting in memory", type(error).__name__)
            return await self._memory.take(key, size, seconds)


class RateLimit:
    """Both limits together."""

    def __init__(
        self, buckets: Buckets, secret: bytes, session_rate: int, network_rate: int
    ) -> None:
        """Rates are messages per minute."""
        self._buckets, self._secret = buckets, secret
        self._session_rate, self._network_rate = session_rate, network_rate

    async def wait(self, session: str, address: str | None) -> int:
        """0 when the message may pass, else whole seconds to wait (``Retry-After``)."""
        network = keyed_hash(self._secret, "network", network_of(address))
        wait = await self._buckets.take(network, self._network_rate)
        if not wait:
            person = keyed_hash(self._secret, "session", session)
            wait = await self._buckets.take(person, self._session_rate)
        return math.ceil(wait)

    async def wait_for(self, what: str, address: str | None, times: int, seconds: int) -> int:
        """0 when the network may do ``what`` (``times`` in ``seconds``), else seconds to wait."""
        network = keyed_hash(self._secret, what, network_of(address))
        return math.ceil(await self._buckets.take(network, times, seconds))
