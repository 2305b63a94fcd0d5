"""What people need, in numbers: a counter that keeps nothing of a visitor, and the report of it.

Kept is how often a topic, in a language, ended in an outcome in a week: no time of day, no session,
no text. The report hides what is about fewer than five questions, and what such a number could be
worked out from (:mod:`services_catalog.indicators.suppression`).
"""

from services_catalog.indicators.counter import Counter, week_of
from services_catalog.indicators.reporting import Need, Report, report

__all__ = ["Counter", "Need", "Report", "report", "week_of"]
