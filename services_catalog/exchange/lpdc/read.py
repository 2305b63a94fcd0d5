"""Files of the Flemish product catalogue, read into services found. The network is never touched.

Turtle, N-Triples and JSON-LD are read: whole exports, single snapshots and pages of a Linked Data
Event Stream (LDES). In a stream a service stands once for each version; the newest is kept and the
others are named in :attr:`Reading.refused`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rdflib import DCTERMS, PROV, RDF, Graph, Literal, URIRef
from rdflib.term import Node

from services_catalog.exchange.errors import UnreadableFile
from services_catalog.exchange.lpdc.clean import pick
from services_catalog.exchange.lpdc.vocabulary import (
    CONCEPTS,
    CONTEXT,
    INSTANCES,
    LABEL,
    SCHEMA,
)
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.languages import SOURCE

FORMATS = {".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld", ".json": "json-ld"}
LARGEST = 100 * 1024 * 1024
"""Bytes. All of Flanders' concepts are far below it; more would fill a small machine's memory."""
BASE = "urn:x-lpdc:file/"
"""What a relative address in a file is completed with: it leads nowhere, on purpose."""

say = Translator(SOURCE)


class ReadError(UnreadableFile):
    """A file that cannot be read; the message names it, the cause and the cure."""


@dataclass(frozen=True)
class Refusal:
    """A service that is not brought in: which, the field that decides, and why (Dutch)."""

    external_id: str
    title: str
    field: str
    why: str


@dataclass(frozen=True)
class Entry:
    """One service as it stands in a file: a node in a graph, with its lasting address."""

    external_id: str
    node: Node
    graph: Graph
    concept: bool
    moment: str
    file: str

    @property
    def title(self) -> str:
        """The title in the Dutch that we prefer, for lists; empty when there is none."""
        return pick(self.graph.objects(self.node, DCTERMS.title)).text


@dataclass
class Reading:
    """What some files hold: entries in a fixed order, refusals, and names of organisations."""

    entries: list[Entry] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    found: int = 0
    """Services with all their versions, refused ones included."""


def read_files(paths: Iterable[Path]) -> Reading:
    """Read files together: the newest version of each service, in the order of their addresses.

    Raises:
        ReadError: for the first file that cannot be read; nothing of the others is lost by it,
            because nothing is written here.
    """
    reading = Reading()
    newest: dict[str, Entry] = {}
    for path in paths:
        graph = _parse(path)
        for subject, _p, label in graph.triples((None, LABEL, None)):
            reading.names[str(subject)] = str(label)
        for entry in _entries(graph, path.name):
            reading.found += 1
            if not entry.external_id:
                reading.refused.append(_nameless(entry))
                continue
            other = newest.get(entry.external_id)
            if other is not None:
                kept, old = (entry, other) if entry.moment >= other.moment else (other, entry)
                reading.refused.append(_older(old))
                newest[entry.external_id] = kept
            else:
                newest[entry.external_id] = entry
    reading.entries = sorted(newest.values(), key=lambda entry: entry.external_id)
    return reading


def _parse(path: Path) -> Graph:
    if path.suffix.lower() == ".xml":
        raise ReadError(
            f"{path.name} is XML, a supplier's own export. Ask the supplier for Turtle (.ttl) or "
            "JSON-LD (.jsonld) of the LPDC, or download that from the LPDC yourself.",
            _("{file} is XML, van een leverancier. Vraag Turtle (.ttl) of JSON-LD (.jsonld) van "
              "de LPDC, of download dat zelf."),
            file=path.name,
        )  # fmt: skip
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise ReadError(
            f"{path.name}: the import reads {', '.join(FORMATS)}. Give the file the name that fits "
            "what is in it.",
            _("{file}: de LPDC leest bestanden die eindigen op {endings}."),
            file=path.name, endings=", ".join(FORMATS),
        )  # fmt: skip
    try:
        if path.stat().st_size > LARGEST:
            raise ReadError(
                f"{path.name} is larger than 100 MB. Split it, and import the parts.",
                _("{file} is groter dan 100 MB. Splits het, en voer de delen in."),
                file=path.name,
            )
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ReadError(f"{path.name} cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ReadError(
            f"{path.name} is not UTF-8 text. Save or download it again.",
            _("{file} is geen UTF-8. Sla het opnieuw op of download het opnieuw."),
            file=path.name,
        ) from error
    graph = Graph(bind_namespaces="none")
    try:
        if form == "json-ld":
            text = json.dumps(_local(json.loads(text)), ensure_ascii=False)
            # Half a character (a lone surrogate escape) is valid JSON and no text.
            text = text.encode("utf-8", "replace").decode()
        return graph.parse(data=text, format=form, publicID=BASE)
    except RecursionError as error:
        raise ReadError(
            f"{path.name} is nested too deep to be an export.",
            _("{file} zit te diep in elkaar om een export te zijn."),
            file=path.name,
        ) from error
    except Exception as error:  # rdflib's parsers raise whatever their grammar meets
        cause = " ".join(str(error).split())[:200]
        raise ReadError(
            f"{path.name} is no {form}: {cause}. Is the download complete? Try it again.",
            _("{file} is geen goede {form}. Is het helemaal gedownload? De lezer meldt: {cause}"),
            file=path.name,
            form=form,
            cause=cause,
        ) from error  # fmt: skip


def _local(document: Any) -> Any:
    """The document with our context in the place of every address of one.

    Only contexts that stand in the file itself are kept beside ours: an address, and an
    ``@import``, would make the parser fetch.
    """
    members = document if isinstance(document, list) else [document]
    if not all(isinstance(member, dict) for member in members):
        raise ValueError("it holds no JSON objects")
    own = [one for member in members for one in _contexts(member.get("@context"))]
    bare: list[Any] = []
    for one in members:
        rest = {key: _stripped(value) for key, value in one.items() if key != "@context"}
        # A graph inside a graph would be one with a name, which is not read.
        inner = rest.pop("@graph", [])
        bare += [rest, *(inner if isinstance(inner, list) else [inner])]
    return {"@context": [CONTEXT, *own], "@graph": [one for one in bare if one]}


def _contexts(value: Any) -> list[dict[str, Any]]:
    """The contexts written out in ``value``, with nothing left in them that can be fetched."""
    listed = value if isinstance(value, list) else [value]
    return [_stripped_context(one) for one in listed if isinstance(one, dict)]


def _stripped_context(context: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for key, value in context.items():
        if key == "@import":
            continue
        if isinstance(value, dict) and "@context" in value:
            inner = _contexts(value["@context"])
            value = {one: part for one, part in value.items() if one != "@context"}
            value |= {"@context": inner} if inner else {}
        kept[key] = value
    return kept


def _stripped(value: Any) -> Any:
    if isinstance(value, list):
        return [_stripped(one) for one in value]
    if isinstance(value, dict):
        rest = {key: _stripped(one) for key, one in value.items() if key != "@context"}
        own = _contexts(value.get("@context"))
        return {"@context": own, **rest} if own else rest
    return value


def _entries(graph: Graph, file: str) -> list[Entry]:
    found = []
    for subject in set(graph.subjects(RDF.type, None)):
        kinds = set(graph.objects(subject, RDF.type))
        if not kinds & (INSTANCES | CONCEPTS):
            continue
        lasting = graph.value(subject, DCTERMS.isVersionOf) or subject
        found.append(
            Entry(
                external_id=str(lasting) if isinstance(lasting, URIRef) else "",
                node=subject,
                graph=graph,
                concept=bool(kinds & CONCEPTS),
                moment=_moment(graph, subject),
                file=file,
            )
        )
    return sorted(found, key=lambda entry: (entry.external_id, entry.moment, str(entry.node)))


def _moment(graph: Graph, subject: Node) -> str:
    """When this version was made, so that text order is time order; empty when not said."""
    for term in (PROV.generatedAtTime, SCHEMA.dateModified):
        value = graph.value(subject, term)
        when = value.toPython() if isinstance(value, Literal) else None
        if isinstance(when, datetime):
            aware = when if when.tzinfo else when.replace(tzinfo=UTC)
            return aware.astimezone(UTC).isoformat(timespec="microseconds")
    return ""


def _older(entry: Entry) -> Refusal:
    return Refusal(
        entry.external_id,
        entry.title,
        "version",
        say(_("Oudere versie van dezelfde dienst; de nieuwste telt.")),
    )


def _nameless(entry: Entry) -> Refusal:
    return Refusal(
        "",
        entry.title,
        "id",
        say(_("Deze dienst heeft geen adres (IRI) in het bestand en is later niet te herkennen.")),
    )
