"""The import of the Flemish product catalogue: what is read, cleaned, refused and left open."""

from __future__ import annotations

import csv
import json
import re
import socket
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal
from typer.testing import CliRunner

from bot.cli.exchange import app
from services_catalog.database import Database
from services_catalog.editing.book import EditingBook
from services_catalog.editing.decisions import accept, reject
from services_catalog.exchange.lpdc import read
from services_catalog.exchange.lpdc.clean import dutch_rank, pick, plain, set_facts_apart
from services_catalog.exchange.lpdc.contacts import address_key, parse_url
from services_catalog.exchange.lpdc.convert import Converted, Ours, convert
from services_catalog.exchange.lpdc.importing import (
    UnknownOrganization,
    import_files,
    write_report,
)
from services_catalog.exchange.lpdc.read import ReadError, read_files
from services_catalog.exchange.lpdc.refuse import namesakes, sift
from services_catalog.exchange.lpdc.suggest import papers_in, topics_for
from services_catalog.exchange.lpdc.words import lead
from services_catalog.loading.shapes import FACT_IN_TEXT, ServiceSource
from services_catalog.settings import PROJECT_ROOT
from services_catalog.vocabulary import Document
from tests.catalogue.factory import location, organization, service
from tests.web.conftest import NoEncoder

DATA = Path(__file__).parent / "data"
TURTLE, PAGE = DATA / "lpdc.ttl", DATA / "lpdc-page.jsonld"
SHARED = PROJECT_ROOT.parent / "shared" / "data" / "lpdc"
DIENST = "https://waterlinde.example.org/id/dienst/"
STAD = "https://waterlinde.example.org/id/overheid/stad"
OURS = Ours({address_key("Grote Markt", "1", "9999"): "stadhuis"}, {STAD: "stad"})
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """No test here may reach out, and so neither may the import; a database's port is its own."""
    if "database" in request.fixturenames:
        return

    def refuse(*_args: object) -> None:
        raise AssertionError("the import tried the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def drafts(*paths: Path, ours: Ours = OURS) -> dict[str, Converted]:
    reading = read_files(paths)
    kept, _refused = sift(reading.entries)
    doubles = namesakes(kept)
    return {
        entry.external_id.rsplit("/", 1)[-1]: convert(
            entry, ours, reading.names, TODAY, doubles.get(entry.external_id, ())
        )
        for entry in kept
    }


def refusals(*paths: Path) -> dict[tuple[str, str], str]:
    reading = read_files(paths)
    refused = reading.refused + sift(reading.entries)[1]
    return {(one.external_id.rsplit("/", 1)[-1], one.field): one.why for one in refused}


def told(draft: Converted, path: str) -> str:
    return " ".join(problem.message for problem in draft.problems if problem.path == path)


@pytest.fixture(scope="module")
def moving() -> Converted:
    return drafts(TURTLE)["verhuizen"]


# --- Cleaning


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Een&nbsp;<strong>twee</strong></p><p> </p><p>drie</p>", "Een twee\n\ndrie"),
        ("<ul><li><p data-x='0'>a</p></li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<ul><li> </li><li>a</li></ul>", "- a"),
        ("<table><tr><th>A</th><td><p>b</p></td></tr><tr><td>1</td><td>2</td></tr></table>",
         "A | b\n1 | 2"),
        ("<p>a<br>b<br><br>c</p>", "a\nb\n\nc"),
        ("<p>veilig</p><script>alert(1)</script><style>p{}</style>", "veilig"),
        ("<p onclick='x()'>zacht\u00ad ko\u200bppel</p>", "zacht koppel"),
        ("&lt;p&gt;twee keer ontsnapt&lt;/p&gt;", "twee keer ontsnapt"),
        ("Zonder tags &amp; met\nlijnen, 3 < 4", "Zonder tags & met\nlijnen, 3 < 4"),
        ("-", ""), ("<p>-</p>", ""), ("<p>&nbsp;</p>", ""), ("", ""),
    ],
)  # fmt: skip
def test_html_becomes_plain_text(source: str, text: str):
    assert plain(source)[0] == text


