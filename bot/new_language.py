"""A new language: every file it needs, ready to be filled in by people who do not program.

What is scaffolded works at once: the language is ``started`` (recognised, not answered in) until
its level is raised, and an empty list harms nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

from bot import messages
from bot.plain_yaml import read_plain
from services_catalog.i18n import po_path
from services_catalog.languages import SOURCE, languages
from services_catalog.settings import DEMO_DIRECTORY, PROJECT_ROOT
from services_catalog.vocabulary import ALARMS

EXAMPLE = "en"
"""Whose sentences stand in the new files as examples, in comments."""
ENOUGH = 8
"""Training sentences per intent below which a language is called thin."""
ALARM_KINDS = 20
"""Alarm rules with phrases that cover what the label guide names; some languages want more."""
_CODE = re.compile(r"^[a-z]{2,3}$")


class LanguageError(ValueError):
    """A language that cannot be added: cause and cure."""


@dataclass(frozen=True)
class NewLanguage:
    """What ``locales/languages.yml`` says of a language."""

    code: str
    own: str
    direction: str
    script: str
    babel: str

    @classmethod
    def of(cls, code: str, own: str | None, script: str | None, babel: str | None) -> NewLanguage:
        """Fill in from Babel what was not given.

        Raises:
            LanguageError: no such code, there already, or unknown to Babel and not described.
        """
        if not _CODE.match(code):
            raise LanguageError(f"“{code}” is no language code. Write two or three letters: sw.")
        if code in languages():
            raise LanguageError(f"“{code}” is there already. Its files are in data/nlu/{code}.")
        try:
            locale = Locale.parse(babel or code)
        except (UnknownLocaleError, ValueError) as error:
            raise LanguageError(
                f"“{babel or code}” is not known to Babel, which formats dates and prices. "
                "Name a related locale: --babel en_GB"
            ) from error
        described = locale if babel is None else None
        own = own or (described.get_display_name() if described else None)
        if not own:
            raise LanguageError("How does the language call itself? --own Kiswahili")
        script = (script or _script_of(own)).lower()
        return cls(code, own, locale.text_direction, script, str(locale))


def add(language: NewLanguage, root: Path = PROJECT_ROOT) -> list[Path]:
    """Write all files that are not there yet; returns them, ``languages.yml`` first."""
    register = root / "locales" / "languages.yml"
    line = (
        f"  {language.code + ':':<4} {{own: {language.own}, direction: {language.direction}, "
        f"level: started, babel: {language.babel}, script: {language.script}, understood: 0}}\n"
    )
    register.write_text(register.read_text(encoding="utf-8").rstrip("\n") + "\n" + line, "utf-8")
    languages.cache_clear()
    messages.update(language.code, messages.extract())
    made = [register, po_path(language.code)]
    code = language.code
    for source in sorted((root / "data" / "nlu" / EXAMPLE).glob("*.yml")):
        made += _write(root / "data" / "nlu" / code / source.name, _nlu(source, code))
    made += _write(root / f"data/alarms/{code}.yml", _alarms(root, code))
    made += _write(root / f"data/gazetteer/{code}.yml", _gazetteer(root, code))
    evaluation = root / "tests" / "evaluation"
    for folder, write in _EVALUATION.items():
        made += _write(evaluation / folder / f"{code}.yml", write(root, code))
    demo = root / DEMO_DIRECTORY.relative_to(PROJECT_ROOT)
    for source in sorted((demo / "services").glob("*.yml")):
        made += _write(demo / "translations" / code / source.name, _services(source, code))
    return made


def _write(path: Path, text: str) -> list[Path]:
    if path.exists():
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [path]


def _nlu(source: Path, code: str) -> str:
    text = (
        f"# Write at least {ENOUGH} sentences for each intent, one per line after “- ”, as people\n"
        "# really type; do not translate the English ones. Take the # of the four lines away.\n"
        'version: "3.1"\n\nnlu:\n  []\n'
    )
    for block in read_plain(source)["nlu"]:
        examples = [line for line in block["examples"].splitlines() if line.strip()][:5]
        text += f"\n  # English: {' · '.join(e.removeprefix('- ') for e in examples)}\n"
        text += f"  # - intent: {block['intent']}\n  #   metadata:\n"
        text += f"  #     language: {code}\n  #   examples: |\n"
    return text


def _alarms(root: Path, code: str) -> str:
    source = read_plain(root / f"data/alarms/{EXAMPLE}.yml")
    text = (
        f"# Alarm rules: phrases that mean danger. How they are written: {EXAMPLE}.yml, and\n"
        "# docs/contributing/adding-a-language.md. Put the phrases in place of [].\n"
        f"language: {code}\nalarm_rules:\n"
    )
    for rule in source["alarm_rules"]:
        text += f"  - alarm: {rule['alarm']}\n    id: {rule['id']}\n"
        text += f"    means: {rule['means']}\n    phrases: []\n"
    return text


def _gazetteer(root: Path, code: str) -> str:
    source = read_plain(root / f"data/gazetteer/{EXAMPLE}.yml")
    text = f"# Words the entity finder knows; {EXAMPLE}.yml shows how.\nlanguage: {code}\n"
    for section, content in source.items():
        if section == "language":
            continue
        if section == "numbers" or not isinstance(content, dict):
            text += f"\n{section}: {'{}' if isinstance(content, dict) else '[]'}\n"
            continue
        text += f"\n{section}:\n"
        for key, phrases in content.items():
            some = ", ".join(str(phrase) for phrase in phrases[:4])
            text += f"  {key}: []  # {some}\n"
    return text


def _services(source: Path, code: str) -> str:
    text = f"language: {code}\nstate: machine  # or in_review, approved\nservices: {{}}\n"
    for service in read_plain(source)["services"]:
        words = service["text"]
        text += f"\n  # {service['id']}:\n  #   title:   # {words['title']}\n"
        text += f"  #   summary: # {' '.join(words['summary'].split())}\n"
    return text


def _all_intents(root: Path) -> list[str]:
    """The intents of the contract, in the order of the source language's files."""
    blocks = (
        block
        for path in sorted((root / "data" / "nlu" / SOURCE).glob("*.yml"))
        for block in read_plain(path)["nlu"]
    )
    return list(dict.fromkeys(block["intent"] for block in blocks))


