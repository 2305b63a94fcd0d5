"""What people say, turn by turn, through the trained model."""

from __future__ import annotations

import pytest

from bot.evaluation.accepted import SETS
from bot.evaluation.talks import play, read_talks

pytestmark = pytest.mark.model

TALKS = [
    pytest.param(script, id=f"{language}-{script['name'].replace(' ', '-')}")
    for path in sorted((SETS / "talks").glob("*.yml"))
    for language, scripts in read_talks(path).items()
    for script in scripts
]


@pytest.mark.parametrize("script", TALKS)
def test_talk(talk, script):
    for turn in script["turns"]:
        assert play(turn, talk) == [], turn["say"]


VAGUE = ["zxqv brmpf gnurk", "het ding van gisteren is weer zo", "blauw of toch maar niet",
         "qwpo fjsk dlam", "met de tante van toen", "dat zeggen ze dan hier en daar",
         "wortel trap lamp kat", "morgen misschien de andere kant uit"]  # fmt: skip


def test_the_fallback_speaks_in_readable_labels(talk):
    text = next((v for v in VAGUE if talk.parse(v)["intent"]["name"] == "nlu_fallback"), None)
    assert text, "nothing is vague any more: the threshold of the fallback is too low"
    messages = talk.say(text)
    titles = [button["title"] for button in messages[-1]["buttons"]]
    assert len(titles) > 1
    assert not any("_" in title or "fallback" in title.lower() for title in titles)


def test_two_fallbacks_end_with_a_person(talk):
    said: list[dict] = []
    for text in ("/nlu_fallback", "/out_of_scope", "/nlu_fallback", "/out_of_scope"):
        said = talk.say(text)
    assert "dienst-migratie" in [card["id"] for m in said for card in m["cards"]]


def test_the_page_s_language_wins_over_what_is_written(talk):
    messages = talk.say("where can I sleep tonight", language="uk")
    assert {m["language"] for m in messages} == {"uk"}


def test_a_choice_in_words_overrides_the_page_until_the_page_chooses_anew(talk):
    assert talk.say("please speak English", language="nl")[-1]["language"] == "en"
    assert talk.say("where can I sleep tonight", language="nl")[-1]["language"] == "en"
    assert talk.say("where can I sleep tonight", language="tr")[-1]["language"] == "tr"


def test_one_short_word_does_not_switch_the_language(talk):
    talk.say("ik zoek een huis om te huren in de stad")
    assert talk.say("ok")[-1]["language"] == "nl"


@pytest.mark.parametrize("text", ["你好我需要帮助", "मुझे सोने की जगह चाहिए"])
def test_a_language_we_do_not_have_is_said_kindly(talk, text):
    messages = talk.say(text)
    payloads = {button["payload"] for m in messages for button in m["buttons"]}
    assert any("choose_language" in payload for payload in payloads)
    assert any(card["id"] == "dienst-migratie" for m in messages for card in m["cards"])


def test_the_two_hundredth_turn_keeps_what_the_second_kept(talk):
    sizes = []
    for _ in range(25):
        talk.say("/ask_housing")
        sizes.append(len(talk.tracker().events))
    assert sizes[-1] <= sizes[9] + 2


def test_nothing_said_is_kept_in_the_tracker(talk):
    marked = "ik zoek een huis wortelkanaal-4711 zonder papieren"
    talk.say(marked)
    kept = str([event.as_dict() for event in talk.tracker().events])
    assert "wortelkanaal" not in kept
    assert "4711" not in kept
    assert "query_vector" not in kept
    assert "no_papers" not in kept


def test_a_catalogue_edit_is_live_in_the_next_answer(talk):
    from actions.desk import desk
    from services_catalog.models import Service

    talk.say("/ask_food_aid")
    database = desk().database
    with database.read() as session:
        before = session.get_one(Service, "voedselpakket-de-korf").title
    try:
        with database.change() as session:
            session.get_one(Service, "voedselpakket-de-korf").title = "Pakket van de dag"
        titles = [c["title"] for m in talk.say("/ask_food_aid") for c in m["cards"]]
        assert "Pakket van de dag" in titles
    finally:
        with database.change() as session:
            session.get_one(Service, "voedselpakket-de-korf").title = before


@pytest.mark.parametrize(
    "text",
    ["", "😀😀", "\ufdfa" * 1000, "{slot} {service}", "<script>alert(1)</script>", "x" * 100_000,
     "'; DROP TABLE service; --", "a\ud800b", "\x00\x07"],
)  # fmt: skip
def test_bad_input_gets_an_answer(talk, text):
    messages = talk.say(text)
    assert messages
    assert all(m["text"] and "Traceback" not in m["text"] for m in messages)


def test_a_weak_language_says_so_once_and_puts_a_person_first(talk, monkeypatch):
    monkeypatch.setattr("services_catalog.languages.WEAK_BELOW", 101)
    notice = "Ik begrijp deze taal nog niet"
    first, *others = talk.say("ik zoek een appartement om te huren")
    assert first["text"].startswith(notice)
    assert first["buttons"][0]["payload"] == "/ask_human"
    assert any(message["cards"] for message in others)
    assert not any(notice in message["text"] for message in talk.say("en waar is de voedselbank"))


def test_nothing_stands_before_an_alarm(talk, monkeypatch):
    monkeypatch.setattr("services_catalog.languages.WEAK_BELOW", 101)
    assert "112" in talk.say("mijn baby ademt niet")[0]["text"]


@pytest.mark.parametrize(
    ("text", "name"), [("ich suche eine Wohnung für meine Familie in der Stadt", "Duits")]
)
def test_a_language_we_do_not_have_is_named(talk, text, name):
    said = " ".join(message["text"] for message in talk.say(text))
    assert name in said
    assert "German" in said