def test_links_are_kept_beside_the_text_and_no_script_is_one():
    text, links = plain(
        "<a href='https://a.example.org/x'>hier</a> <a href='javascript:x()'>daar</a>"
    )
    assert (text, links) == ("hier daar", ("https://a.example.org/x",))


@given(
    st.text(alphabet=st.sampled_from(list("<>/&;=ab-1.| \n\"'pulitrdh\u200b\u0000")), max_size=80)
)
def test_cleaning_never_fails_and_never_leaves_what_cannot_be_kept(source: str):
    text, _links = plain(source)
    assert text == text.strip()
    assert not re.search(r"[\x00-\x08\u200b]|\n{3,}", text)


@pytest.mark.parametrize("case", [str.lower, str.upper, str])
def test_dutch_is_chosen_by_tag_in_any_case(case):
    tags = ["nl-be-x-informal", "nl-BE-x-generated-informal", "nl", "nl-BE-x-formal"]
    assert [dutch_rank(case(tag)) for tag in tags] == [0, 1, 2, 3]
    for best, worse in pairwise(tags):
        chosen = pick([Literal("slechter", lang=case(worse)), Literal("beter", lang=case(best))])
        assert chosen.text == "beter"
    assert dutch_rank("fr") is None
    assert dutch_rank("nld-x") is None
    assert dutch_rank(None) == 2


def test_english_is_kept_apart_and_is_never_taken_for_dutch():
    chosen = pick([Literal("Hello", lang="EN"), Literal("Bonjour", lang="fr")])
    assert (chosen.text, chosen.english) == ("", "Hello")


def test_sentences_with_facts_are_set_apart_whole():
    kept, moved = set_facts_apart(
        "Je betaalt 5 euro. Kom langs.\n- open om 9:00\n- op afspraak\n\nMail a@b.be! Tot dan."
    )
    assert kept == "Kom langs.\n- op afspraak\n\nTot dan."
    assert moved == ["Je betaalt 5 euro.", "- open om 9:00", "Mail a@b.be!"]


WORDS = st.lists(
    st.sampled_from(
        ["Kom", "5", "euro.", "€", "9", "uur", "16", "u.", "9:00", "\n", "- ", "1. ", "a@b.be",
         "016", "12", "langs.", " | ", "+32", "Ja!"]
    ), max_size=25,
).map(" ".join)  # fmt: skip


@given(WORDS)
def test_no_fact_stays_and_no_word_is_lost(text: str):
    kept, moved = set_facts_apart(text)
    assert not FACT_IN_TEXT.search(kept)
    assert sorted([*kept.split(), *" ".join(moved).split()]) == sorted(text.split())


def test_a_summary_is_the_beginning_and_nothing_is_said_twice():
    first = "Dit is een zin van een dienst. " * 20
    summary, rest = lead(first.strip() + "\n\nMeer.")
    assert len(summary) <= 400
    assert f"{summary} {rest}".replace("\n\n", " ") == first.strip() + " Meer."
    assert lead("Je krijgt:\n- geld") == ("", "Je krijgt:\n- geld")
    assert lead("Breng dit mee.\n- kaart") == ("", "Breng dit mee.\n- kaart")
    assert lead("Leefloon\n\nEen inkomen van het OCMW.", "leefloon") == (
        "Een inkomen van het OCMW.", ""
    )  # fmt: skip
    assert lead("x" * 500) == ("", "x" * 500)


# --- Reading


def test_turtle_is_read_with_names_of_authorities():
    reading = read_files([TURTLE])
    assert reading.found == 7
    assert reading.names == {STAD: "Gemeente Waterlinde"}


def test_a_page_of_a_stream_gives_the_newest_version_without_the_network():
    assert drafts(PAGE)["taalles"].title == "Nederlands leren"
    assert ("taalles", "version") in refusals(PAGE)


