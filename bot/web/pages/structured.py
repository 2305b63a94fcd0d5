"""A service as schema.org data (JSON-LD), for search engines and for other sites of the city.

Facts come from the catalogue as they are; sentences in the language of the page, or in Dutch
where they are not translated: ``inLanguage`` says which.
"""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from services_catalog.formatting import cost_words
from services_catalog.hours import Schedule
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import audience_label, topic_label
from services_catalog.models import Service, ServiceAtLocation
from services_catalog.search.index import schedule_of
from services_catalog.translations import words_of
from services_catalog.vocabulary import Access, CostKind, Scope

Data = dict[str, Any]
COUNTRY = "BE"
DAYS_AHEAD = 7
PUBLIC_KINDS = frozenset({"municipality", "ocmw", "integration_agency"})
"""Kinds of organization that are a government. A club or a legal aid desk is not presented as
one: who fears the government must not be frightened away from it."""
_FOR_EVERYONE = _("Voor iedereen, ook zonder verblijfspapieren")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ALWAYS = (time(0), time(0))
# Isolates keep order on a screen; in data they are noise.
_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
# JSON allows these two in a string, older script readers end the line there.
_LINE_ENDS = {0x2028: "\\u2028", 0x2029: "\\u2029"}


def as_script(data: Data) -> Markup:
    """JSON that stays within its ``<script>`` element whatever the texts hold."""
    # Letters are left as they are: escaped Arabic is three times as long.
    return htmlsafe_json_dumps(data, dumps=_compact)


def _compact(data: Any, **_options: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_LINE_ENDS)


def service_data(service: Service, language: str, *, address: str, city: str, today: date) -> Data:
    """The schema.org ``GovernmentService`` (``Service`` when no government gives it).

    ``address``: of the service's page; ``today``: the first of the seven days of opening hours.
    """
    translator = Translator(language)
    words = words_of(service, language)
    organization = service.organization
    public = organization.kind in PUBLIC_KINDS
    return _without_nothing(
        {
            "@context": "https://schema.org",
            "@type": "GovernmentService" if public else "Service",
            "@id": f"{address}#{service.id}",
            "identifier": service.id,
            "url": address,
            "name": words.title,
            "description": words.summary,
            "serviceType": [topic_label(topic.topic, translator) for topic in service.topics],
            "mainEntityOfPage": {
                "@type": "WebPage",
                "@id": address,
                "inLanguage": words.language,
                "lastReviewed": service.checked_on.isoformat(),
            },
            "provider": {
                "@type": "GovernmentOrganization" if public else "Organization",
                "name": organization.name,
                "url": organization.url,
            },
            "areaServed": {"@type": "City", "name": city} if city else None,
            "audience": _audience(service, translator),
            "offers": _offer(service, translator),
            "availableChannel": _channels(service, address, today),
            "sameAs": service.url,
        }
    )


def _audience(service: Service, translator: Translator) -> Data | None:
    kinds = [audience_label(key, translator) for key in service.audience]
    if service.scope is Scope.REGARDLESS:
        kinds.append(translator(_FOR_EVERYONE))
    found = {
        "audienceType": kinds,
        "suggestedMinAge": service.age_min,
        "suggestedMaxAge": service.age_max,
    }
    found = _without_nothing(found)
    return {"@type": "PeopleAudience", **found} if found else None


def _offer(service: Service, translator: Translator) -> Data | None:
    """The price as a number where there is one; in words always, unless nobody knows it."""
    if service.cost_kind is CostKind.UNKNOWN:
        return None
    offer: Data = {
        "@type": "Offer",
        "description": cost_words(service, translator).translate(_ISOLATES),
    }
    amount = None if service.cost_amount is None else f"{service.cost_amount:.2f}"
    match service.cost_kind:
        case CostKind.FREE:
            offer |= {"price": "0", "priceCurrency": "EUR"}
        case CostKind.FIXED:
            offer |= {"price": amount, "priceCurrency": "EUR"}
        case CostKind.FROM | CostKind.REDUCED:
            reduced = service.cost_reduced
            least = amount if reduced is None else f"{reduced:.2f}"
            most = amount if service.cost_kind is CostKind.REDUCED else None
            offer["priceSpecification"] = _without_nothing(
                {
                    "@type": "PriceSpecification",
                    "minPrice": least,
                    "maxPrice": most,
                    "priceCurrency": "EUR",
                }
            )
    return offer


def _channels(service: Service, address: str, today: date) -> list[Data]:
    """One channel for each door, or one for a service that has none."""
    phone = service.phone or service.organization.phone
    email = service.email or service.organization.email
    contact = {"@type": "ContactPoint", "telephone": phone, "email": email}
    # Its own website when it goes online; else the page that says how it goes.
    online = service.url if service.access is Access.ONLINE else None
    shared = {
        "@type": "ServiceChannel",
        "serviceUrl": online or address,
        "servicePhone": _without_nothing(contact) if phone or email else None,
        "availableLanguage": [spoken.language for spoken in service.languages],
    }
    places: list[Data | None] = [_place(place, today) for place in service.places] or [None]
    return [_without_nothing(shared | {"serviceLocation": place}) for place in places]


def _place(place: ServiceAtLocation, today: date) -> Data:
    location = place.location
    schedule = schedule_of(place)
    known = location.latitude is not None and location.longitude is not None
    return _without_nothing(
        {
            "@type": "Place",
            "name": location.name,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": f"{location.street} {location.number}",
                "postalCode": location.postcode,
                "addressLocality": location.city,
                "addressCountry": COUNTRY,
            },
            "geo": {
                "@type": "GeoCoordinates",
                "latitude": location.latitude,
                "longitude": location.longitude,
            }
            if known
            else None,
            "openingHoursSpecification": _hours(schedule, today) if schedule else None,
        }
    )


def _hours(schedule: Schedule, today: date) -> list[Data]:
    """The coming week with its holidays and closures; days with the same hours together.

    Each weekday comes once in seven days, so the name of the day is enough beside the validity.
    """
    days: dict[tuple[time, time], list[str]] = {}
    for day in (today + timedelta(days=n) for n in range(DAYS_AHEAD)):
        for span in schedule.day(day):
            days.setdefault(span, []).append(_WEEKDAYS[day.weekday()])
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": names,
            "opens": f"{opens:%H:%M}",
            # Search engines read 00:00 to 00:00 as closed.
            "closes": "23:59" if (opens, closes) == _ALWAYS else f"{closes:%H:%M}",
            "validFrom": today.isoformat(),
            "validThrough": (today + timedelta(days=DAYS_AHEAD - 1)).isoformat(),
        }
        for (opens, closes), names in days.items()
    ]


def _without_nothing(data: Data) -> Data:
    return {key: value for key, value in data.items() if value not in (None, "", [])}
