"""Passwords: Argon2id through argon2-cffi, with the parameters of RFC 9106 for servers."""

from __future__ import annotations

from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services_catalog.i18n import mark as _

SHORTEST, LONGEST = 12, 256
TOO_SHORT = _("Kies een wachtwoord van 12 tekens of meer. Vier losse woorden zijn goed.")
TOO_LONG = _("Dit wachtwoord is te lang. 256 tekens is het meeste.")
TOO_SIMPLE = _("Dit wachtwoord is te gemakkelijk te raden. Neem vier losse woorden.")


class WeakPassword(ValueError):
    """A password that is refused; the message is a msgid that says which one to take."""


def check_strength(password: str, email: str) -> None:
    """Refuse what anybody would try first. Length counts; signs and digits are not asked for.

    Raises:
        WeakPassword: too short, too long, or made of the e-mail address or a few letters.
    """
    if len(password) < SHORTEST:
        raise WeakPassword(TOO_SHORT)
    if len(password) > LONGEST:
        raise WeakPassword(TOO_LONG)
    if len(set(password.casefold())) < 5 or password.casefold() in (
        email.casefold(),
        email.partition("@")[0].casefold(),
    ):
        raise WeakPassword(TOO_SIMPLE)


class Passwords:
    """Hashes and checks; takes the same time for an account that does not exist."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """``hasher``: cheaper parameters for tests."""
        self._hasher = hasher or PasswordHasher()

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The Argon2id hash to keep."""
        return self._hasher.hash(password)

    def fits(self, known: str | None, password: str) -> bool:
        """Whether ``password`` is the one; ``None`` costs the same work and never fits."""
        try:
            # Longer ones were never taken: hashing a megabyte is work for nothing.
            fits = self._hasher.verify(known or self._nobody, password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
        return fits and known is not None

    def outdated(self, known: str) -> bool:
        """Whether the hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(known)
