"""Who may call a translation good.

A text about an emergency or the law needs a named reviewer: a person with an account who may
review this language, and who did not write the text. Any other text needs a name.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services_catalog.editing.actors import email_of, name_of, same_person
from services_catalog.editing.drafts import Refused
from services_catalog.models import Account, Role
from services_catalog.vocabulary import Risk, TranslationState


class SamePerson(Refused):
    """Who wrote a grave text cannot call it good."""


class NotReviewer(Refused):
    """The named reviewer has no account that may review this language."""


@dataclass(frozen=True)
class Ruling:
    """``held_back``: it was to be approved, and waits for another person instead."""

    state: TranslationState
    reviewed_by: str | None
    held_back: bool = False


def rule(
    session: Session,
    *,
    state: TranslationState,
    risk: Risk,
    rewritten: bool,
    written_by: str | None,
    actor: str,
    reviewer: str | None,
    language: str,
    organization: str | None,
) -> Ruling:
    """The state a text gets, and who answers for it.

    ``rewritten``: its words are new in this save, by ``actor``. ``written_by``: who wrote the
    words that are kept, None for a machine. ``organization``: whose service it is.

    Raises:
        SamePerson: nothing new to keep, and the reviewer wrote the text.
        NotReviewer: see there.
    """
    if state is not TranslationState.APPROVED:
        return Ruling(state, None)
    named = reviewer or actor
    if risk is Risk.NORMAL:
        return Ruling(state, name_of(named))
    writer = actor if rewritten else written_by
    if writer is not None and same_person(writer, named):
        if rewritten:
            return Ruling(TranslationState.IN_REVIEW, None, held_back=True)
        raise SamePerson(
            f"{name_of(named)} wrote this text about an emergency or the law; "
            "somebody else has to check it"
        )
    if not may_review(session, named, language, organization):
        raise NotReviewer(
            f"{name_of(named)} may not check texts about an emergency or the law in {language}: "
            "that takes an account as translator of that language, or as publisher"
        )
    return Ruling(state, name_of(named))


def may_review(session: Session, actor: str, language: str, organization: str | None) -> bool:
    """Whether an actor (``Name <address>``) has an open account that may review a language."""
    email = email_of(actor)
    account = email and session.scalar(
        select(Account).where(Account.email == email).options(selectinload(Account.roles))
    )
    if not account or not account.active:
        return False
    for held in account.roles:
        scope = held.scope or {}
        tongues, owners = scope.get("languages"), scope.get("organizations")
        if held.role not in (Role.TRANSLATOR, Role.PUBLISHER):
            continue
        if tongues and language not in tongues:
            continue
        if not owners or organization is None or organization in owners:
            return True
    return False
