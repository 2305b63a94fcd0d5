"""Words for staff of what a service can be set to, where visitors read other ones."""

from __future__ import annotations

from collections.abc import Mapping

from services_catalog.i18n import mark as _

ACCESS: Mapping[str, str] = {
    "walk_in": _("Binnenlopen zonder afspraak"),
    "appointment": _("Alleen na afspraak"),
    "walk_in_or_appointment": _("Met of zonder afspraak"),
    "phone": _("Eerst bellen"),
    "online": _("Online"),
    "referral": _("Alleen na doorverwijzing"),
}
INTERPRETERS: Mapping[str, str] = {
    "none": _("Geen tolk"),
    "phone": _("Tolk aan de telefoon"),
    "on_request": _("Tolk op vraag, vooraf"),
    "on_site": _("Tolk ter plaatse"),
}
SCOPES: Mapping[str, str] = {
    "regardless": _("Voor iedereen, ook zonder verblijfspapieren"),
    "rules": _("Hangt af van de verblijfsstatus"),
    "unreviewed": _("Nog niet uitgezocht"),
}
EFFECTS: Mapping[str, str] = {
    "entitled": _("heeft er recht op"),
    "conditional": _("kan, onder een voorwaarde"),
    "warned": _("vraagt eerst raad: het kan gevolgen hebben"),
    "excluded": _("kan hier niet terecht"),
}
