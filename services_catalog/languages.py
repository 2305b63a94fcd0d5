"""The languages of the contract, from ``locales/languages.yml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import yaml

from services_catalog.settings import PROJECT_ROOT

SOURCE = "nl"
"""Dutch is the authoritative text (bestuurstaal)."""
WEAK_BELOW = 80
"""Per cent understood. Below it more than one message in five is misread."""


@dataclass(frozen=True)
class Language:
    """One language: how it names itself, which way it runs, how far we are with it."""

    code: str
    own: str
    direction: str
    level: str
    babel: str
    script: str
    understood: int = 0
    """Per cent of the final evaluation set understood when last accepted."""

    @property
    def weak(self) -> bool:
        """So little is understood that we say so, and put the menu and a person first."""
        return self.understood < WEAK_BELOW


@cache
def languages() -> dict[str, Language]:
    """All languages by code, in menu order."""
    path = PROJECT_ROOT / "locales" / "languages.yml"
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))["languages"]
    return {code: Language(code, **entry) for code, entry in raw.items()}


@cache
def spoken_languages() -> tuple[str, ...]:
    """Codes of the languages the assistant answers in: ``full`` and ``usable``."""
    return tuple(code for code, one in languages().items() if one.level in ("full", "usable"))


@cache
def full_languages() -> tuple[str, ...]:
    """Codes of the spoken languages in which every service is translated in full."""
    return tuple(code for code, language in languages().items() if language.level == "full")


def spoken(code: str | None) -> str | None:
    """The code of a language we answer in, named by ``code``; else None."""
    found = known(code)
    return found if found in spoken_languages() else None


def known(code: str | None) -> str | None:
    """The code of a language of ours named by ``code`` (``fr-BE`` is ``fr``), else None."""
    if not code:
        return None
    code = code.lower().replace("_", "-")
    if code in languages():
        return code
    base = code.split("-")[0]
    return {"kmr": "ku", "prs": "fa", "ckb": "ckb"}.get(base) or (
        base if base in languages() else None
    )
