"""The actions of stock Rasa: each looks a service up in a small SQLite table and says what it is.

Runs in the environment of benchmarks/stock, with nothing of the project.
"""

from __future__ import annotations

import sqlite3

from rasa_sdk import Action

NAMES = (
    "action_answer_topic", "action_answer_follow_up", "action_more_options", "action_show_service",
    "action_show_menu", "action_migration_office", "action_hand_over", "action_alarm_contacts",
    "action_change_language", "action_unsupported_language", "action_forget_me",
    "action_wrong_answer", "action_out_of_scope", "action_affirm", "action_deny",
    "action_default_ask_affirmation", "action_default_ask_rephrase", "action_default_fallback",
)  # fmt: skip
LOOK_UP = "SELECT title, summary, hours, phone FROM service WHERE topic = ? LIMIT 3"
TOPICS = "SELECT DISTINCT topic FROM service ORDER BY topic LIMIT 12"
_connection = sqlite3.connect("file:services.db?mode=ro", uri=True, check_same_thread=False)


class LookUp(Action):
    """Three services of the topic that was asked, or the list of topics."""

    def name(self) -> str:
        """Each kind below has its own."""
        return ""

    def run(self, dispatcher, tracker, domain):
        """Look up, and say it."""
        intent = (tracker.latest_message.get("intent") or {}).get("name") or ""
        found = _connection.execute(LOOK_UP, (intent.removeprefix("ask_"),)).fetchall()
        if found:
            text = "\n\n".join(". ".join(filter(None, service)) for service in found)
            dispatcher.utter_message(text=text)
        else:
            topics = [topic for (topic,) in _connection.execute(TOPICS)]
            dispatcher.utter_message(
                text="Waarover gaat je vraag?",
                buttons=[{"title": topic, "payload": f"/ask_{topic}"} for topic in topics],
            )
        return []


for _name in NAMES:
    # rasa_sdk registers every subclass of Action it finds, by its name().
    globals()[_name] = type(_name, (LookUp,), {"name": lambda self, name=_name: name})
