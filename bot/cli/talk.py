"""``toeleider ask`` and ``toeleider chat``: the assistant in the terminal."""

from __future__ import annotations

import asyncio
import uuid
from typing import Annotated, Any

import typer

from bot.cli.run import prepare_catalogue
from bot.cli.screen import console, errors, fail, print_json
from bot.training import ModelMissing
from services_catalog.cards import as_text
from services_catalog.languages import known, languages

LanguageOption = Annotated[
    str | None, typer.Option("--language", "-l", help="Answer in this language (nl, en, ar, …).")
]


def _assistant() -> Any:
    from bot.engine import Assistant

    try:
        with errors.status("Loading the assistant…"):
            return Assistant()
    except ModelMissing as error:
        fail(str(error))


def _language(code: str | None) -> str | None:
    found = known(code)
    if code and not found:
        fail(f"{code!r} is no language of ours. Choose from: {', '.join(languages())}", 2)
    return found


def ask(
    text: Annotated[str, typer.Argument(help="The question, as a visitor would write it.")],
    language: LanguageOption = None,
    json: Annotated[bool, typer.Option("--json", help="Everything, for scripts.")] = False,
) -> None:
    """Ask one question and print the answer."""
    code = _language(language)
    prepare_catalogue()
    assistant = _assistant()

    async def turn() -> tuple[dict[str, Any], list[dict[str, Any]]]:
        understood = await assistant.parse(text, language=code)
        return understood, await assistant.send(text, uuid.uuid4().hex, language=code)

    understood, messages = asyncio.run(turn())
    if json:
        print_json(report(understood, messages))
    else:
        show(messages)


def report(understood: dict[str, Any], messages: list[dict[str, Any]]) -> dict[str, Any]:
    """What ``ask --json`` prints."""
    language = next((m["language"] for m in messages if m["language"]), understood.get("language"))
    return {
        "language": language,
        "direction": languages()[language].direction if language in languages() else "ltr",
        "intent": understood["intent"]["name"],
        "confidence": round(float(understood["intent"]["confidence"]), 4),
        "alarm": (understood.get("alarm") or {}).get("intent"),
        "entities": [{k: e.get(k) for k in ("entity", "value")} for e in understood["entities"]],
        "service_ids": [card["id"] for m in messages for card in m["cards"]],
        "messages": messages,
    }


def show(messages: list[dict[str, Any]]) -> None:
    """Messages as text; buttons with the number that chooses them."""
    for message in messages:
        console.print(message["text"], style="bold", markup=False)
        for line in message["lines"]:
            console.print(f"  {line['number']}  {line['name']}: {line['purpose']}", markup=False)
        for card in message["cards"]:
            console.print("\n" + as_text(card), markup=False)
    for number, button in enumerate(buttons(messages), start=1):
        console.print(f"  [{number}] {button['title']}", style="cyan", markup=False)


def buttons(messages: list[dict[str, Any]]) -> list[dict[str, str]]:
    """All buttons of an answer, in order."""
    return [button for message in messages for button in message["buttons"]]


def chat(language: LanguageOption = None) -> None:
    """Talk in the terminal. A number presses a button; an empty line ends."""
    code = _language(language)
    prepare_catalogue()
    assistant = _assistant()
    session = uuid.uuid4().hex

    async def talk() -> None:
        offered: list[dict[str, str]] = []
        while True:
            try:
                text = console.input("[green]› [/green]").strip()
            except (EOFError, KeyboardInterrupt):
                return
            if not text:
                return
            if text.isdigit() and 0 < int(text) <= len(offered):
                text = offered[int(text) - 1]["payload"]
            elif text.startswith("/"):
                text = text.lstrip("/")
            messages = await assistant.send(text, session, language=code)
            show(messages)
            offered = buttons(messages)

    asyncio.run(talk())
