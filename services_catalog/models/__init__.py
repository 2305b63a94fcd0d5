"""Typed tables of the catalogue. Names follow HSDS 3.1."""

from services_catalog.models.account import (
    Account,
    AccountInvitation,
    AccountRole,
    Role,
    SignInAttempt,
    StaffSession,
)
from services_catalog.models.base import Base
from services_catalog.models.callback import CallbackRequest, PreferredTime
from services_catalog.models.draft import (
    DraftState,
    DraftText,
    ImportItem,
    ImportRun,
    ImportStatus,
    ServiceDraft,
)
from services_catalog.models.field_note import FieldNote
from services_catalog.models.indicator import Indicator, Outcome, Switch, WrongAnswerReport
from services_catalog.models.link import LinkCheck
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
from services_catalog.models.shared_base import BaseCatalogue, BaseService, BaseVerdict

__all__ = [
    "WORD_FIELDS",
    "Account",
    "AccountInvitation",
    "AccountRole",
    "Base",
    "BaseCatalogue",
    "BaseService",
    "BaseVerdict",
    "CallbackRequest",
    "CatalogueVersion",
    "Closure",
    "DraftState",
    "DraftText",
    "EligibilityRule",
    "ExternalId",
    "FieldNote",
    "Hotline",
    "HotlineTranslation",
    "ImportItem",
    "ImportRun",
    "ImportStatus",
    "Indicator",
    "LinkCheck",
    "Location",
    "LocationTranslation",
    "Municipality",
    "Organization",
    "Outcome",
    "Passage",
    "PreferredTime",
    "RequiredDocument",
    "Revision",
    "Role",
    "Service",
    "ServiceAtLocation",
    "ServiceDraft",
    "ServiceLanguage",
    "ServiceTopic",
    "ServiceTranslation",
    "SignInAttempt",
    "StaffSession",
    "Switch",
    "WrongAnswerReport",
    "words_hash",
]