def test_versions_are_told_apart_by_time_not_by_text(tmp_path: Path):
    page = json.loads(PAGE.read_text("utf-8"))
    page["member"][0]["generatedAtTime"] = "2026-02-01T11:45:00+02:00"  # 09:45 UTC, looks later
    page["member"][1]["generatedAtTime"] = "2026-02-01T10:15:00Z"
    file = tmp_path / "page.json"
    file.write_text(json.dumps(page), "utf-8")
    assert drafts(file)["taalles"].title == "Nederlands leren"


def test_expanded_json_ld_and_a_graph_are_read(tmp_path: Path):
    node = {
        "@id": "https://a.example.org/1",
        "@type": [
            "https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#InstancePublicService"
        ],
        "http://purl.org/dc/terms/title": [{"@language": "nl", "@value": "Een dienst"}],
    }
    for number, document in enumerate(([node], {"@graph": [node]}, node)):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(document), "utf-8")
        assert [entry.title for entry in read_files([file]).entries] == ["Een dienst"]


def test_contexts_to_fetch_are_passed_over_wherever_they_stand(tmp_path: Path):
    page = json.loads(PAGE.read_text("utf-8"))
    page["@context"] = [
        "http://nowhere.invalid/a",
        {"@import": "http://nowhere.invalid/b"},
        {"x": {"@id": "urn:x", "@context": "http://nowhere.invalid/c"}},
    ]
    page["member"][1]["@context"] = "http://nowhere.invalid/d"
    page["member"][1]["procedures"][0]["@context"] = ["http://nowhere.invalid/e"]
    file = tmp_path / "page.jsonld"
    file.write_text(json.dumps(page), "utf-8")
    assert drafts(file)["taalles"].document["text"]["how"] == "Schrijf je in."


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xml", b"<ProductCatalog/>", "supplier's own export"),
        ("a.csv", b"a;b", "the import reads .ttl"),
        ("a.ttl", b"@prefix x: <", "is no turtle"),
        ("a.json", b"{", "is no json-ld"),
        ("a.json", b"3", "no JSON objects"),
        ("a.json", b"[" * 100_000, "a.json"),
        ("a.ttl", b"\xff\xfe\x00", "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_cause_and_cure(
    tmp_path: Path, name: str, content: bytes, words: str
):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(ReadError, match=re.escape(words)) as caught:
        read_files([TURTLE, file])
    assert name in str(caught.value)
    with pytest.raises(ReadError, match="cannot be opened"):
        read_files([tmp_path / "missing.ttl"])


def test_a_file_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(read, "LARGEST", 10)
    with pytest.raises(ReadError, match="larger than"):
        read_files([TURTLE])


def test_half_a_character_does_not_stop_an_import(tmp_path: Path):
    file = tmp_path / "page.json"
    file.write_text(
        PAGE.read_text("utf-8").replace("Schrijf je in.", "Schrijf\\ud83d je in."), "utf-8"
    )
    assert drafts(file)["taalles"].document["text"]["how"] == "Schrijf? je in."


# --- Converting


def test_the_text_fields(moving: Converted):
    assert moving.document["text"] == {
        "title": "Je adres wijzigen",
        "description": "Verhuis je? Meld het aan de stad.\n- binnen acht dagen\n- met je gezin\n\n"
        "De wijkagent komt langs.",
        "how": "Vul het formulier in.\n\nAan het loket\nKom langs.",
        "who": "Je woont in Waterlinde.\n\nStudenten melden zich niet.",
        "cost_note": "Voor inwoners gratis.",
        "hours_note": "Enkel op afspraak.",
    }


def test_contact_data_that_parses_and_the_rest_as_problems(moving: Converted):
    document = moving.document
    assert document["phone"] == "+3212000104"
    assert document["email"] == "burgerzaken@waterlinde.example.org"
    assert document["url"] == "https://waterlinde.example.org/verhuizen"
    assert document["locations"] == [{"location": "stadhuis"}]
    assert "bel ons maar" in told(moving, "phone")
    assert "www.waterlinde.example.org" in told(moving, "url")
    assert "Nergensstraat 8, 9999 Waterlinde" in told(moving, "locations")
    assert "Schrijf ze als uren" in told(moving, "locations")


