"""What a kind of record is: its fields, how it is checked, kept, and told in words."""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.editing.fields import Json, empty
from services_catalog.editing.words import read_names
from services_catalog.i18n import Translator
from services_catalog.models import Municipality
from services_catalog.staff.forms.fields import Fields

__all__ = ["Hanging", "Json", "Kind", "Names", "Said", "Wrongs", "free_id", "read_known"]


class Said(NamedTuple):
    """A sentence to be translated: msgid and the values in it."""

    text: str
    values: Mapping[str, object] = {}

    def in_words(self, t: Translator) -> str:
        """The sentence."""
        said = {
            name: value.in_words(t) if isinstance(value, Said) else value
            for name, value in self.values.items()
        }
        return t(self.text, **said)


Wrongs = dict[str, Said]
"""What is wrong, by the name of the form's field."""


class Hanging(NamedTuple):
    """Something that uses a record, so that it cannot go: what it is, where, and its name."""

    what: str
    path: str
    name: str


@dataclass(frozen=True)
class Names:
    """Names by id, for sentences: of services, organizations, locations and neighbourhoods."""

    of: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)


def read_known(session: Session) -> Names:
    """The names in the catalogue as it is now."""
    areas = session.scalar(select(Municipality.neighbourhoods)) or {}
    return Names(
        read_names(session), {key: names[0] if names else key for key, names in areas.items()}
    )


class Kind(ABC):
    """A kind of record. A *document* is its text as JSON; it may hold what was typed wrongly."""

    entity: ClassVar[str]
    """Its name in the history."""
    model: ClassVar[type[Any]]
    labels: ClassVar[Mapping[str, str]]
    """Msgids of the fields, in the order in which differences are told."""
    stem: ClassVar[str]
    """What an id is made of when the name has no letters."""

    @abstractmethod
    def read(self, row: Any) -> Json:
        """The document of a row."""

    @abstractmethod
    def from_form(self, fields: Fields) -> Json:
        """What was typed, tidied; a value that cannot be read stays as it was typed."""

    @abstractmethod
    def check(self, session: Session, record_id: str | None, document: Json) -> Wrongs:
        """What is wrong with a document, empty when it may be saved. None: a new record."""

    @abstractmethod
    def write(self, session: Session, row: Any, record_id: str, document: Json) -> Any:
        """Write a checked document; ``row`` is None for a new record. The row."""

    @abstractmethod
    def say(self, path: str, value: Any, t: Translator, names: Names) -> str:
        """A value as people read it; ``path`` as in :meth:`spread`. Never called with nothing."""

    def hanging(self, session: Session, record_id: str) -> list[Hanging]:
        """What uses the record; while there is any it cannot be removed."""
        return []

    def kept(self, row: Any) -> Json:
        """What goes with a removed record and is no part of its document."""
        return {}

    def bring_back(self, row: Any, kept: Json) -> None:  # noqa: B027  (most have nothing)
        """Give a record that was removed what went with it."""

    def name(self, document: Json) -> str:
        """What people call it."""
        return str(document.get("name") or "")

    def spread(self, document: Json) -> Json:
        """The document as fields that two people change apart from each other, by path."""
        return dict(document)

    def gather(self, fields: Json) -> Json:
        """The document of spread fields."""
        return dict(fields)

    def current(self, document: Json) -> Json:
        """An older document as it would be written today."""
        return document

    def label(self, path: str) -> str:
        """The msgid that names the field of a path."""
        return self.labels.get(path) or self.labels[path.partition(".")[0]]

    def paths(self, *documents: Json) -> list[str]:
        """All paths of spread documents, in the order in which they are told."""
        order = {key: number for number, key in enumerate(self.labels)}
        found = dict.fromkeys(path for one in documents for path in one)
        return sorted(found, key=lambda path: (order[self._head(path)], path))

    def _head(self, path: str) -> str:
        return path if path in self.labels else path.partition(".")[0]


def text_or_none(text: str) -> str | None:
    """A text in one line; None for nothing."""
    return " ".join(text.split()) or None


def blank(value: object) -> bool:
    """Whether a field was left empty."""
    return empty(value)


def free_id(session: Session, model: type[Any], name: str, stem: str) -> str:
    """An id made of a name, that no record of ``model`` has: ``buurthuis-2``."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:60].strip("-") or stem
    found, number = slug, 2
    # "new" is the address of the empty form.
    while found == "new" or session.get(model, found) is not None:
        found, number = f"{slug}-{number}", number + 1
    return found
