"""A template and its data become a PDF, by Typst. Nothing is fetched, no font of the machine used.

Data reaches a template as JSON and never as Typst source, so that no name or address can run.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

log = logging.getLogger(__name__)

ROOM = Path(__file__).parent
FONTS = ROOM / "fonts"
TEMPLATES = ROOM / "templates"


class PrintingError(RuntimeError):
    """A template that does not fit its data; the message names the template and Typst's words."""


@cache
def fonts() -> typst.Fonts:
    """The fonts of :data:`FONTS` alone: a sheet looks the same whatever the machine has."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def templates() -> list[str]:
    """The names of what can be printed; ``parts`` is what they share."""
    return sorted(path.stem for path in TEMPLATES.glob("*.typ") if path.stem != "parts")


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF (PDF/UA-1: tagged, readable aloud) of ``templates/<template>.typ``.

    ``data`` is anything JSON can hold; the template finds it in ``sys.inputs.data``. The same data
    gives the same bytes, as long as the template sets no date.

    Raises:
        PrintingError: no such template, or data it cannot use.
    """
    if template not in templates():
        raise PrintingError(f"There is no template {template!r}: choose from {templates()}")
    try:
        pdf, warnings = typst.compile_with_warnings(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data)},
            format="pdf",
            pdf_standards=["ua-1"],
            # Packages are looked for here and nowhere else; there are none.
            package_path=TEMPLATES,
            package_cache_path=TEMPLATES,
        )
    except typst.TypstError as error:
        raise PrintingError(f"{template}.typ cannot be printed: {error.message}") from error
    for warning in warnings:
        log.warning("%s.typ: %s", template, warning.message)
    if not isinstance(pdf, bytes):
        raise PrintingError(f"{template}.typ gave no PDF")
    return pdf
