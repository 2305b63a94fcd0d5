"""Names of the Flemish product catalogue: its RDF terms, and its JSON-LD words.

Source: the application profile IPDC-LPDC of Digitaal Vlaanderen
(https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc), as used by LBLOD's open source
``lpdc-management-service``. Only what the import reads or knowingly passes over is named here;
anything else in a file is told to the editor as an unknown field.
"""

from __future__ import annotations

from typing import Any

from rdflib import DCAT, DCTERMS, PROV, RDF, RDFS, SH, Namespace, URIRef

LPDC = Namespace("https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#")
M8G = Namespace("http://data.europa.eu/m8g/")
SCHEMA = Namespace("http://schema.org/")
ADRES = Namespace("https://data.vlaanderen.be/ns/adres#")
CPSV = Namespace("http://purl.org/vocab/cpsv#")
EXT = Namespace("http://mu.semte.ch/vocabularies/ext/")
UNKNOWN = Namespace("urn:x-lpdc:unknown#")
"""Where a JSON word that is not in :data:`CONTEXT` ends, so that it can be reported."""

MU_UUID = URIRef("http://mu.semte.ch/vocabularies/core/uuid")
REQUIREMENT = URIRef("http://vocab.belgif.be/ns/publicservice#hasRequirement")
STATUS = URIRef("http://www.w3.org/ns/adms#status")
CREATED_BY = URIRef("http://purl.org/pav/createdBy")
LABEL = URIRef("http://www.w3.org/2004/02/skos/core#prefLabel")

INSTANCES = frozenset({LPDC.InstancePublicService, LPDC.InstancePublicServiceSnapshot})
CONCEPTS = frozenset({LPDC.ConceptualPublicService, LPDC.ConceptualPublicServiceSnapshot})

KNOWN = frozenset(
    {
        RDF.type, RDFS.seeAlso, DCTERMS.title, DCTERMS.description, DCTERMS.type, DCTERMS.source,
        DCTERMS.spatial, DCTERMS.language, DCTERMS.isVersionOf, DCAT.keyword, PROV.generatedAtTime,
        SCHEMA.dateCreated, SCHEMA.dateModified, SCHEMA.dateSent, SCHEMA.datePublished,
        SCHEMA.startDate, SCHEMA.endDate, SCHEMA.productID, M8G.thematicArea, M8G.hasCost,
        M8G.hasContactPoint, M8G.hasCompetentAuthority, M8G.hasLegalResource, CPSV.follows,
        CPSV.produces, LPDC.additionalDescription, LPDC.exception, LPDC.regulation,
        LPDC.isArchived, LPDC.targetAudience, LPDC.hasExecutingAuthority,
        LPDC.competentAuthorityLevel, LPDC.executingAuthorityLevel, LPDC.publicationMedium,
        LPDC.yourEuropeCategory, LPDC.conceptTag, LPDC.instantieTag, LPDC.snapshotType,
        LPDC.dutchLanguageVariant, LPDC.needsConversionFromFormalToInformal,
        LPDC.forMunicipalityMerger, LPDC.publicationLink, LPDC.metadata, EXT.hasVersionedSource,
        EXT.reviewStatus, MU_UUID, REQUIREMENT, STATUS, CREATED_BY, SH.order,
    }
)  # fmt: skip
"""Fields of a service that are read, or that say nothing a visitor needs (dates of the system,
levels of government, marks of the Flemish editor)."""

PARTS = frozenset(
    {
        CPSV.follows, CPSV.produces, REQUIREMENT, M8G.hasSupportingEvidence, M8G.hasCost,
        M8G.hasContactPoint, M8G.hasLegalResource, LPDC.hasWebsite, LPDC.address, RDFS.seeAlso,
    }
)  # fmt: skip
"""What leads from a service, or from a part of it, to a part of it."""

KNOWN_IN_PARTS = PARTS | {
    RDF.type, DCTERMS.title, DCTERMS.description, SH.order, MU_UUID, SCHEMA.url, SCHEMA.email,
    SCHEMA.telephone, SCHEMA.openingHours, ADRES.Straatnaam, ADRES.gemeentenaam, ADRES.land,
    ADRES.postcode, ADRES["Adresvoorstelling.huisnummer"], ADRES["Adresvoorstelling.busnummer"],
    ADRES.verwijstNaar, DCTERMS.type, DCTERMS.source,
}  # fmt: skip


def _words(term: URIRef) -> dict[str, Any]:
    return {"@id": str(term), "@container": "@language"}


def _codes(term: URIRef, base: str) -> dict[str, Any]:
    """Bare codes (``"BurgerOverheid"``) that are completed to addresses."""
    return {"@id": str(term), "@type": "@id", "@container": "@set", "@context": {"@base": base}}


def _many(term: URIRef, **inside: Any) -> dict[str, Any]:
    return {"@id": str(term), "@container": "@set", **({"@context": inside} if inside else {})}


def _typed(term: URIRef, kind: str) -> dict[str, Any]:
    return {"@id": str(term), "@type": f"http://www.w3.org/2001/XMLSchema#{kind}"}


_CONCEPT = "https://productencatalogus.data.vlaanderen.be/id/concept/"
_WEBSITES = _many(LPDC.hasWebsite)

CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "@vocab": str(UNKNOWN),
    "InstancePublicService": str(LPDC.InstancePublicService),
    "InstancePublicServiceSnapshot": str(LPDC.InstancePublicServiceSnapshot),
    "Instantie": str(LPDC.InstancePublicService),
    "InstantieSnapshot": str(LPDC.InstancePublicServiceSnapshot),
    "ConceptualPublicService": str(LPDC.ConceptualPublicService),
    "ConceptualPublicServiceSnapshot": str(LPDC.ConceptualPublicServiceSnapshot),
    "Concept": str(LPDC.ConceptualPublicService),
    "ConceptSnapshot": str(LPDC.ConceptualPublicServiceSnapshot),
    "id": "@id",
    "order": {"@id": str(SH.order)},
    "uuid": {"@id": str(MU_UUID)},
    "isVersionOf": {"@id": str(DCTERMS.isVersionOf), "@type": "@id"},
    "linkedConcept": {"@id": str(DCTERMS.source), "@type": "@id"},
    "linkedConceptSnapshot": {"@id": str(EXT.hasVersionedSource), "@type": "@id"},
    "aangemaaktDoor": {"@id": str(CREATED_BY), "@type": "@id"},
    "generatedAtTime": _typed(PROV.generatedAtTime, "dateTime"),
    "creatie": _typed(SCHEMA.dateCreated, "dateTime"),
    "laatstGewijzigd": _typed(SCHEMA.dateModified, "dateTime"),
    "startDienstVerlening": _typed(SCHEMA.startDate, "dateTime"),
    "eindeDienstVerlening": _typed(SCHEMA.endDate, "dateTime"),
    "gearchiveerd": _typed(LPDC.isArchived, "boolean"),
    "productnummer": _typed(SCHEMA.productID, "string"),
    "naam": _words(DCTERMS.title),
    "beschrijving": _words(DCTERMS.description),
    "verdereBeschrijving": _words(LPDC.additionalDescription),
    "uitzonderingen": _words(LPDC.exception),
    "regelgevingTekst": _words(LPDC.regulation),
    "zoektermen": {"@id": str(DCAT.keyword), "@container": ["@language", "@set"]},
    "type": _codes(DCTERMS.type, f"{_CONCEPT}Type/"),
    "themas": _codes(M8G.thematicArea, f"{_CONCEPT}Thema/"),
    "doelgroepen": _codes(LPDC.targetAudience, f"{_CONCEPT}Doelgroep/"),
    "bevoegdBestuursniveaus": _codes(
        LPDC.competentAuthorityLevel, f"{_CONCEPT}BevoegdBestuursniveau/"
    ),
    "uitvoerendBestuursniveaus": _codes(
        LPDC.executingAuthorityLevel, f"{_CONCEPT}UitvoerendBestuursniveau/"
    ),
    "publicatiekanalen": _codes(LPDC.publicationMedium, f"{_CONCEPT}PublicatieKanaal/"),
    "yourEuropeCategorieen": _codes(LPDC.yourEuropeCategory, f"{_CONCEPT}YourEuropeCategorie/"),
    "tags": _codes(LPDC.conceptTag, f"{_CONCEPT}ConceptTag/"),
    "snapshotType": _codes(LPDC.snapshotType, f"{_CONCEPT}SnapshotType/"),
    "talen": _codes(DCTERMS.language, "http://publications.europa.eu/resource/authority/language/"),
    "geografischToepassingsgebieden": _codes(DCTERMS.spatial, "http://data.europa.eu/nuts/code/"),
    "bevoegdeOverheden": _codes(
        M8G.hasCompetentAuthority, "https://data.vlaanderen.be/id/organisatie/"
    ),
    "uitvoerendeOverheden": _codes(
        LPDC.hasExecutingAuthority, "https://data.vlaanderen.be/id/organisatie/"
    ),
    "metadata": {"@id": str(LPDC.metadata)},
    "publicatieLink": {"@id": str(LPDC.publicationLink)},
    "url": {"@id": str(SCHEMA.url)},
    "procedures": _many(CPSV.follows, websites=_WEBSITES),
    "voorwaarden": _many(REQUIREMENT, bewijs={"@id": str(M8G.hasSupportingEvidence)}),
    "kosten": _many(M8G.hasCost),
    "financieleVoordelen": _many(CPSV.produces),
    "regelgeving": _many(M8G.hasLegalResource),
    "websites": _many(RDFS.seeAlso),
    "contactgegevens": _many(M8G.hasContactPoint),
    "email": _typed(SCHEMA.email, "string"),
    "telefoonnummer": _typed(SCHEMA.telephone, "string"),
    "openingsuren": _typed(SCHEMA.openingHours, "string"),
    "adres": {"@id": str(LPDC.address)},
    "straatnaam": _words(ADRES.Straatnaam),
    "gemeentenaam": _words(ADRES.gemeentenaam),
    "land": _words(ADRES.land),
    "huisnummer": _typed(ADRES["Adresvoorstelling.huisnummer"], "string"),
    "busnummer": _typed(ADRES["Adresvoorstelling.busnummer"], "string"),
    "postcode": _typed(ADRES.postcode, "string"),
    "member": {"@id": "https://w3id.org/tree#member", "@container": "@set"},
}
"""Our own copy of the words of ``ipdc-lpdc-im.jsonld`` and ``ldes.jsonld``: a file's own address
of a context is never fetched."""
