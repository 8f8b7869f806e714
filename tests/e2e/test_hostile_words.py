"""Markup and scripts that people have typed, shown to everybody who reads them: in a real browser they stay words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from tests.e2e.site import Site
from tests.e2e.staging import Staged
from tests.nasty import MARK

pytestmark = pytest.mark.browser
READERS = {
    "staff": (
        *("dashboards:home", "responses:tasklist", "responses:element", "responses:reply", "responses:evidence_add"),
        *("responses:evidence_remove", "results:result", "agencies:media", "agencies:medium_edit", "accounts:profile"),
    ),
    "coordinator": ("responses:submit", "responses:receipt", "operations:audit"),
    "evaluator": ("reviews:queue", "reviews:overview", "reviews:workbench", "reviews:return", "results:result"),
    "administrator": (
        *("cycles:detail", "cycles:evaluators", "reports:cycle", "operations:audit", "operations:files"),
        *("operations:file_close", "agencies:registry", "agencies:agency", "agencies:people", "agencies:person"),
    ),
}


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what it did that no page of ours does."""
    context, heard = browser.new_context(base_url=site.url), []
    made = context.new_page()
    made.on("console", lambda message: heard.append(f"console: {message.text}") if "ran" in message.text else None)
    made.on("dialog", lambda dialog: (heard.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    made.on("console", lambda message: heard.append(message.text) if "Content Security" in message.text else None)
    yield made, heard
    context.close()


@pytest.mark.parametrize("role", READERS)
def test_what_people_typed_stays_words(
    role: str, page: tuple[Page, list[str]], site: Site, staged: dict[str, Staged]
) -> None:
    scene, (browser, heard) = staged["hostile"], page
    session: Any = {"name": settings.SESSION_COOKIE_NAME, "value": scene.people[role].session, "url": site.url}
    browser.context.add_cookies([session])
    shown = 0
    for address in READERS[role]:
        answer = browser.goto(scene.paths[address])
        assert answer
        assert answer.status == 200, address
        # An element would be one of theirs; as words, the same letters stand in the page's text or in a field.
        assert browser.locator(f"[{MARK}]").count() == 0, address
        assert browser.evaluate("window.ran") is None, address
        shown += MARK in browser.content()
    assert heard == []
    assert shown >= 2, "the words are on none of these pages, so nothing was tried"
