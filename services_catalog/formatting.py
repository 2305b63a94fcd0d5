"""Times, days, prices, lists and language names as people of each language write them (Babel).

Facts are formatted here and put into sentences as values; they never pass through translation.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from services_catalog.hours import BRUSSELS, OpenState, Schedule
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import languages
from services_catalog.models import Service
from services_catalog.vocabulary import CostKind, CostPer

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@cache
def locale_of(language: str) -> Locale:
    """The Babel locale of a language of ours."""
    return Locale.parse(languages()[language].babel)


def clock(moment: time | datetime, language: str) -> str:
    """``20:00``, in 24 hours and Latin digits in every language: as it stands on the door."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def spans(day: Sequence[tuple[time, time]], translator: Translator) -> str:
    """``09:00–12:00, 13:00–16:00``; the whole day and closed have words of their own."""
    if not day:
        return translator(_("gesloten"))
    if list(day) == [(time(0), time(0))]:
        return translator(_("dag en nacht open"))
    # The isolates keep the order of the two times inside right-to-left text.
    return ", ".join(
        f"\u2066{clock(start, translator.language)}–{clock(end, translator.language)}\u2069"
        for start, end in day
    )


@lru_cache(maxsize=4096)
def day_name(day: date, language: str) -> str:
    """``maandag``."""
    return format_date(day, "EEEE", locale=locale_of(language))


# The day's name after the date, where people say it so.
_LONG_DATE = {"tr": "d MMMM EEEE"}


def long_date(day: date, language: str) -> str:
    """``maandag 24 november``, in each language's order; in another year the year, not the day."""
    if day.year != datetime.now(BRUSSELS).year:
        return full_date(day, language)
    pattern = _LONG_DATE.get(language, "EEEE d MMMM")
    return format_date(day, pattern, locale=locale_of(language))


def full_date(day: date, language: str) -> str:
    """``24 november 2026``."""
    return format_date(day, "long", locale=locale_of(language))


def moment_name(moment: datetime, reference: datetime, translator: Translator) -> str:
    """``vandaag om 13:00``, ``morgen om 9:00``, ``maandag om 9:00``, ``15 oktober om 20:00``."""
    moment, reference = moment.astimezone(BRUSSELS), reference.astimezone(BRUSSELS)
    away = (moment.date() - reference.date()).days
    at = clock(moment, translator.language)
    if away == 0:
        return translator(_("vandaag om {time}"), time=at)
    if away == 1:
        return translator(_("morgen om {time}"), time=at)
    day = (
        day_name(moment.date(), translator.language)
        if away < 7
        else long_date(moment.date(), translator.language)
    )
    return translator(_("{day} om {time}"), day=day, time=at)


def open_words(state: OpenState, reference: datetime, translator: Translator) -> str:
    """One line on whether something is open: what people look for first."""
    if state.open:
        if state.until is None:
            return translator(_("Altijd open"))
        if state.until - reference < timedelta(hours=20):
            return translator(
                _("Nu open, tot {time}"),
                time=clock(state.until.astimezone(BRUSSELS), translator.language),
            )
        return translator(
            _("Nu open, tot {moment}"), moment=moment_name(state.until, reference, translator)
        )
    if state.until is None:
        return translator(_("Nu gesloten"))
    if state.closed_for:
        return translator(
            _("Tijdelijk gesloten. Opnieuw open: {moment}"),
            moment=moment_name(state.until, reference, translator),
        )
    return translator(
        _("Nu gesloten. Opent {moment}"), moment=moment_name(state.until, reference, translator)
    )


def week(schedule: Schedule, first_day: date, translator: Translator) -> list[dict[str, str]]:
    """The seven days from ``first_day``: ``{"date", "day", "hours"}`` each."""
    days = [first_day + timedelta(days=n) for n in range(7)]
    return [
        {
            "date": day.isoformat(),
            "day": day_name(day, translator.language),
            "hours": spans(schedule.day(day), translator),
        }
        for day in days
    ]


def price(amount: Decimal, language: str) -> str:
    """``€ 12,50``; whole euros without cents. Latin digits and the sign € in every language."""
    whole = amount == amount.to_integral_value()
    number = format_decimal(
        amount,
        format="#,##0" if whole else "#,##0.00",
        locale=locale_of(language),
        numbering_system="latn",
    )
    # The isolates keep sign and number together inside right-to-left text.
    return f"\u2066€ {number}\u2069"


_PER = {
    CostPer.ONCE: _("eenmalig"),
    CostPer.MONTH: _("per maand"),
    CostPer.YEAR: _("per jaar"),
    CostPer.LESSON: _("per les"),
    CostPer.DAY: _("per dag"),
    CostPer.WEEK: _("per week"),
    CostPer.PERSON: _("per persoon"),
}


def cost_words(service: Service, translator: Translator) -> str:
    """The price in one line."""
    amount = (
        price(service.cost_amount, translator.language) if service.cost_amount is not None else ""
    )
    if service.cost_per and amount:
        amount = f"{amount} {translator(_PER[service.cost_per])}"
    match service.cost_kind:
        case CostKind.FREE:
            return translator(_("Gratis"))
        case CostKind.FIXED:
            return amount
        case CostKind.FROM:
            return translator(_("Vanaf {price}"), price=amount)
        case CostKind.REDUCED if service.cost_reduced is not None:
            return translator(
                _("{price}; met verminderd tarief {reduced}"),
                price=amount,
                reduced=price(service.cost_reduced, translator.language),
            )
        case CostKind.REDUCED:
            return translator(_("{price}; soms minder, vraag ernaar"), price=amount)
        case CostKind.INCOME:
            return translator(_("Hangt af van je inkomen"))
    return translator(_("Prijs niet bekend: vraag het eerst"))


def listing(items: Sequence[str], language: str, style: str = "standard") -> str:
    """``a, b en c``."""
    try:
        return format_list(list(items), style=style, locale=locale_of(language))  # type: ignore[arg-type]
    except ValueError:
        return ", ".join(items)


# Babel names the language at large; newcomers from Afghanistan ask for Dari.
_BABEL_CODE = {"fa": "fa_AF"}
# What people say where Babel is bookish.
_SAID = {("nl", "tr"): "Hollandaca", ("ckb", "nl"): "Koerdisch (Sorani)", ("ckb", "en"): "Sorani"}


def named_language(code: str, language: str) -> str | None:
    """The name in ``language`` of any language of the world; None where Babel has none."""
    return locale_of(language).languages.get(code)


def language_name(code: str, language: str) -> str:
    """The name of language ``code`` in ``language``; its own name where Babel knows none."""
    if said := _SAID.get((code, language)):
        return said
    names = locale_of(language).languages
    return str(names.get(_BABEL_CODE.get(code, code)) or names.get(code) or languages()[code].own)
