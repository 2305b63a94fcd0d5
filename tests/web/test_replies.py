"""Keeping replies: bounded, expiring, shared through Redis, without the visitor's words."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator

import httpx
import pytest
from redis.asyncio import Redis

from bot.web.app import create_app
from bot.web.limits import RedisBuckets
from bot.web.replies import MemoryReplies, RedisReplies, pack, unpack
from bot.web.settings import WebSettings
from bot.web.shapes import Message, Reply
from services_catalog.desk import Desk
from tests.support import require_service
from tests.web.conftest import turn
from tests.web.fake_rasa import FakeRasa

URL = "/api/v1/messages"
NOWHERE = "redis://127.0.0.1:1/0"


class Maker:
    """Counts how often a reply is made."""

    def __init__(self, *, keep: bool = True, delay: float = 0.0) -> None:
        self.made, self.keep, self.delay = 0, keep, delay

    async def __call__(self) -> Reply:
        self.made += 1
        made = self.made
        await asyncio.sleep(self.delay)
        return Reply(messages=[Message(text=f"{made}")], keep=self.keep)


def test_a_reply_survives_packing(desk: Desk) -> None:
    message = Message(text="x", language="ar", cards=[desk.office_card("nl")])
    reply = Reply(language="ar", messages=[message])
    assert unpack(pack(reply)) == reply
    assert len(pack(reply)) < 4000


async def test_replies_expire_and_are_bounded() -> None:
    now = 0.0
    replies = MemoryReplies(size=3, seconds=60, clock=lambda: now)
    make = Maker()
    for key in "abcda":
        await replies.once(key, make)
    assert make.made == 5  # "a" was pushed out by "d"
    assert len(replies._kept) == 3
    await replies.once("a", make)
    assert make.made == 5
    now = 61.0
    await replies.once("a", make)
    assert make.made == 6
    assert len(replies._kept) == 1


async def test_a_visitor_who_hangs_up_does_not_take_the_answer_along() -> None:
    replies, make = MemoryReplies(), Maker(delay=0.05)
    first = asyncio.create_task(replies.once("a", make))
    await asyncio.sleep(0.01)
    first.cancel()
    assert (await replies.once("a", make)).messages[0].text == "1"
    assert make.made == 1


async def test_an_error_in_making_reaches_everyone_and_is_not_kept() -> None:
    replies = MemoryReplies()

    async def broken() -> Reply:
        raise RuntimeError

    for _ in range(2):
        with pytest.raises(RuntimeError):
            await replies.once("a", broken)
    assert not replies._making


async def test_without_redis_memory_takes_over(desk: Desk, rasa: FakeRasa) -> None:
    settings = WebSettings(redis_url=NOWHERE, session_rate=2)
    app = create_app(settings, desk=desk, transport=rasa.transport)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://web") as client:
        answers = [await client.post(URL, json=turn(1)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert len(rasa.questions) == 1


@pytest.fixture
async def redis() -> AsyncIterator[Redis]:
    url = require_service("TOELEIDER_TEST_REDIS_URL", "Redis", "redis://127.0.0.1:6379/15")
    client = Redis.from_url(url)
    yield client
    await client.close()


async def test_two_processes_make_one_reply(redis: Redis) -> None:
    key, make = secrets.token_hex(8), Maker(delay=0.2)
    one, two = RedisReplies(redis), RedisReplies(redis)
    first, second = await asyncio.gather(one.once(key, make), two.once(key, make))
    assert make.made == 1
    assert first == second
    assert (await RedisReplies(redis).once(key, make)) == first
    assert 0 < await redis.ttl(f"toeleider:web:reply:{key}") <= 1800


async def test_a_failed_reply_frees_the_claim(redis: Redis) -> None:
    key, make = secrets.token_hex(8), Maker(keep=False)
    for _ in range(2):
        await RedisReplies(redis).once(key, make)
    assert make.made == 2
    assert not await redis.exists(f"toeleider:web:claim:{key}")


async def test_redis_buckets_count_together(redis: Redis) -> None:
    key = secrets.token_hex(8)
    one, two = RedisBuckets(redis), RedisBuckets(redis)
    waits = [await bucket.take(key, 3) for bucket in (one, two, one, two)]
    assert waits[:3] == [0, 0, 0]
    assert 15 < waits[3] <= 20
    assert 0 < await redis.ttl(f"toeleider:web:bucket:{key}") <= 120


async def test_nothing_in_redis_names_a_visitor_or_their_words(
    redis: Redis, desk: Desk, rasa: FakeRasa
) -> None:
    url = redis.connection_pool.connection_kwargs
    redis_url = f"redis://{url['host']}:{url['port']}/{url.get('db', 0)}"
    settings = WebSettings(redis_url=redis_url, secret=secrets.token_bytes(32))
    apps = [create_app(settings, desk=desk, transport=rasa.transport) for _ in range(2)]
    session = secrets.token_urlsafe(18)
    body = turn(1, text="mijn groot geheim") | {"session": session}
    for app in apps:
        transport = httpx.ASGITransport(app=app, client=("198.51.100.7", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://web") as client:
            assert (await client.post(URL, json=body)).status_code == 200
    assert len(rasa.questions) == 1
    async for name in redis.scan_iter("toeleider:web:*"):
        assert session.encode() not in name
        assert b"198.51" not in name
        if b":reply:" in name:
            reply = unpack(await redis.get(name))
            assert "geheim" not in reply.model_dump_json()
