"""The sentences of an LPDC service, gathered into the text fields of a document."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rdflib import DCTERMS, Graph
from rdflib.term import Node, URIRef

from services_catalog.editing.problems import Problem
from services_catalog.exchange.lpdc.clean import Chosen, is_formal, pick, set_facts_apart
from services_catalog.exchange.lpdc.contacts import nodes
from services_catalog.exchange.lpdc.note import Note
from services_catalog.exchange.lpdc.suggest import papers_in
from services_catalog.exchange.lpdc.vocabulary import M8G, REQUIREMENT
from services_catalog.i18n import Translator
from services_catalog.i18n import mark as _
from services_catalog.labels import document_label
from services_catalog.languages import SOURCE
from services_catalog.text import fold

LONGEST_SUMMARY = 400
SHORTEST_SUMMARY = 10
# Headings the Flemish editor puts above every part: they say nothing.
_ITEM = re.compile(r" *(?:-|\d+\.) ")
_EMPTY_TITLES = re.compile(
    r"(procedure|voorwaarden?|bewijs|bewijsstukk?en|bewijsstuk|kost|kosten|kostprijs|prijs|bedrag|"
    r"vergoeding|financiee?le? voorde(el|len)|beschrijving|wat meebrengen)\W*"
)

say = Translator(SOURCE)


class Words:
    """Chooses the Dutch of each field, sets facts apart, and keeps all else for the note."""

    def __init__(self, graph: Graph, node: Node, note: Note) -> None:
        """For one service; lines that fit nowhere go to ``note``."""
        self.graph, self.node, self.note = graph, node, note
        self.text: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.links: list[str] = []
        self._english: dict[str, list[str]] = {}
        self._formal = False

    def field(self, name: str, *terms: URIRef) -> str:
        """The text of fields of the service itself, one after the other."""
        return _joined(self._use(name, self.node, term).text for term in terms)

    def parts(self, name: str, term: URIRef) -> str:
        """Title and text of each part behind ``term`` (a procedure, a condition, a cost)."""
        return _joined(self.part(name, part) for part in nodes(self.graph, self.node, term))

    def part(self, name: str, part: Node) -> str:
        """Title and text of one part; a title that only names the kind of part goes."""
        title = self._use(name, part, DCTERMS.title).text
        text = self._use(name, part, DCTERMS.description).text
        if _EMPTY_TITLES.fullmatch(fold(title)) or fold(title) == fold(text):
            title = ""
        return "\n".join(line for line in (title, text) if line)

    def put(self, name: str, text: str, label: str) -> None:
        """Write a field without its facts; those are told to the editor under ``label``."""
        kept, moved = set_facts_apart(text)
        if kept:
            self.text[name] = kept
        if not moved:
            return
        self.note.add(say(_("Uit de tekst gehaald ({field})"), field=label), moved)
        message = _(
            "Zinnen met een uur, prijs, telefoon of e-mail zijn hier uitgehaald. Ze staan in de "
            "nota. Zet ze in hun eigen veld."
        )
        self.problems.append(Problem(f"text.{name}", say(message)))

    def papers(self) -> None:
        """Tell of the evidence: at the source it is prose, here it is a list to choose from."""
        told = [
            text
            for requirement in nodes(self.graph, self.node, REQUIREMENT)
            for evidence in nodes(self.graph, requirement, M8G.hasSupportingEvidence)
            if (text := self.part("documents", evidence))
        ]
        if not told:
            return
        self.note.add(say(_("Meebrengen volgens de bron")), told)
        papers = [document_label(paper, say) for paper in papers_in("\n".join(told))]
        self.note.add(say(_("Voorstel: papieren uit onze lijst")), papers)
        message = _("De papieren zijn vrije tekst bij de bron (zie de nota). Kies ze uit de lijst.")
        self.problems.append(Problem("documents", say(message)))

    def finish(self) -> None:
        """Tell of ``u``, of links in the text, and give the English there is."""
        if self._formal:
            message = _("De bron spreekt de lezer aan met “u”. Maak er “je” van.")
            self.note.add(say(_("Taal")), [say(message)])
        self.note.add(say(_("Links uit de tekst")), sorted(set(self.links)))
        lines = [line for texts in self._english.values() for line in texts]
        self.note.add(say(_("Engelse tekst van de bron (ontwerp)")), lines)

    def _use(self, name: str, node: Node, term: URIRef) -> Chosen:
        chosen = pick(self.graph.objects(node, term))
        # Addresses without a host lead nowhere outside the editor they were typed in.
        self.links += [link for link in chosen.links if ":" in link]
        self._formal = self._formal or is_formal(chosen.tag)
        if chosen.english:
            self._english.setdefault(name, []).append(chosen.english)
        return chosen


def lead(text: str, title: str = "") -> tuple[str, str]:
    """A summary from the beginning of a description, and what is left of it.

    Whole sentences of the first paragraph, as many as a summary may hold. Nothing when the text
    opens with a list or with a line that goes on in one. A first line that repeats the
    ``title`` is passed over.
    """
    first, _gap, rest = text.partition("\n")
    if title and fold(first) == fold(title):
        return lead(rest.strip("\n"))
    if not first or first.endswith(":") or _ITEM.match(first) or _ITEM.match(rest):
        return "", text
    summary, left = first, ""
    if len(first) > LONGEST_SUMMARY:
        ends = [
            end.end() for end in re.finditer(r"[.!?](?= )", first) if end.end() <= LONGEST_SUMMARY
        ]
        if not ends:
            return "", text
        summary, left = first[: ends[-1]], first[ends[-1] :].strip()
    if len(summary) < SHORTEST_SUMMARY:
        return "", text
    return summary, _joined([left, rest.strip("\n")]) if left else rest.strip("\n")


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(text for text in texts if text)
