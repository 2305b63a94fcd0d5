"""Templates to HTML: one Jinja environment, one context for every page."""

from __future__ import annotations

import secrets
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.web.assets import TEMPLATES, static_url
from bot.web.pages.contacts import contacts, dialable
from bot.web.payloads import choose_language, report_wrong, select_service
from bot.web.site import Site
from services_catalog.i18n import Translator, translate
from services_catalog.labels import topic_label
from services_catalog.languages import SOURCE, languages, spoken_languages
from services_catalog.vocabulary import topics

environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.filters.update(contacts=contacts, dialable=dialable)
environment.globals.update(
    static_url=static_url,
    select_service=select_service,
    choose_language=choose_language,
    report_wrong=report_wrong,
)


def new_id() -> str:
    """A random id for a session or a turn; it lives in the page only."""
    return secrets.token_urlsafe(18)


class MarkedTranslator(Translator):
    """A translator for pages: a sentence that is still Dutch says so, to eyes and to voices.

    Where no markup can stand (a title, an attribute) the filter ``striptags`` takes it off.
    """

    def __call__(self, msgid: str, **values: object) -> str:
        """The sentence with its values, within ``<span lang="nl">`` when it fell back."""
        text = super().__call__(msgid, **values)
        if self.language == SOURCE or translate(msgid, self.language).language != SOURCE:
            return text
        return Markup('<span lang="{}" dir="ltr">{}</span>').format(SOURCE, text)


def menu(translator: Translator, *, required: bool) -> list[dict[str, str]]:
    """The topics as menu entries: those asked for every day, or the others."""
    return [
        {"label": topic_label(key, translator), "icon": topic.icon, "payload": f"/{topic.intent}"}
        for key, topic in topics().items()
        if (topic.importance == "required") is required
    ]


def page(
    request: Request, template: str, language: str, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """The page of ``template`` in ``language``.

    ``path`` is what follows the language in the address, for the language switch. A page without
    ``about`` (see :mod:`bot.web.pages.discovery`) asks search engines to leave it out.
    """
    site: Site = request.app.state.site
    translator = MarkedTranslator(language)
    own = languages()[language]
    values = {"path": "", "talking": False, "about": None} | values
    html = environment.get_template(template).render(
        _=translator,
        language=language,
        direction=own.direction,
        # One row to slide through; the page's own language stands first, in sight.
        switch=[languages()[code] for code in dict.fromkeys((language, *spoken_languages()))],
        city=site.office.city,
        exit_url=site.settings.exit_url,
        callbacks=site.callbacks is not None,
        office_id=site.office.service.id if site.office.service else None,
        menu_first=menu(translator, required=True),
        menu_more=menu(translator, required=False),
        **values,
    )
    return HTMLResponse(html, status, headers={"Content-Language": language})
