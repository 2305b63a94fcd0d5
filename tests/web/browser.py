"""A browser without JavaScript in forty lines: reads a page's forms and presses its buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from httpx import Response
from starlette.testclient import TestClient

Attrs = dict[str, str]


@dataclass
class Form:
    action: str
    fields: Attrs = field(default_factory=dict)


class Page(HTMLParser):
    """What a test asks of a page: forms, buttons, links, tags and the text in sight."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.status = response.status_code
        self.headers = response.headers
        self.html = response.text
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.buttons: list[tuple[Form | str | None, Attrs, str]] = []
        self.tags: list[tuple[str, Attrs]] = []
        self.words = ""
        self._in_form = False
        self._button: tuple[Form | str | None, Attrs] | None = None
        self._label = ""
        self.feed(response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, values))
        if tag == "form":
            self.forms.append(Form(values["action"]))
            self._in_form = True
            if "id" in values:
                self.by_id[values["id"]] = self.forms[-1]
        elif tag == "input" and self._in_form:
            self.forms[-1].fields[values["name"]] = values.get("value", "")
        elif tag == "button":
            owner = values.get("form") or (self.forms[-1] if self._in_form else None)
            self._button, self._label = (owner, values), ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in_form = False
        elif tag == "button" and self._button:
            self.buttons.append((*self._button, self._label.strip()))
            self._button = None

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._button:
            self._label += data

    def all(self, tag: str) -> list[Attrs]:
        return [attrs for name, attrs in self.tags if name == tag]

    def write(self, client: TestClient, text: str) -> Page:
        """Type into the text field and press Enter."""
        form = next(form for form in self.forms if "text" in form.fields)
        return Page(client.post(form.action.split("#")[0], data=form.fields | {"text": text}))

    def press(self, client: TestClient, label: str) -> Page:
        """Press the first button that reads ``label``."""
        owner, attrs, _ = next(button for button in self.buttons if button[2] == label)
        form = self.by_id[owner] if isinstance(owner, str) else owner
        assert form is not None, f"{label!r} belongs to no form"
        data = form.fields | {attrs["name"]: attrs["value"]}
        return Page(client.post(form.action.split("#")[0], data=data))
