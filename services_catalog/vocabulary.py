"""The closed lists of the catalogue: statuses, scopes, effects and so on, and the topics.

Enumerations are stored as text with a CHECK constraint; their values stand in the source files.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml


class ResidenceStatus(StrEnum):
    """Residence statuses as catalogue vocabulary (domain guide, section 3).

    Never a fact about a visitor that is stored or demanded.
    """

    BELGIAN = "belgian"
    EU_LONG = "eu_long"
    EU_SHORT = "eu_short"
    IBP_APPLICANT = "ibp_applicant"
    REFUGEE = "refugee"
    SUBSIDIARY = "subsidiary"
    TEMP_PROTECTION = "temp_protection"
    FAMILY_REUNIFICATION = "family_reunification"
    STUDENT = "student"
    WORKER_PERMIT = "worker_permit"
    REGULARISED = "regularised"
    PENDING_OTHER = "pending_other"
    UMM = "umm"
    TRAFFICKING_VICTIM = "trafficking_victim"
    STATELESS = "stateless"
    SHORT_STAY = "short_stay"
    NO_LEGAL_STAY = "no_legal_stay"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """Who a service is for: everyone, by rules, or not yet looked at."""

    REGARDLESS = "regardless"
    RULES = "rules"
    UNREVIEWED = "unreviewed"


class Effect(StrEnum):
    """What a rule says of a status."""

    ENTITLED = "entitled"
    CONDITIONAL = "conditional"
    WARNED = "warned"
    EXCLUDED = "excluded"


class Phase(StrEnum):
    """The journey of a newcomer, as Flemish policy papers name it."""

    TOEGANG = "toegang"
    ONTVANGST = "ontvangst"
    VERBLIJF = "verblijf"
    VESTIGING = "vestiging"
    VERBINDING = "verbinding"
    VERTREK = "vertrek"


class Access(StrEnum):
    """How one gets in."""

    WALK_IN = "walk_in"
    APPOINTMENT = "appointment"
    WALK_IN_OR_APPOINTMENT = "walk_in_or_appointment"
    PHONE = "phone"
    ONLINE = "online"
    REFERRAL = "referral"


class CostKind(StrEnum):
    """Kinds of price."""

    FREE = "free"
    FIXED = "fixed"
    FROM = "from"
    REDUCED = "reduced"
    INCOME = "income"
    UNKNOWN = "unknown"


class CostPer(StrEnum):
    """What a price is paid for."""

    ONCE = "once"
    MONTH = "month"
    YEAR = "year"
    LESSON = "lesson"
    DAY = "day"
    WEEK = "week"
    PERSON = "person"


class Interpreter(StrEnum):
    """Whether a service brings an interpreter."""

    NONE = "none"
    PHONE = "phone"
    ON_REQUEST = "on_request"
    ON_SITE = "on_site"


class Audience(StrEnum):
    """Groups a service is made for; an empty list means everyone."""

    ALONE = "alone"
    FAMILY = "family"
    WOMEN = "women"
    MEN = "men"
    CHILDREN = "children"
    YOUTH = "youth"
    ELDERLY = "elderly"
    STUDENTS = "students"
    PREGNANT = "pregnant"
    WORKERS = "workers"


class Document(StrEnum):
    """Papers and things to bring; their names are translated with the interface sentences."""

    IDENTITY_DOCUMENT = "identity_document"
    RESIDENCE_DOCUMENT = "residence_document"
    PROOF_OF_ADDRESS = "proof_of_address"
    PROOF_OF_INCOME = "proof_of_income"
    FAMILY_COMPOSITION = "family_composition"
    MEDICAL_CERTIFICATE = "medical_certificate"
    DIPLOMA_COPY = "diploma_copy"
    RENTAL_CONTRACT = "rental_contract"
    SCHOOL_REPORT = "school_report"
    VACCINATION_CARD = "vaccination_card"
    PHOTO = "photo"
    BANK_ACCOUNT = "bank_account"
    CLIENT_NUMBER = "client_number"
    LETTER_RECEIVED = "letter_received"
    BIRTH_CERTIFICATE = "birth_certificate"
    MARRIAGE_CERTIFICATE = "marriage_certificate"
    SIS_ISI_CARD = "sis_isi_card"


class PublicationState(StrEnum):
    """Life of a service; only ``published`` is shown to visitors."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class TranslationState(StrEnum):
    """Stored state of a translation. ``missing`` and ``stale`` are derived, never stored."""

    MACHINE = "machine"
    IN_REVIEW = "in_review"
    APPROVED = "approved"


class StepFree(StrEnum):
    """Wheelchair access of a location."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Risk(StrEnum):
    """Risk class of a topic: emergency and legal texts need a named reviewer."""

    EMERGENCY = "emergency"
    LEGAL = "legal"
    NORMAL = "normal"


@dataclass(frozen=True)
class Topic:
    """One entry of ``topics.yml``."""

    key: str
    theme: str
    icon: str
    importance: str
    risk: Risk

    @property
    def intent(self) -> str:
        """The NLU intent that asks for this topic."""
        return f"ask_{self.key}"


@cache
def topics() -> dict[str, Topic]:
    """The topics of ``topics.yml`` by key, in menu order."""
    raw = yaml.safe_load((Path(__file__).parent / "topics.yml").read_text(encoding="utf-8"))
    return {
        key: Topic(key, entry["theme"], entry["icon"], entry["importance"], Risk(entry["risk"]))
        for key, entry in raw["topics"].items()
    }


ALARMS = ("urgent_medical", "report_violence", "express_despair")
"""The alarm intents, the one with the least time first."""
DANGER_NAMED = 0.2
"""When the alarms together are this likely, an ordinary answer names 112 too. On the development
sets four in ten of the alarms that are not heard reach it, and one ordinary sentence in 150."""


@cache
def topic_intents() -> frozenset[str]:
    """The intents that ask for a topic."""
    return frozenset(topic.intent for topic in topics().values())