def _intents(root: Path, _: str) -> str:
    head = "# By somebody who has not read data/nlu: other wordings, other situations.\n"
    return head + "".join(f"{intent}: []\n" for intent in _all_intents(root))


def _alarm_sets(_: Path, code: str) -> str:
    kinds = "".join(f"    {kind}: []\n" for kind in ALARMS)
    return f"{code}:\n  alarm:\n{kinds}  calm: []\n"


_EVALUATION: dict[str, Callable[[Path, str], str]] = {
    "nlu/dev": _intents,
    "nlu/final": _intents,
    "alarms": _alarm_sets,
    "language": lambda _, code: f"{code}:\n  short: []\n  long: []\n",
    "search": lambda _, code: "{}  # service-id: [a question that it answers best]\n",
}


@dataclass(frozen=True)
class Progress:
    """How far one thing of a language is: ``done`` of ``wanted``, and where to go on."""

    what: str
    done: int
    wanted: int
    where: str


def progress(code: str, root: Path = PROJECT_ROOT) -> list[Progress]:
    """What is there of a language, and what a usable one wants."""
    from bot.evaluation.language import read_texts
    from bot.nlu.corpus import sentences

    def lists(path: Path) -> dict[str, Any]:
        content = read_plain(path) if path.exists() else {}
        return content or {}

    status = messages.status(code)
    written = [one.intent for one in sentences(root / "data" / "nlu") if one.folder == code]
    intents = _all_intents(root)
    alarms = lists(root / f"data/alarms/{code}.yml").get("alarm_rules", [])
    topics = lists(root / f"data/gazetteer/{code}.yml").get("topics", {})
    final = lists(root / f"tests/evaluation/nlu/final/{code}.yml")
    demo = root / DEMO_DIRECTORY.relative_to(PROJECT_ROOT)
    services = [
        service
        for path in sorted((demo / "services").glob("*.yml"))
        for service in read_plain(path)["services"]
    ]
    translated = sum(
        len(lists(path).get("services") or {})
        for path in sorted((demo / "translations" / code).glob("[a-z]*.yml"))
    )
    texts = root / f"tests/evaluation/language/{code}.yml"
    known = read_texts(texts).get(code, {}) if texts.exists() else {}
    found = [
        Progress("interface sentences", status.translated, status.sentences,
                 f"locales/{code}/LC_MESSAGES/toeleider.po"),
        Progress(f"intents with {ENOUGH} training sentences",
                 sum(written.count(intent) >= ENOUGH for intent in intents), len(intents),
                 f"data/nlu/{code}/"),
        Progress("alarm rules with phrases", sum(bool(rule["phrases"]) for rule in alarms),
                 ALARM_KINDS, f"data/alarms/{code}.yml"),
        Progress("topics with words", sum(bool(words) for words in topics.values()), 25,
                 f"data/gazetteer/{code}.yml"),
        Progress("services with title and summary", translated, len(services),
                 f"services_catalog/demo/translations/{code}/"),
        Progress("intents with 4 evaluation sentences",
                 sum(len(final.get(intent) or []) >= 4 for intent in intents), len(intents),
                 f"tests/evaluation/nlu/final/{code}.yml"),
        Progress("texts to recognise the language by", sum(map(len, known.values())), 20,
                 f"tests/evaluation/language/{code}.yml"),
    ]  # fmt: skip
    # The source needs no translation of itself.
    return [one for one in found if code != SOURCE or one.where.startswith(("data", "tests"))]


def _script_of(text: str) -> str:
    from bot.nlu.scripts import script_counts

    counts = script_counts(text)
    return max(counts, key=lambda name: counts[name]) if counts else "Latn"
