"""Files a browser sends, read within a limit. Nothing of them is left on the disk afterwards.

The pieces are written to files without a name (Starlette's spooled files): what is not copied
elsewhere is gone when the request ends, and also when the process is killed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from services_catalog.staff.forms.fields import Fields

MB = 1024 * 1024
LIMITS: Mapping[str, int] = {
    "import_new": 25 * MB,
    "base_follow": 25 * MB,
    "translation_upload": 10 * MB,
}
"""The routes that take files, and the most bytes of one form there, all files together."""
MAX_TEXT = MB
"""Bytes of one typed field of a form with files."""
MAX_FILES = 20
MAX_TYPED = 1000
DRAINED = 4
"""A browser shows no answer to a body it could not finish: this many times the limit is read,
and thrown away, before we hang up."""
_ODD = re.compile(r"[^\w.() -]+")


class TooLarge(HTTPException):
    """More than the page takes."""

    def __init__(self) -> None:
        """With the status that says so."""
        super().__init__(413)


@dataclass(frozen=True)
class Upload:
    """One file: its name without folders, fit for any disk; its size; its bytes, to be read once.

    It is closed when the page is made.
    """

    name: str
    size: int
    file: BinaryIO

    @property
    def data(self) -> bytes:
        """All of it, for small files."""
        self.file.seek(0)
        return self.file.read()


Files = Mapping[str, list[Upload]]


def takes_files(request: Request, name: str) -> bool:
    """Whether the route of this name takes files, and this request may bring some."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return name in LIMITS and kind == "multipart/form-data"


async def read_upload(request: Request, name: str) -> tuple[Fields, Files]:
    """What was typed in a form for the route of this name, and its files by their field.

    The caller closes the files (:func:`close`).

    Raises:
        TooLarge: more than ``LIMITS`` allows; nothing of it is kept.
        HTTPException: 400 for what is no such form.
    """
    parser = MultiPartParser(
        request.headers, _within(request, LIMITS[name]),
        max_files=MAX_FILES, max_fields=MAX_TYPED, max_part_size=MAX_TEXT,
    )  # fmt: skip
    try:
        form = await parser.parse()
    except MultiPartException:
        raise HTTPException(400) from None
    typed: list[tuple[str, str]] = []
    files: dict[str, list[Upload]] = {}
    for field, value in form.multi_items():
        if not isinstance(value, UploadFile):
            typed.append((field, value))
        elif value.filename:
            sent = Upload(plain_name(value.filename), value.size or 0, value.file)
            files.setdefault(field, []).append(sent)
        else:  # a browser sends an empty file where nobody chose one
            value.file.close()
    return Fields(typed), files


async def _within(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > DRAINED * limit:
            break
        if size <= limit:
            yield piece
    if size > limit:
        raise TooLarge


def close(files: Files) -> None:
    """Let go of the files: what was not copied is gone."""
    for sent in _all(files):
        sent.file.close()


def _all(files: Files) -> Iterable[Upload]:
    return (sent for several in files.values() for sent in several)


def plain_name(name: str | None) -> str:
    """The last part of a path, fit to be a file's name anywhere: at most 100 characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    stem, dot, ending = _ODD.sub("_", last).strip(" .").rpartition(".")
    return f"{stem[:90]}{dot}{ending[:9]}" if stem else (ending[:100] or "bestand")