def test_what_nobody_can_know_is_left_out_and_named(moving: Converted):
    open_fields = {"topics", "phase", "scope", "access", "cost", "checked_on", "check_every_days"}
    open_fields.add("documents")
    assert not open_fields & set(moving.document)
    assert open_fields <= {problem.path for problem in moving.problems}
    assert moving.document["organization"] == "stad"
    assert moving.document["languages"] == ["nl", "fr"]
    assert "organization" not in {problem.path for problem in moving.problems}
    assert {"id", "eligibility"}.isdisjoint(moving.document)


def test_the_note_holds_all_that_fits_nowhere(moving: Converted):
    for words in (
        "Een bewijs kost 5 euro.", "Een kopie kost € 2.", "Ma-vr 9:00-12:00",
        "Gemeente Waterlinde", "Je identiteitskaart en je huurcontract.", "Change of address",
        "Tell the city when you move.", "Meer lezen: https://www.vlaanderen.example.org/verhuizen",
        "https://waterlinde.example.org/form", "colour = blauw", "Inschrijven en adres",
        "Je huurcontract",
    ):  # fmt: skip
        assert words in moving.note, words
    assert "alert" not in moving.note
    assert "{" not in moving.note
    assert "hier uitgehaald" in told(moving, "text.description")
    assert "hier uitgehaald" in told(moving, "text.cost_note")


def test_formal_text_and_ended_services_are_told():
    concept = drafts(PAGE)["zwemmen"]
    assert concept.title == "Je zwembad"
    assert "Maak er “je” van" in concept.note
    assert "modeltekst" in concept.note
    assert "2025-01-01" in told(drafts(TURTLE)["steun-c"], "checked_on")


def test_unknown_words_of_json_are_told():
    assert "kleurVanDeFolder = groen" in drafts(PAGE)["taalles"].note


def test_an_organization_is_only_taken_when_all_authorities_are_it():
    both = Ours({}, {"": "stad", STAD: "ocmw"})
    found = drafts(TURTLE, ours=both)
    assert found["verhuizen"].document["organization"] == "ocmw"
    assert found["steun-b"].document["organization"] == "stad"
    assert "organization" not in drafts(TURTLE, ours=Ours())["verhuizen"].document


def test_a_draft_can_never_be_published_as_it_is(moving: Converted):
    with pytest.raises(ValueError, match="topics"):
        ServiceSource.model_validate(moving.document)


@pytest.mark.parametrize(
    ("words", "themes", "expected"),
    [
        (["Leefloon"], ["WelzijnGezondheid"], ["financial_support"]),
        (["Cursus", "NT2"], [], ["dutch_course"]),
        (["Belgische nationaliteit aanvragen"], [], ["nationality"]),
        (["Iets anders"], ["BouwenWonen"], ["housing"]),
        (["Iets anders"], ["WelzijnGezondheid", "BurgerOverheid"], []),
    ],
)
def test_topics_are_suggested_from_words_then_themes(words, themes, expected):
    assert topics_for(words, themes) == expected


def test_papers_are_found_by_whole_words_where_they_are_short():
    assert papers_in("je eID-kaart en een pasfoto") == [Document.IDENTITY_DOCUMENT, Document.PHOTO]
    assert papers_in("de eidtoren en het isisproject") == []


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.example.org/b ", "https://a.example.org/b"),
        ("www.a.be", None),
        ("ftp://a.be", None),
        ("https://a b.be", None),
        ("http://[", None),
        ("https://localhost", None),
    ],
)
def test_web_addresses(text: str, url: str | None):
    assert parse_url(text) == url


# --- Refusing


def test_every_refusal_has_a_field_and_a_reason():
    found = refusals(TURTLE, PAGE)
    assert set(found) == {
        ("kopie", "text.title"), ("zonder", "text.title"), ("oud", "status"), ("weg", "status"),
        ("steun-a", "text.title"), ("taalles", "version"), ("taal", "concept"),
    }  # fmt: skip
    assert f"{DIENST}steun-b" in found["steun-a", "text.title"]
    assert "Nederlands leren" in found["taal", "concept"]


