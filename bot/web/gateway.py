"""The way of a message through this process: check, limit, ask once, or apologise."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass

from anyio import to_thread

from bot.web import sentences
from bot.web.limits import RateLimit, keyed_hash
from bot.web.office import OfficeKeeper
from bot.web.payloads import CHOOSE_LANGUAGE, Payload, parse_payload
from bot.web.replies import Replies
from bot.web.shapes import Reply
from bot.web.switched_off import silence, without_language
from bot.web.upstream import NoAnswer, Upstream
from services_catalog.log_guard import spoken
from services_catalog.switches import ASSISTANT, Off, Switches, language_key
from services_catalog.text import MAX_CHARACTERS, has_words, sanitise

log = logging.getLogger(__name__)

SESSION_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
TURN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class TooMany(Exception):
    """The visitor must wait ``seconds``."""

    def __init__(self, seconds: int) -> None:
        """Whole seconds, at least 1."""
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


@dataclass(frozen=True, repr=False)
class Turn:
    """One thing a visitor says. ``repr`` is left out so that no log ever shows the text.

    ``language`` is the visitor's own choice, if any; ``hint`` the language of the page.
    """

    session: str
    turn: str
    text: str = ""
    payload: str | None = None
    language: str | None = None
    hint: str = "nl"
    address: str | None = None


class Gateway:
    """Answers turns; every failure behind it becomes a kind reply."""

    def __init__(
        self,
        upstream: Upstream,
        replies: Replies,
        limit: RateLimit,
        office: OfficeKeeper,
        secret: bytes,
        switches: Switches,
    ) -> None:
        """Everything it leans on is handed in."""
        self._upstream, self._replies, self._limit = upstream, replies, limit
        self._office, self._secret, self._switches = office, secret, switches

    async def answer(self, turn: Turn) -> Reply:
        """The reply to a turn; the same one when it is sent again.

        Raises:
            TooMany: the session or its network speaks too often.
        """
        if seconds := await self._limit.wait(turn.session, turn.address):
            raise TooMany(seconds)
        language = turn.language or turn.hint
        payload = parse_payload(turn.payload) if turn.payload is not None else None
        off = await self._off()
        if ASSISTANT in off:
            wanted = (_choice(payload) if payload else None) or language
            return silence(off[ASSISTANT], wanted, self._office.card(wanted))
        reply = await self._answer(turn, payload, language)
        # What was understood may be in another language than the page.
        if language_key(reply.language) in off:
            quiet = off[language_key(reply.language)]
            return without_language(quiet, reply, self._office.card(reply.language))
        return reply

    async def _answer(self, turn: Turn, payload: Payload | None, language: str) -> Reply:
        if turn.payload is not None:
            if payload is None:
                return _notice(language, sentences.UNKNOWN_CHOICE)
            return await self._once(turn, str(payload), _choice(payload) or turn.language)
        text = plain_text(turn.text, MAX_CHARACTERS + 1)
        if not has_words(text):
            return _notice(language, sentences.NO_WORDS)
        reply = await self._once(turn, text[:MAX_CHARACTERS].strip(), turn.language)
        if len(text) > MAX_CHARACTERS:
            long = sentences.notice(reply.language, sentences.LONG)
            return reply.model_copy(update={"messages": [long, *reply.messages]})
        return reply

    async def _off(self) -> Mapping[str, Off]:
        """What staff switched off; read in a thread, and only every few seconds."""
        known = self._switches.known
        return await to_thread.run_sync(self._switches.all) if known is None else known

    async def _once(self, turn: Turn, text: str, language: str | None) -> Reply:
        key = keyed_hash(self._secret, "turn", turn.session, turn.turn)
        return await self._replies.once(key, lambda: self._ask(turn, text, language))

    async def _ask(self, turn: Turn, text: str, language: str | None) -> Reply:
        try:
            with spoken(text):
                reply = await self._upstream.ask(turn.session, turn.turn, text, language, turn.hint)
            if all(message.kind != "error" for message in reply.messages):
                return reply
            # An action could not read the catalogue; our own copy of the office still can help.
            kept = [message for message in reply.messages if message.kind != "error"]
            sorry = sentences.apology(reply.language, self._office.card(reply.language))
            return sorry.model_copy(update={"messages": [*kept, *sorry.messages]})
        except NoAnswer as error:
            log.error("No answer: %s", error)
            wanted = language or turn.hint
            return sentences.apology(wanted, self._office.card(wanted))


def plain_text(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Wild text made safe; what starts with "/" would be a command to Rasa, so it never does."""
    return sanitise(text, limit).lstrip("/ ")


def _choice(payload: Payload) -> str | None:
    return payload.values["language"] if payload.intent == CHOOSE_LANGUAGE else None


def _notice(language: str, msgid: str) -> Reply:
    message = sentences.notice(language, msgid, menu=True)
    return Reply(language=language, messages=[message], keep=False)
