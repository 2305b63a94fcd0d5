"""A visitor of a city's own page, which holds the widget of another address."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Request


class Guest:
    """One window on the city's page; notes which hosts are asked, and what the browser refuses."""

    def __init__(self, browser: Browser, city: str, toeleider: str, **options: object) -> None:
        self.city, self.toeleider = city, toeleider
        settings = {"viewport": {"width": 360, "height": 740}, "locale": "nl-BE", **options}
        self.context = browser.new_context(**settings)  # type: ignore[arg-type]
        self.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=city)
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        self.forgiven: tuple[str, ...] = ()
        self.context.on("request", self._asked)
        self.context.on("console", lambda line: self.complaints.append(line.text))
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)

    def _asked(self, request: Request) -> None:
        if request.url.startswith("http"):
            self.hosts.add(urlsplit(request.url).netloc)

    def leave(self) -> None:
        """Nothing went anywhere else, and no policy was broken."""
        self.context.close()
        known = {urlsplit(self.city).netloc, urlsplit(self.toeleider).netloc}
        assert self.hosts <= known
        serious = [
            text for text in self.complaints if not any(word in text for word in self.forgiven)
        ]
        assert serious == []

    def visit(self, language: str = "nl", kind: str = "plain", *, chat: bool = True) -> None:
        """Open the city's page and, unless told otherwise, the chat on it."""
        response = self.page.goto(f"{self.city}/{kind}/{language}")
        assert response
        assert response.ok
        if chat:
            self.page.locator("digitale-toeleider .launcher").click()
            self.page.locator(".first .tiles button").first.wait_for()

    def ask(self, text: str) -> None:
        """Write, press Enter, and wait for the answer."""
        before = self.replies.count()
        self.page.locator("digitale-toeleider #text").fill(text)
        self.page.keyboard.press("Enter")
        self.await_replies(before + 1)

    def press(self, payload: str) -> None:
        """Press the first button in sight with this payload, and wait for the answer."""
        before = self.replies.count()
        self.page.locator(f"digitale-toeleider [data-payload='{payload}']:visible").first.click()
        self.await_replies(before + 1)

    def await_replies(self, count: int) -> None:
        self.replies.nth(count - 1).wait_for()

    @property
    def panel(self) -> Locator:
        return self.page.locator("digitale-toeleider .panel")

    @property
    def replies(self) -> Locator:
        return self.page.locator("digitale-toeleider .reply")

    @property
    def last(self) -> Locator:
        return self.replies.last

    def card_ids(self) -> list[str]:
        """The services of the last reply."""
        return [card.get_attribute("data-id") or "" for card in self.last.locator(".card").all()]

    def stored(self) -> int:
        """How many things the page keeps on the device."""
        return int(
            self.page.evaluate(
                "localStorage.length + sessionStorage.length + document.cookie.length"
            )
        )