def test_a_namesake_of_another_city_is_kept_and_told():
    found = drafts(TURTLE)
    assert f"{DIENST}steun-c" in told(found["steun-b"], "text.title")
    assert f"{DIENST}steun-b" in told(found["steun-c"], "text.title")
    assert "text.title" not in {problem.path for problem in found["verhuizen"].problems}


# --- Staging, on both kinds of database


@pytest.fixture
def seeded(database: Database) -> Database:
    with database.change() as session:
        session.add(organization(id="stad", name="Stad Waterlinde"))
        session.flush()
        session.add(location(id="stadhuis", organization_id="stad", street="Grote Markt"))
    return database


def test_nothing_is_kept_until_told_and_nothing_disappears(seeded: Database):
    dry = import_files(seeded, [TURTLE, PAGE], "An", today=TODAY)
    assert dry.counts == {"found": 12, "new": 5, "changed": 0, "unchanged": 0, "refused": 7}
    kept = import_files(seeded, [TURTLE, PAGE], "An", dry_run=False, today=TODAY)
    assert kept.counts == dry.counts
    version = seeded.version()
    again = import_files(seeded, [TURTLE, PAGE], "An", dry_run=False, today=TODAY)
    assert again.counts == {"found": 12, "new": 0, "changed": 0, "unchanged": 5, "refused": 7}
    assert seeded.version() == version


def test_progress_is_told_to_the_last(seeded: Database):
    seen: list[tuple[int, int]] = []
    import_files(seeded, [TURTLE], "An", progress=lambda *step: seen.append(step))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_an_accepted_draft_is_not_proposed_again_until_the_source_changes(
    seeded: Database, tmp_path: Path
):
    book = EditingBook(seeded, NoEncoder)
    kept = import_files(seeded, [TURTLE], "An", dry_run=False, organizations={STAD: "stad"})
    items = {item.title: item for item in kept.report.items}
    item = items["Je adres wijzigen"].item
    assert item is not None
    draft = accept(book, item, "An")
    assert draft.document["text"]["title"] == "Je adres wijzigen"
    assert draft.document["organization"] == "stad"
    assert draft.document["external_ids"]["lpdc"] == f"{DIENST}verhuizen"
    rejected = items["Dringende steun"].item
    assert rejected is not None
    reject(seeded, rejected, "An", "van de buren")
    again = import_files(seeded, [TURTLE], "An", organizations={STAD: "stad"})
    assert (again.counts["new"], again.counts["changed"], again.counts["unchanged"]) == (0, 0, 3)

    newer = tmp_path / "newer.ttl"
    newer.write_text(TURTLE.read_text("utf-8").replace("Kom langs.", "Maak een afspraak."), "utf-8")
    changed = import_files(seeded, [newer], "An", organizations={STAD: "stad"})
    assert (changed.counts["changed"], changed.counts["unchanged"]) == (1, 2)
    comparison = next(item for item in changed.report.items if item.comparison).comparison
    assert comparison is not None
    assert set(comparison.proposed) == {"text.how"}


def test_a_service_of_ours_that_is_archived_at_the_source_is_named(seeded: Database):
    from services_catalog.models import ExternalId

    with seeded.change() as session:
        session.add(service(id="oude-dienst", organization_id="stad"))
        session.flush()
        session.add(ExternalId(system="lpdc", value=f"{DIENST}oud", service_id="oude-dienst"))
    outcome = import_files(seeded, [TURTLE], "An")
    assert [one.why for one in outcome.refused if one.field == "status"] == [
        "Gearchiveerd bij de bron. Bij ons: oude-dienst. Kijk die na."
    ]


def test_an_organization_that_is_not_ours_stops_the_import(seeded: Database):
    with pytest.raises(UnknownOrganization, match=r"has no organization nergens.*stad"):
        import_files(seeded, [TURTLE], "An", organizations={"": "nergens"})


