"""The file of a base: its shape, reading it with a clear no, and writing it whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError, model_validator

from services_catalog.editing.drafts import EditingError
from services_catalog.editing.fields import Json, get
from services_catalog.editing.normal import normal_fields
from services_catalog.editing.problems import CONTROL
from services_catalog.languages import SOURCE, languages
from services_catalog.loading.shapes import FACT_IN_TEXT, ServiceSource, Slug, Strict
from services_catalog.models import WORD_FIELDS, words_hash

FORMAT: Literal["toeleider-base/1"] = "toeleider-base/1"
LARGEST = 64 * 1024 * 1024
"""Bytes. The demonstration catalogue with all its translations is less than 2 MB."""
LOCAL = ("locations", "phone", "email", "checked_on")
"""Fields only a municipality can fill in: where, when, how to reach it, and who looked last."""
FIELDS = frozenset(ServiceSource.model_fields) - {"id", "external_ids"}

_SHAPES: Mapping[str, TypeAdapter[Any]] = {
    key: TypeAdapter(cast(Any, ServiceSource.model_fields[key].annotation)) for key in FIELDS
}


class Fault(StrEnum):
    """Why a file cannot be used, for pages that say it in their own language."""

    UNREADABLE = "unreadable"
    NO_BASE = "no_base"
    NEWER = "newer"
    BROKEN = "broken"
    SHAPE = "shape"


class BaseFileError(EditingError):
    """The file cannot be used; the message says why and what to do."""

    def __init__(self, message: str, fault: Fault = Fault.SHAPE) -> None:
        """``fault``: the kind of it."""
        super().__init__(message)
        self.fault = fault


class Words(Strict):
    """The words of a service in one language, with their state; all of them of today's Dutch.

    ``reviewed_by`` tells where, too: ``Fatima El Idrissi (Regio Linde)``.
    """

    state: Literal["machine", "in_review", "approved"]
    reviewed_by: str | None = Field(default=None, min_length=1, max_length=120)
    title: str = Field(min_length=1, max_length=200)
    summary: str = Field(min_length=1, max_length=600)
    description: str | None = None
    how: str | None = None
    who: str | None = None
    hours_note: str | None = None
    cost_note: str | None = None
    warning: str | None = None
    asks: list[str] = Field(default_factory=list)
    notes: list[str | None] = Field(default_factory=list)

    @model_validator(mode="after")
    def _named(self) -> Words:
        if self.state == "approved" and not self.reviewed_by:
            raise ValueError("an approved translation names who reviewed it")
        return self


class Entry(Strict):
    """One service. ``document`` is in the shape of ``ServiceSource``, as far as the base goes."""

    key: Slug
    document: dict[str, Any]
    translations: dict[str, Words] = Field(default_factory=dict)


class BaseFile(Strict):
    """A base at one moment. ``roles``: the organizations it names, and how they are called there.

    ``local`` are the fields it leaves to whoever follows it.
    """

    format: Literal["toeleider-base/1"]
    id: Slug
    name: str = Field(min_length=1, max_length=200)
    version: AwareDatetime
    digest: str
    roles: dict[Slug, str] = Field(default_factory=dict)
    local: list[str] = Field(default_factory=list)
    services: list[Entry]

    def digested(self) -> str:
        """The hash of what it says; its version is no part of that."""
        said = self.model_dump(mode="json", include={"id", "name", "roles", "local", "services"})
        return words_hash(said)


def new_base(
    base_id: str,
    name: str,
    version: datetime,
    roles: Mapping[str, str],
    local: list[str],
    services: list[Entry],
) -> BaseFile:
    """A base with its digest.

    Raises:
        BaseFileError: an id or name that cannot be one.
    """
    try:
        made = BaseFile(
            format=FORMAT, id=base_id, name=name, version=version.astimezone(UTC), digest="",
            roles=dict(roles), local=local, services=services,
        )  # fmt: skip
    except ValidationError as error:
        raise BaseFileError(f"this cannot be a base: {_first(error)}") from None
    return made.model_copy(update={"digest": made.digested()})


def as_json(base: BaseFile) -> str:
    """The text of the file."""
    return json.dumps(base.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def write_base(base: BaseFile, path: Path) -> None:
    """Write it beside ``path`` first, so that nobody ever reads half a file.

    Raises:
        OSError: it cannot be written there.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(as_json(base))
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_base(path: Path) -> BaseFile:
    """Read a base from a file; see :func:`parse_base`."""
    try:
        if path.stat().st_size > LARGEST:
            raise BaseFileError(f"{path.name} is larger than {LARGEST // 2**20} MB: no base is")
        raw = path.read_bytes()
    except OSError as error:
        raise BaseFileError(f"{path} cannot be read: {error.strerror or error}") from None
    return parse_base(raw, path.name)


