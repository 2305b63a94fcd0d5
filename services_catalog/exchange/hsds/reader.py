"""Reading foreign records without losing a word: what is not taken is reported."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import nh3

from services_catalog.editing.problems import Problem
from services_catalog.exchange.hsds.terms import Json, known_terms
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _

SHOWN = 2000
"""Characters of a value that are shown in a problem."""
PERSONAL = ("contacts", "metadata")
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass
class Report:
    """Collects findings."""

    translator: Translator
    findings: list[Problem] = field(default_factory=list)

    def say(self, path: str, sentence: str, **values: object) -> None:
        """Add a finding; ``sentence`` is a marked msgid."""
        self.findings.append(Problem(path, self.translator(sentence, **values)))

    def unplaced(self, path: str, value: Any) -> None:
        """A field with a value that has no place in the catalogue."""
        if path.rpartition(".")[2] in PERSONAL and isinstance(value, list):
            # Names of people are not copied to say that they are not copied.
            self.say(path, _("Gegevens van personen namen wij niet over: {n}"), n=len(value))
            return
        self.say(path, _("Dit veld heeft hier geen plaats. Er staat: {value}"), value=shown(value))


def shown(value: Any) -> str:
    """A value as it is put into a sentence."""
    if not isinstance(value, str):
        value = json.dumps(_without_keys(value), ensure_ascii=False, default=str)
    text: str = value
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _without_keys(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _without_keys(v) for k, v in value.items() if not is_key(k)}
    return [_without_keys(item) for item in value] if isinstance(value, list) else value


def present(value: Any) -> bool:
    """Whether a value says something: not null, not empty."""
    return value not in (None, "", [], {})


class Fields:
    """A record whose fields are taken one by one, so that the rest can be named."""

    def __init__(self, record: Mapping[str, Any], path: str, report: Report) -> None:
        """Read ``record``, which stands at ``path``."""
        self._left = {key: value for key, value in record.items() if present(value)}
        self._path = path
        self._report = report
        # Keys between tables say nothing by themselves: what they point at is nested, or absent.
        for key in [k for k in self._left if is_key(k)]:
            del self._left[key]

    def take(self, key: str) -> Any:
        """The value, None when there is none."""
        return self._left.pop(key, None)

    def text(self, key: str, *, markup: bool) -> str | None:
        """The value as plain text; with ``markup``, HTML is taken out: the catalogue has none."""
        value = self.take(key)
        if value is None:
            return None
        text = str(value).strip()
        if markup and MARKUP.search(text):
            text = html.unescape(nh3.clean(text, tags=set())).strip()
        return text or None

    def records(self, key: str) -> list[tuple[Json, str]]:
        """The records of a list, each with its path; what is no record is reported."""
        value = self.take(key)
        if value is None:
            return []
        found = []
        for number, item in enumerate(value if isinstance(value, list) else [value]):
            path = f"{self._path}{key}[{number}]"
            if isinstance(item, Mapping):
                found.append((dict(item), path))
            else:
                self._report.unplaced(path, item)
        return found

    def derived(self, key: str, expected: str | None) -> None:
        """A sentence that is made from facts: when it was changed by hand, that is reported."""
        value = self.take(key)
        if value is not None and value != expected:
            self._report.unplaced(f"{self._path}{key}", value)

    def close(self) -> None:
        """Report what nobody took."""
        for key, value in self._left.items():
            self._report.unplaced(f"{self._path}{key}", value)


class Fact(NamedTuple):
    """An attribute of ours: the code of its term, its value and its label."""

    code: str
    value: str | None
    label: str | None


class Facts:
    """The attributes of a record, by taxonomy of ours; others are reported."""

    def __init__(self, records: Iterable[tuple[Json, str]], report: Report) -> None:
        """Sort ``records``, the HSDS ``attributes`` of one record."""
        self._found: dict[str, list[Fact]] = {}
        for record, path in records:
            term = record.get("taxonomy_term") or {}
            known = known_terms().get(str(record.get("taxonomy_term_id") or term.get("id") or ""))
            if known is None:
                report.unplaced(path, record)
                continue
            value, label = record.get("value"), record.get("label")
            self._found.setdefault(known[0], []).append(
                Fact(
                    known[1],
                    None if value is None else str(value),
                    None if label is None else str(label),
                )
            )

    def all(self, taxonomy: str, code: str | None = None) -> Iterator[Fact]:
        """The facts of a taxonomy, in order."""
        return (f for f in self._found.get(taxonomy, ()) if code is None or f.code == code)

    def codes(self, taxonomy: str) -> list[str]:
        """Their codes, in order."""
        return [fact.code for fact in self.all(taxonomy)]

    def one(self, taxonomy: str, code: str | None = None) -> Fact | None:
        """The first, if any."""
        return next(self.all(taxonomy, code), None)

    def value(self, taxonomy: str, code: str) -> str | None:
        """The value of the first."""
        found = self.one(taxonomy, code)
        return found.value if found else None


def is_key(name: str) -> bool:
    """Whether a field only ties records together: ``id``, ``service_id`` and so on."""
    return name == "id" or name.endswith("_id")
