"""Typed tables of the catalogue. Names follow HSDS 3.1."""

from services_catalog.models.base import Base
from services_catalog.models.callback import CallbackRequest, PreferredTime
from services_catalog.models.place import (
    Closure,
    Location,
    LocationTranslation,
    Municipality,
    Organization,
)
from services_catalog.models.record import (
    CatalogueVersion,
    Hotline,
    HotlineTranslation,
    Passage,
    Revision,
)
from services_catalog.models.service import (
    WORD_FIELDS,
    EligibilityRule,
    ExternalId,
    RequiredDocument,
    Service,
    ServiceAtLocation,
    ServiceLanguage,
    ServiceTopic,
    ServiceTranslation,
    words_hash,
)

__all__ = [
    "WORD_FIELDS",
    "Base",
    "CallbackRequest",
    "CatalogueVersion",
    "Closure",
    "EligibilityRule",
    "ExternalId",
    "Hotline",
    "HotlineTranslation",
    "Location",
    "LocationTranslation",
    "Municipality",
    "Organization",
    "Passage",
    "PreferredTime",
    "RequiredDocument",
    "Revision",
    "Service",
    "ServiceAtLocation",
    "ServiceLanguage",
    "ServiceTopic",
    "ServiceTranslation",
    "words_hash",
]
