from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from assessments.demo.people import PASSWORD, Account
from tests.e2e.checks import Visit
from tests.e2e.filling import drafting as drafting
from tests.e2e.filling import questionnaire as questionnaire
from tests.e2e.filling import rows_beside_the_browser as rows_beside_the_browser
from tests.e2e.site import Site, running_site
from tests.e2e.staging import Staged, stage

# Without windows of its own it asks for half the computing.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
Open = Callable[[str, str, str], Visit]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("site")
    with running_site(folder) as running:
        yield running


@pytest.fixture(scope="session")
def staged(site: Site) -> dict[str, Staged]:
    return stage(site)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ends with its module: while Playwright runs, Django refuses the database to every other test of the process."""
    assert CHROMIUM, "Chromium is missing. On Debian: apt-get install chromium-headless-shell"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def visits(site: Site, staged: dict[str, Staged], browser: Browser) -> Iterator[Open]:
    """One browser context a language, so that styles and scripts are fetched once; who reads is a cookie."""
    kept: dict[str, Visit] = {}

    def visit(scene: str, role: str, language: str) -> Visit:
        if language not in kept:
            context = browser.new_context(base_url=site.url, reduced_motion="reduce")
            context.set_default_timeout(15_000)
            kept[language] = Visit(context, language)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if role in staged[scene].people:
            cookies[settings.SESSION_COOKIE_NAME] = staged[scene].people[role].session
        kept[language].read_with(site.url, cookies)
        return kept[language]

    yield visit
    for one in kept.values():
        one.context.close()


@pytest.fixture(scope="session")
def demonstration(site: Site) -> None:
    site.demonstrate()


@pytest.fixture
def as_person(site: Site, demonstration: None, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a browser of its own for a person of the demonstration, signed in."""
    contexts: list[BrowserContext] = []

    def open_as(account: Account | None, *, language: str = "id", width: int = 1280, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=site.url,
            reduced_motion="reduce",
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "readiness-language", "value": language, "url": site.url}])
        page = context.new_page()
        if account is not None:
            sign_in(page, account)
        return page

    yield open_as
    for context in contexts:
        context.close()


def sign_in(page: Page, account: Account) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", account.email)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation(url=re.compile(r"/$")):
        page.press("[name=password]", "Enter")