def test_the_report_is_a_csv_that_runs_nothing(seeded: Database, tmp_path: Path):
    turtle = tmp_path / "a.ttl"
    turtle.write_text(TURTLE.read_text("utf-8").replace('"Kopie van Je', '"=Kopie van Je'), "utf-8")
    outcome = import_files(seeded, [turtle], "An")
    file = tmp_path / "report.csv"
    write_report(outcome, file)
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text, delimiter=";"))
    assert [row["outcome"] for row in rows[:4]] == ["refused"] * 4
    assert "'=Kopie van Je adres wijzigen" in {row["title"] for row in rows}
    assert {row["field"] for row in rows if row["title"] == "Je adres wijzigen"} >= {
        "topics",
        "cost",
    }


# --- The command


@pytest.fixture
def command(database: Database, monkeypatch: pytest.MonkeyPatch):
    with database.change() as session:
        session.add(organization(id="stad"))
    url = database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("TOELEIDER_DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["import", "lpdc", *arguments])
        return result.exit_code, result.output

    return run


def test_the_command_looks_first_and_keeps_when_told(command, tmp_path: Path):
    report = tmp_path / "r.csv"
    code, output = command(str(TURTLE), "--report", str(report), "--organization", f"{STAD}=stad")
    assert code == 0
    assert "A dry run: nothing was kept" in output
    assert re.search(r"│ 7 +│ 3 +│ 0 +│ 0 +│ 4 ", output)
    assert "Gearchiveerd bij de bron" in output
    assert report.exists()
    code, output = command(str(TURTLE), "--apply", "--actor", "An")
    assert (code, "Kept as import 1" in output) == (0, True)
    code, output = command(str(TURTLE), "--json")
    assert json.loads(output[output.index("{") :])["counts"]["unchanged"] == 3


def test_the_command_fails_with_cause_and_cure(command, tmp_path: Path):
    bad = tmp_path / "a.xml"
    bad.write_text("<a/>", "utf-8")
    for arguments, words, exit_code in (
        ((str(bad),), "supplier's own export", 1),
        ((str(TURTLE), "--organization", "nergens"), "no organization nergens", 1),
        ((str(TURTLE), "--actor", "a" * 121), "1 to 120", 2),
        ((str(TURTLE), "--report", str(tmp_path / "no" / "r.csv")), "could not be written", 1),
    ):
        code, output = command(*arguments)
        assert (code, words in " ".join(output.split())) == (exit_code, True), output


# --- The real exports (MIT, not ours to keep here)


@pytest.mark.parametrize(
    ("name", "found"), [("merelbeke-full.ttl", 97), ("lpdc-instances-newcomer-subset.ttl", 95)]
)
def test_real_exports_are_read_whole(name: str, found: int):
    file = SHARED / name
    if not file.exists():
        pytest.skip(f"{file} is not here: the real exports are kept beside the project")
    reading = read_files([file])
    kept, refused = sift(reading.entries)
    assert reading.found == found == len(kept) + len(refused) + len(reading.refused)
    for entry in kept:
        draft = convert(entry, Ours(), reading.names, TODAY)
        assert "Velden die wij niet kennen" not in draft.note, draft.note
        for name, text in draft.document["text"].items():
            assert not re.search(r"<\w+|&\w+;|\xa0", text), text
            assert name == "title" or not FACT_IN_TEXT.search(text)
        for problem in draft.problems:
            assert problem.path
            assert "{" not in problem.message


def test_the_same_service_is_the_same_draft_in_turtle_and_in_json_ld():
    turtle, expanded = SHARED / "instance-published-4.ttl", SHARED / "instance-published-4.json"
    if not turtle.exists():
        pytest.skip(f"{turtle} is not here: the real exports are kept beside the project")
    (one,), (other,) = drafts(turtle).values(), drafts(expanded).values()
    assert one.document["text"] == other.document["text"]
    assert one.document.get("phone") == other.document.get("phone") == "+3280018400"