def parse_base(raw: bytes, name: str) -> BaseFile:
    """The base in ``raw``; ``name`` is for messages.

    Raises:
        BaseFileError: no base, a broken or changed one, or one of a newer toeleider.
    """
    try:
        said = json.loads(raw)
    except (UnicodeDecodeError, RecursionError):
        raise BaseFileError(
            f"{name} is no JSON text. Ask for the file anew.", Fault.UNREADABLE
        ) from None
    except ValueError as error:
        raise BaseFileError(f"{name} is no JSON, or only half: {error}", Fault.UNREADABLE) from None
    if not isinstance(said, dict) or not str(said.get("format", "")).startswith("toeleider-base/"):
        raise BaseFileError(
            f"{name} is no base. A base is made by: toeleider base export", Fault.NO_BASE
        )
    if said["format"] != FORMAT:
        raise BaseFileError(
            f"{name} is of the form {said['format']}; this toeleider reads {FORMAT}. Update it.",
            Fault.NEWER,
        )
    try:
        base = BaseFile.model_validate(said)
    except ValidationError as error:
        raise BaseFileError(f"{name}: {_first(error)}") from None
    if base.digest != base.digested():
        raise BaseFileError(
            f"{name} was changed after it was made, or arrived broken: its digest does not fit. "
            "Ask for the file anew; changes are made in the base's own catalogue",
            Fault.BROKEN,
        )
    keys = [entry.key for entry in base.services]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise BaseFileError(f"{name} has a service twice: {', '.join(twice)}")
    if hidden := next(_invisible(said, ""), None):
        raise BaseFileError(f"{name} holds an invisible character at {hidden}")
    return base


def usable(entry: Entry) -> tuple[Json | None, dict[str, Json], list[str]]:
    """The document and translations we can use of an entry, and why not of the rest.

    The document is None where nothing of it can be used.
    """
    remarks = [
        f"field {key!r} is not known here, and left out; a newer toeleider may know it"
        for key in sorted(entry.document.keys() - FIELDS)
    ]
    document = normal_fields({k: v for k, v in entry.document.items() if k in FIELDS})
    for key in list(document):
        try:
            _SHAPES[key].validate_python(document[key])
        except ValidationError as error:
            remarks.append(f"field {key!r} is left out: {_first(error)}")
            del document[key]
    title = get(document, "text.title")
    if not isinstance(title, str) or not title.strip():
        return None, {}, [*remarks, "it has no title"]
    translations = {}
    for language, words in entry.translations.items():
        if language not in languages() or language == SOURCE:
            remarks.append(f"the translation into {language!r} is left out: no language here")
        elif fact := _fact(words):
            remarks.append(f"the translation into {language} is left out: “{fact}” is a fact")
        else:
            translations[language] = words.model_dump(mode="json")
    return document, translations, remarks


def _fact(words: Words) -> str:
    for field in WORD_FIELDS:
        if found := FACT_IN_TEXT.search(getattr(words, field) or ""):
            return found.group()
    return ""


def _first(error: ValidationError) -> str:
    detail = error.errors()[0]
    where = ".".join(str(part) for part in detail["loc"])
    return f"{where}: {detail['msg']}" if where else detail["msg"]


def _invisible(value: Any, where: str) -> Iterator[str]:
    """Where a control character stands: PostgreSQL refuses some, people see none."""
    if isinstance(value, str):
        if CONTROL.search(value):
            yield where
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _invisible(key, where)
            yield from _invisible(part, f"{where}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _invisible(part, f"{where}.{number}")
