"""Files of a translation office on the staff pages: out, back, looked at, taken over."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from starlette.applications import Starlette

from services_catalog.database import Database
from services_catalog.models import Role, ServiceTranslation
from services_catalog.staff.pages import translation_files
from services_catalog.translating.glossary import entries
from services_catalog.vocabulary import TranslationState
from tests.staff.conftest import Browser, Make

FILES = "/translations/fr/files"
ID = "leefloon"
OLD = "Demander le revenu d'intégration (leefloon) ou une autre aide mensuelle"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOELEIDER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def translator(person: Make) -> Browser:
    return person(Role.TRANSLATOR, "Tine", {"languages": ["fr"]})


def title(catalogue: Database) -> str:
    with catalogue.read() as session:
        return session.get_one(ServiceTranslation, (ID, "fr")).title


def fetch(browser: Browser, **choice: str) -> bytes:
    wanted = {"which": "all", "format": "po"} | choice
    answer = browser.client.get(f"/staff{FILES}/download", params=wanted)
    assert answer.status_code == 200, answer.text[:500]
    return answer.content


def changed(content: bytes, new: str = "Demander le leefloon") -> bytes:
    """As a translator leaves it in Poedit: the text is new and no longer fuzzy."""
    entries = content.decode().split("\n\n")
    for number, entry in enumerate(entries):
        if f'msgctxt "service/{ID}/title"' in entry:
            text = re.sub(r'msgstr ".*"', f'msgstr "{new}"', entry)
            entries[number] = text.replace("#, fuzzy\n", "")
    return "\n\n".join(entries).encode()


def send(browser: Browser, content: bytes, status: int = 200, **fields: str) -> str:
    answer = browser.client.post(
        f"/staff{FILES}",
        data={"csrf": browser.token(), **fields},
        files={"file": ("C:\\Mijn map\\terug.po", content, "application/octet-stream")},
    )
    assert answer.status_code == status, answer.text[:2000]
    browser.url = str(answer.url)
    return answer.text


def here(browser: Browser) -> str:
    return browser.url.split("/staff", 1)[1].split("?")[0]


def test_out_back_looked_at_taken_over(translator: Browser, catalogue: Database, home: Path):
    before = title(catalogue)
    shown = send(translator, changed(fetch(translator)))
    assert "/held/" in here(translator), shown[shown.index("<h1") :]
    assert "terug.po" in shown
    assert "Mijn map" not in shown
    assert "Klaar om over te nemen</dt><dd>1<" in shown
    assert before in shown.replace("&#39;", "'")
    assert title(catalogue) == before  # looking changes nothing
    done = translator.post(here(translator), do="take")
    assert "1 tekst overgenomen" in done
    assert title(catalogue) == "Demander le leefloon"
    with catalogue.read() as session:
        row = session.get_one(ServiceTranslation, (ID, "fr"))
        assert row.state is TranslationState.IN_REVIEW
    # Nothing of the file is left, and a second click does nothing.
    assert not [one for one in home.rglob("*") if one.is_file() and b"msgid" in one.read_bytes()]
    assert "1 tekst overgenomen" in translator.post(here(translator), do="take")


def test_leaving_it_keeps_nothing(translator: Browser, catalogue: Database, home: Path):
    before = title(catalogue)
    send(translator, changed(fetch(translator)))
    assert "niets overgenomen" in translator.post(here(translator), do="drop")
    assert title(catalogue) == before
    assert not list(home.rglob("*.po"))


def test_one_text_can_be_left_out(translator: Browser, catalogue: Database):
    before = title(catalogue)
    send(translator, changed(fetch(translator)))
    done = translator.post(here(translator), do="take", skip=f"service/{ID}/title")
    assert "0 teksten overgenomen" in done
    assert title(catalogue) == before


def test_a_text_somebody_changed_meanwhile_stays(translator: Browser, catalogue: Database):
    send(translator, changed(fetch(translator)))
    with catalogue.change() as session:
        session.get_one(ServiceTranslation, (ID, "fr")).title = "Le texte d'une collègue"
    done = translator.post(here(translator), do="take")
    assert "0 teksten overgenomen" in done
    assert "Iemand veranderde onze vertaling net" in done
    assert title(catalogue) == "Le texte d'une collègue"


def test_what_is_refused_says_why(translator: Browser, catalogue: Database):
    shown = send(translator, changed(fetch(translator), "Demander 1 200 € au 012 34 56 78"))
    assert "Dit wordt niet overgenomen" in shown
    assert "Geweigerd</dt><dd>1<" in shown
    assert 'value="take"' not in shown
    unfinished = fetch(translator).replace(b'msgstr "Demander', b'msgstr "On peut demander')
    shown = send(translator, unfinished)
    assert "nog niet af is" in shown
    assert "Klaar om over te nemen</dt><dd>0<" in shown
    # Some tools never say that a text is finished: the person who knows says it for all of them.
    shown = translator.post(here(translator), do="unfinished")
    assert "Nog niet af</dt><dd>0<" in shown
    assert "Klaar om over te nemen</dt><dd>0<" not in shown
    assert shown.count('class="sentence"') == send(
        translator, unfinished, unfinished="1"
    ).count('class="sentence"')  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Kies eerst een bestand|leeg"),
        (b"Beste, zie bijlage", "geen PO en geen XLIFF"),
        (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "DOCTYPE"),
        (b'msgid "a\nmsgstr ""\n', "Regel 1"),
        (b'msgid ""\nmsgstr "Language: uk\\n"\n', "voor de taal uk"),
        (b"x" * (9 * 1024 * 1024), "groter dan 8 MB"),
    ],
)
def test_a_file_that_cannot_be_used(translator: Browser, content: bytes, said: str, home: Path):
    large = len(content) > 1024
    shown = send(translator, content, 413 if large else 422)
    assert re.search(said, shown)
    assert 'aria-describedby="file-hint file-wrong" aria-invalid="true"' in shown
    assert not list(home.rglob("*.po"))


def test_more_than_the_page_reads_at_all(translator: Browser):
    assert "groter dan 8 MB" in send(translator, b"x" * (11 * 1024 * 1024), 413)


def test_without_the_token_of_the_page_nothing_comes_in(translator: Browser):
    answer = translator.client.post(
        f"/staff{FILES}", files={"file": ("a.po", b"x")}, data={"csrf": "0" * 64}
    )
    assert answer.status_code == 403


def test_a_file_waits_only_for_who_brought_it(
    translator: Browser, person: Make, catalogue: Database
):
    send(translator, changed(fetch(translator)))
    place, before = here(translator), title(catalogue)
    other = person(Role.PUBLISHER)
    assert "er niet meer" in other.get(place)
    assert "er niet meer" in other.post(place, do="take")
    # Nor is it taken in another language than it was looked at in.
    assert "er niet meer" in other.get(place.replace("/fr/", "/uk/"))
    assert title(catalogue) == before


def test_a_scope_reaches_no_further(person: Make, catalogue: Database):
    browser = person(Role.TRANSLATOR, "Tom", {"languages": ["uk"]})
    for path in (FILES, f"{FILES}/download"):
        browser.get(path, status=403)
    browser.post(FILES, status=403)
    # A translator of one organization: other organizations' services are refused line by line.
    mine = person(Role.TRANSLATOR, "Eva", {"organizations": ["stad-waterlinde"]})
    shown = send(mine, changed(fetch(mine)))
    assert "andere organisatie" in shown
    assert 'value="take"' not in shown


def test_readers_fetch_and_bring_nothing_back(person: Make):
    reader = person(Role.READER)
    assert fetch(reader).count(b"msgctxt") > 500
    assert 'type="file"' not in reader.get(FILES)


def test_what_goes_out(translator: Browser, person: Make):
    answer = translator.client.get(f"/staff{FILES}/download", params={"which": "all"})
    assert re.search(
        r'filename="toeleider-fr-\d{4}-\d\d-\d\d\.xlf"', answer.headers["content-disposition"]
    )
    assert b'version="1.2"' in answer.content
    assert b'version="2.1"' in fetch(translator, format="xliff")
    topic = fetch(translator, topic="voting").decode()
    assert "service/stemmen" in topic or "msgctxt" in topic
    assert len(topic) < len(fetch(translator)) / 10
    emergency = fetch(translator, risk="emergency").decode()
    assert "hotline/" in emergency
    assert "Risico: gewoon" not in emergency
    assert "niets te vertalen" in translator.get(f"{FILES}/download?which=todo")
    # All languages: of a translator with one language, that one.
    names = zipfile.ZipFile(BytesIO(fetch(translator, languages="all"))).namelist()
    assert len(names) == 1
    every = fetch(person(Role.PUBLISHER), languages="all", risk="emergency")
    assert len(zipfile.ZipFile(BytesIO(every)).namelist()) == 19


def test_long_work_says_how_far_it_is(
    translator: Browser, app: Starlette, monkeypatch: pytest.MonkeyPatch, catalogue: Database
):
    send(translator, changed(fetch(translator)))
    holding = app.state.inner.state.office.holding
    real = type(holding).work
    monkeypatch.setattr(type(holding), "work", lambda self, parcel, work: parcel.tell(
        state="working", done=3, total=9))  # fmt: skip
    shown = translator.post(here(translator), do="take")
    assert "3 van 9" in shown
    assert "Kijk hoever het is" in shown
    monkeypatch.setattr(type(holding), "work", real)

    def broken(*_args: object, **_values: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(translation_files, "taking", lambda *_args: broken)
    send(translator, changed(fetch(translator)))
    assert "Dat liep mis" in translator.post(here(translator), do="take")


def test_the_glossary(translator: Browser, person: Make):
    shown = translator.get("/glossary")
    assert len(re.findall(r"<th scope=\"row\">", shown)) == len(entries())
    assert "médecin généraliste" in shown
    assert 'value="uk"' not in shown  # only the languages of this translator
    ukrainian = person(Role.PUBLISHER).get("/glossary?language=uk")
    assert "сімейний лікар" in ukrainian
    assert 'lang="uk"' in ukrainian
