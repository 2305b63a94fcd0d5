"""Translations that miss or are old, and facts that stand in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE, full_languages, languages
from services_catalog.linter.findings import Finding, Ground, Rule, Teller, risk_of
from services_catalog.loading.shapes import FACT_IN_TEXT
from services_catalog.models import WORD_FIELDS, Service
from services_catalog.translations import ShownState, state_of
from services_catalog.vocabulary import Risk

# What the loader does not refuse, because it is sometimes right.
LIKELY_FACT = re.compile(
    r"https?://\S+|\bwww\.\S+"
    r"|\b\d{1,2}\s+(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober"
    r"|november|december)\b"
    r"|\b(?:van|tussen|vanaf|tot)\s+\d{1,2}\s*(?:u\b|uur\b|(?:tot|en)\s+\d{1,2}\b(?!\s*jaar))"
    r"|\b[A-Z][\w’'-]*(?:straat|laan|plein|steenweg|dreef|kaai|markt)\s+\d+\w?\b",
)


def look(service: Service, ground: Ground) -> Iterator[Finding]:
    """Findings on translations and on facts in sentences."""
    yield from _translations(service, ground)
    yield from _facts(service, ground)


def _translations(service: Service, ground: Ground) -> Iterator[Finding]:
    tell, risk = Teller.of(service, ground, Rule.TRANSLATION), risk_of(service)
    found: dict[ShownState, list[str]] = {}
    for language in full_languages():
        if language != SOURCE:
            found.setdefault(state_of(service, language), []).append(language)
    # Only warnings: every change of the Dutch makes them old, and the change must get through.
    told = {
        ShownState.MISSING: (
            _("Is niet vertaald in: {languages}"),
            _("Laat vertalen; tot dan lezen mensen het Nederlands."),
        ),
        ShownState.STALE: (
            _("De vertaling is ouder dan het Nederlands in: {languages}"),
            _("Breng de vertaling bij; tot dan staat erbij dat ze ouder is."),
        ),
    }
    if risk is not Risk.NORMAL:
        told[ShownState.MACHINE] = (
            _("Nood of recht, en niemand las de vertaling na in: {languages}"),
            _("Laat iemand die de taal kent ze nalezen."),
        )
    for state, (message, cure) in told.items():
        if codes := found.get(state):
            finding = tell.warning(message, cure, languages=", ".join(codes))
            yield replace(finding, languages=tuple(codes))


def _facts(service: Service, ground: Ground) -> Iterator[Finding]:
    tell = Teller.of(service, ground, Rule.FACT)
    cure = _("Zet het in zijn eigen veld en schrap het uit de zin.")
    texts = [(f"text.{field}", SOURCE, getattr(service, field)) for field in WORD_FIELDS]
    texts += [("eligibility", SOURCE, rule.note) for rule in service.rules]
    for translation in service.translations:
        if translation.language in languages():
            texts += [("", translation.language, getattr(translation, f)) for f in WORD_FIELDS]
            texts += [("", translation.language, note) for note in translation.notes]
    for field, language, text in texts:
        sure = FACT_IN_TEXT.search(text or "")
        likely = LIKELY_FACT.search(text or "")
        if not (sure or likely):
            continue
        fact = (sure or likely).group()  # type: ignore[union-attr]
        if language != SOURCE:
            message = _("“{fact}” staat in een vertaalde zin ({language}) en wordt ongemerkt oud.")
            finding = tell.warning(message, cure, field, fact=fact, language=language)
            yield replace(finding, languages=(language,))
            continue
        # The loader and the form refuse it in Dutch; older rows and notes may still hold one.
        add = tell.error if sure and field.startswith("text.") else tell.warning
        yield add(_("“{fact}” staat in een zin en wordt ongemerkt oud."), cure, field, fact=fact)
