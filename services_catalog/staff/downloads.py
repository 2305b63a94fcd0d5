"""Files to take along: made in a thread, sent piece by piece, never left on the disk."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from starlette.responses import Response, StreamingResponse

from services_catalog.exchange.report import ENCODING, Line, write_lines
from services_catalog.hours import now

_PIECE = 256 * 1024


def dated(name: str, ending: str) -> str:
    """``diensten-2026-11-22.json``."""
    return f"{name}-{now().date().isoformat()}.{ending}"


def csv_file(lines: Iterable[Line], name: str) -> Response:
    """The lines of a report, for a spreadsheet."""
    text = io.StringIO(newline="")
    write_lines(lines, text)
    return Response(
        text.getvalue().encode(ENCODING),
        media_type="text/csv; charset=utf-8",
        headers=_headers(dated(name, "csv")),
    )


def made_file(make: Callable[[Path], object], name: str, ending: str, kind: str) -> Response:
    """What ``make`` writes to the path it is given, under a dated name.

    The file is opened and its name taken away before the first byte goes out: a browser that
    hangs up leaves nothing behind.
    """
    with TemporaryDirectory(prefix="toeleider-") as folder:
        path = Path(folder) / f"file.{ending}"
        make(path)
        size, file = path.stat().st_size, path.open("rb")
    return StreamingResponse(
        _pieces(file),
        media_type=kind,
        headers=_headers(dated(name, ending)) | {"Content-Length": str(size)},
    )


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
