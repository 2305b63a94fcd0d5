"""QR codes as inline SVG: no picture to fetch, nothing that the content policy refuses."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_svg(address: str, title: str) -> Markup | None:
    """The code of ``address`` as an ``<svg>`` that takes its size from the style sheet.

    ``title`` is what a screen reader says instead. None when ``address`` is not a whole one
    (the host is unknown) or too long for a code: better no code than one that leads nowhere.
    """
    if not address.startswith(("https://", "http://")):
        return None
    try:
        # Paper gets creased and thermal print fades: level M still reads with 15 % gone.
        code = segno.make(address, error="m", micro=False)
    except segno.DataOverflowError:
        return None
    # Black on white of its own, with the quiet zone, so that a dark theme cannot hide it.
    svg = code.svg_inline(
        border=4, omitsize=True, title=title, light="#fff", svgclass="qr", lineclass=None
    )
    return Markup(svg.replace("<svg ", '<svg role="img" ', 1))  # noqa: S704 - segno escapes title
