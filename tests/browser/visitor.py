"""A visitor with a real browser: opens, writes, presses, and hears what the browser objects to."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Request


class Visitor:
    """One browser window of its own: nothing is shared with another visitor."""

    def __init__(self, browser: Browser, address: str, *, javascript: bool = False) -> None:
        self.address = address
        self._context = browser.new_context(
            base_url=address,
            viewport={"width": 360, "height": 740},
            java_script_enabled=javascript,
            locale="nl-BE",
        )
        self.page = self._context.new_page()
        self.page.set_default_timeout(20_000)
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        self._context.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self._context.on("requestfailed", self._failed)
        self._context.on("console", lambda line: self.complaints.append(line.text))
        self._context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _failed(self, request: Request) -> None:
        # A pictogram still on its way when the visitor goes on is no fault.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.failure}: {request.url}")

    def leave(self) -> None:
        """Close the window; nothing went to another host, and nothing was refused by the policy."""
        self._context.close()
        assert self.hosts <= {urlsplit(self.address).netloc}
        assert self.complaints == []

    def resize(self, width: int, height: int = 740) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def open(self, path: str) -> None:
        response = self.page.goto(path)
        assert response
        assert response.ok

    def ask(self, text: str) -> None:
        """Write in the text field and press Enter."""
        self.page.fill("#text", text)
        with self.page.expect_navigation():
            self.page.press("#text", "Enter")

    def press(self, payload: str) -> None:
        """Press the first button in sight that carries ``payload``."""
        with self.page.expect_navigation():
            self.page.locator(f"button[value='{payload}']:visible").first.click()

    @property
    def cards(self) -> Locator:
        return self.page.locator("article.card")

    def card_ids(self) -> list[str]:
        return [card.get_attribute("id") or "" for card in self.cards.all()]

    def speaks(self) -> tuple[str | None, str | None]:
        """The page's language and direction."""
        html = self.page.locator("html")
        return html.get_attribute("lang"), html.get_attribute("dir")

    def words(self) -> str:
        return self.page.locator("main").inner_text()

    def unfold(self) -> None:
        """Open all that is folded away, so that it is looked at too."""
        self.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")

    def overflow(self) -> float:
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
