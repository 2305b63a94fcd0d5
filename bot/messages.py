"""The sentences of the product as gettext catalogues: extract, update, and how far each is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from string import Formatter

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from services_catalog.i18n import DOMAIN, LOCALES, STAFF, po_path
from services_catalog.languages import SOURCE, languages
from services_catalog.settings import PROJECT_ROOT

TEMPLATES = {domain: LOCALES / f"{domain}.pot" for domain in (DOMAIN, STAFF)}
ROOMS = ("services_catalog", "actions", "bot")
STAFF_ROOMS = tuple(
    f"services_catalog/{room}/"
    for room in (
        "staff",
        "editing",
        "translating",
        "base",
        "exchange",
        "linter",
        "lookup",
        "indicators",
    )
)
"""Rooms no visitor enters. A sentence that is said elsewhere too is translated for everybody."""
STAFF_LANGUAGES = ("en",)
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "plural": (1, 2)}


def extract(root: Path = PROJECT_ROOT, domain: str = DOMAIN) -> Catalog:
    """Every Dutch sentence of code, templates and ``domain.yml`` that is of ``domain``, in order.

    ``domain``: :data:`DOMAIN` for what visitors read, :data:`STAFF` for what only staff reads.
    """
    catalogue = Catalog(project="digitale-toeleider", charset="utf-8", fuzzy=False)
    for room in ROOMS:
        for path, _line, message, comments, _context in extract_from_dir(
            root / room,
            method_map=METHODS,
            options_map={"**/templates/**.html": {"silent": "false"}},
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
        ):
            catalogue.add(message, locations=[(f"{room}/{path}", 0)], auto_comments=comments)
    for name, text in _domain_sentences(root / "domain.yml"):
        catalogue.add(text, locations=[("domain.yml", 0)], auto_comments=[name])
    kept = Catalog(project="digitale-toeleider", charset="utf-8", fuzzy=False)
    for entry in catalogue:
        only_staff = all(path.startswith(STAFF_ROOMS) for path, _ in entry.locations)
        if entry.id and only_staff == (domain == STAFF):
            kept[entry.id] = entry
    return kept


def _domain_sentences(path: Path) -> Iterator[tuple[str, str]]:
    domain = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name, variations in domain["responses"].items():
        for variation in variations:
            if variation.get("text"):
                yield name, variation["text"]
            for button in variation.get("buttons", []):
                yield f"{name}, button", button["title"]


def write_template(catalogue: Catalog, domain: str = DOMAIN) -> None:
    """Write ``locales/toeleider.pot``, without dates or line numbers: diffs show sentences only."""
    TEMPLATES[domain].write_bytes(_po_bytes(catalogue, sort=True))


def update(language: str, catalogue: Catalog, domain: str = DOMAIN) -> None:
    """Bring the ``.po`` of ``language`` up to the template; new sentences come in empty."""
    path = po_path(language, domain)
    if path.exists():
        existing = read(language, domain)
    else:
        existing = Catalog(locale=None, charset="utf-8", fuzzy=False)
    existing.update(catalogue, no_fuzzy_matching=True)
    existing.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_po_bytes(existing, sort=True))


def read(language: str, domain: str = DOMAIN) -> Catalog:
    """The catalogue of ``language`` as it stands."""
    with po_path(language, domain).open("rb") as file:
        return read_po(file, locale=None)


def compile_language(language: str, domain: str = DOMAIN) -> Path:
    """Write the ``.mo`` of ``language``, for tools that want one; the product reads the ``.po``."""
    path = po_path(language, domain).with_suffix(".mo")
    with path.open("wb") as file:
        write_mo(file, read(language, domain))
    return path


def _po_bytes(catalogue: Catalog, *, sort: bool) -> bytes:
    out = BytesIO()
    write_po(out, catalogue, sort_output=sort, omit_header=True, include_lineno=False, width=100)
    return (
        b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        + _plural_header(catalogue)
        + b"\n"
        + out.getvalue()
    )


def _plural_header(catalogue: Catalog) -> bytes:
    forms = getattr(catalogue, "plural_forms", None)
    return f'"Plural-Forms: {forms};\\n"\n'.encode() if forms and catalogue.locale else b""


@dataclass(frozen=True)
class Status:
    """How far a language is, and what is wrong with it."""

    language: str
    level: str
    sentences: int
    translated: int
    missing: tuple[str, ...]
    broken: tuple[str, ...]
    """Translations whose ``{names}`` differ from the Dutch."""


def status(language: str, catalogue: Catalog | None = None, domain: str = DOMAIN) -> Status:
    """Compare the ``.po`` of ``language`` with what the product says today."""
    catalogue = catalogue or extract(domain=domain)
    wanted = [message for message in catalogue if message.id]
    existing = read(language, domain) if po_path(language, domain).exists() else Catalog()
    missing: list[str] = []
    broken: list[str] = []
    for message in wanted:
        source = message.id if isinstance(message.id, str) else message.id[0]
        found: Message | None = existing.get(message.id)
        text = found.string if found else ""
        texts = [text] if isinstance(text, str) else list(text or ())
        if not texts or not all(texts):
            missing.append(source)
        elif any(names(t) != names(source) for t in texts):
            broken.append(source)
    return Status(
        language=language,
        level=languages()[language].level if domain == DOMAIN else domain,
        sentences=len(wanted),
        translated=len(wanted) - len(missing),
        missing=tuple(missing),
        broken=tuple(broken),
    )


def names(text: str) -> frozenset[str]:
    """The ``{names}`` in a sentence; a broken brace counts as a name of its own."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return frozenset({"broken brace"})


def translated_languages() -> list[str]:
    """Every language but the source that has, or must have, a catalogue."""
    return [
        code
        for code, language in languages().items()
        if code != SOURCE and (language.level != "started" or po_path(code).exists())
    ]


def catalogues() -> list[tuple[str, tuple[str, ...]]]:
    """Every domain with the languages it is translated into."""
    return [(DOMAIN, tuple(translated_languages())), (STAFF, STAFF_LANGUAGES)]
