"""The same service twice: the same title, or nearly the same words at one door."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz, process, utils

from services_catalog.i18n import mark as _
from services_catalog.linter.findings import Finding, Ground, Outline, Rule, Teller
from services_catalog.models import Service

ALIKE = 85
"""Of 100: how much of title and summary is the same, whatever the order of the words. Different
services of the demonstration catalogue reach 60 at one door."""
_COPY = re.compile(r"^\s*(?:kopie|copy|copie)\s+(?:van|of|de)\b|\((?:kopie|copy|copie)\)", re.I)


def outline(
    service_id: str, organization: str, title: str, summary: str, addresses: Iterable[str]
) -> Outline:
    """What is compared of a service."""
    groups = {f"organization:{organization}"} | {f"address:{a.casefold()}" for a in addresses}
    return Outline(
        service_id, title, utils.default_process(f"{title} {summary}"), frozenset(groups)
    )


def look(service: Service, ground: Ground) -> Iterator[Finding]:
    """Findings on services that look like this one."""
    tell = Teller.of(service, ground, Rule.DUPLICATE)
    cure = _("Is het dezelfde dienst? Archiveer er dan een. Anders: een andere titel.")
    same = [i for i in ground.titles.get(service.title.casefold(), ()) if i != service.id]
    if same:
        message = _("Heeft dezelfde titel als {others}.")
        yield tell.warning(message, cure, "text.title", others=", ".join(same))
    mine = ground.outlines[service.id]
    near = {i for group in mine.groups for i in ground.neighbours.get(group, ())}
    others = {i: ground.outlines[i].text for i in sorted(near - {service.id, *same})}
    found = process.extract(
        mine.text, others, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=3
    )
    for _text, _score, other in found:
        yield tell.warning(_("Lijkt heel sterk op {other}."), cure, "text.title", other=other)
    if _COPY.search(service.title):
        yield tell.warning(
            _("De titel zegt dat het een kopie is."),
            _("Geef de dienst een eigen titel, of archiveer ze."),
            "text.title",
        )
