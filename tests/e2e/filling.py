"""A browser in which an agency's person fills in an element, beside rows that the test reads itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from assessments.accounts.models import User
from assessments.accounts.sharing import KEY, signer
from assessments.responses.models import Assessment, Response
from tests.factories import World

SAVES = "**/save/"
# As when the power goes: the page has no last words.
SILENT = "() => { window.fetch = () => new Promise(() => {}); }"
Open = Callable[[User], Page]


@pytest.fixture(scope="session")
def rows_beside_the_browser() -> Iterator[None]:
    """A living browser keeps an event loop in this thread, in which Django would refuse to read rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def drafting(rows_beside_the_browser: None, transactional_db: None) -> tuple[World, Assessment]:
    world = World()
    return world, world.start()


@pytest.fixture
def questionnaire(browser: Browser, live_server: Any, drafting: tuple[World, Assessment]) -> Iterator[Open]:
    contexts: list[BrowserContext] = []

    def open_for(user: User) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.route("**/static/**", serve_static)
        enter(context, user, live_server.url)
        return open_element(context, drafting[1])

    yield open_for
    for context in contexts:
        context.close()


def open_element(context: BrowserContext, assessment: Assessment, code: str = "RE") -> Page:
    page = context.new_page()
    page.goto(f"/assessments/{assessment.pk}/elements/{code}/")
    return page


def serve_static(route: Route) -> None:
    """As it stands in the sources: the test server knows collected files only."""
    route.fulfill(path=finders.find(urlsplit(route.request.url).path.removeprefix("/static/")))


def enter(context: BrowserContext, user: User, url: str, *, shared: bool = False) -> None:
    """`shared`: on a PC that others use, too. Such a session is open only together with its moment of activity."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if shared:
        session = client.session
        session[KEY] = True
        session.save()
        client.cookies[settings.ACTIVE_COOKIE_NAME] = signer.sign(str(session.session_key))
    names = (settings.SESSION_COOKIE_NAME, settings.ACTIVE_COOKIE_NAME)
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": url} for name in names if name in client.cookies]
    )


def row(code: str) -> Response:
    return Response.objects.select_related("updated_by").get(indicator__code=code)


def reaches(page: Page, code: str, state: str) -> None:
    expect(page.locator(f"#{code} [data-state]")).to_have_attribute("data-state", state, timeout=10_000)
