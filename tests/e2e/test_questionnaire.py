"""The questionnaire's script in a real browser: what is typed reaches the server once, in its own name, or stays."""

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
from assessments.responses.models import Assessment, Response
from tests.factories import World, fill, submit_by

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVES = "**/save/"
Open = Callable[[User], Page]


@pytest.fixture(autouse=True, scope="session")
def rows_beside_the_browser() -> Iterator[None]:
    """A living browser keeps an event loop in this thread, in which Django would refuse to read rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def drafting(transactional_db: None) -> tuple[World, Assessment]:
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
        page = context.new_page()
        page.goto(f"/assessments/{drafting[1].pk}/elements/RE/")
        return page

    yield open_for
    for context in contexts:
        context.close()


def serve_static(route: Route) -> None:
    """As it stands in the sources: the test server knows collected files only."""
    route.fulfill(path=finders.find(urlsplit(route.request.url).path.removeprefix("/static/")))


def enter(context: BrowserContext, user: User, url: str) -> None:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])


def row(code: str) -> Response:
    return Response.objects.select_related("updated_by").get(indicator__code=code)


def reaches(page: Page, code: str, state: str) -> None:
    expect(page.locator(f"#{code} [data-state]")).to_have_attribute("data-state", state, timeout=10_000)


def test_a_choice_is_saved_at_once_and_a_text_when_typing_rests(
    drafting: tuple[World, Assessment], questionnaire: Open
) -> None:
    page = questionnaire(drafting[0].staff)
    page.check("#RE1-answer-3")
    reaches(page, "RE1", "saved")
    page.fill("#RE1-note", 'Satu & <dua>\n"tiga"')
    reaches(page, "RE1", "unsaved")
    reaches(page, "RE1", "saved")
    assert (row("RE1").level, row("RE1").note) == (3, 'Satu & <dua>\n"tiga"')


def test_a_failed_save_is_tried_again_and_loses_no_later_letter(
    drafting: tuple[World, Assessment], questionnaire: Open
) -> None:
    page = questionnaire(drafting[0].staff)
    page.route(SAVES, lambda route: route.abort())
    page.fill("#RE1-note", "Tanpa sambungan")
    reaches(page, "RE1", "retry")
    expect(page.locator("#RE1 [data-copy]")).to_be_visible()
    page.fill("#RE1-note", "Tanpa sambungan, lebih panjang")
    page.unroute(SAVES)
    reaches(page, "RE1", "saved")
    assert row("RE1").note == "Tanpa sambungan, lebih panjang"


def test_a_lost_acknowledgement_is_no_clash_with_oneself(
    drafting: tuple[World, Assessment], questionnaire: Open
) -> None:
    page = questionnaire(drafting[0].staff)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(SAVES, lose)
    page.fill("#RE1-note", "satu")
    reaches(page, "RE1", "retry")
    page.unroute(SAVES)
    page.fill("#RE1-note", "satu dua")
    reaches(page, "RE1", "saved")
    assert row("RE1").note == "satu dua"
    expect(page.locator(".clash")).to_have_count(0)


@pytest.mark.parametrize(
    ("decision", "expected"),
    [("mine", "Punya saya."), ("theirs", "Punya dia."), ("combined", "Punya dia.\n\nPunya saya.")],
)
def test_a_clash_shows_both_and_the_decision_is_saved(
    drafting: tuple[World, Assessment], questionnaire: Open, decision: str, expected: str
) -> None:
    mine, theirs = questionnaire(drafting[0].staff), questionnaire(drafting[0].coordinator)
    theirs.check("#RE1-answer-4")
    theirs.fill("#RE1-note", "Punya dia.")
    theirs.locator("#RE1-note").blur()
    reaches(theirs, "RE1", "saved")
    mine.fill("#RE1-note", "Punya saya.")
    mine.locator("#RE1-note").blur()
    reaches(mine, "RE1", "clash")
    expect(mine.locator("#clash-RE1")).to_be_focused()
    mine.locator("#RE1 .clash details").evaluate("fold => fold.open = true")
    mine.click(f"#RE1 button[value='RE1:{decision}']")
    reaches(mine, "RE1", "saved")
    assert (row("RE1").note, row("RE1").level) == (expected, 4)


def test_another_persons_change_of_another_field_is_taken_over(
    drafting: tuple[World, Assessment], questionnaire: Open
) -> None:
    mine, theirs = questionnaire(drafting[0].staff), questionnaire(drafting[0].coordinator)
    theirs.check("#RE1-answer-4")
    reaches(theirs, "RE1", "saved")
    mine.fill("#RE1-note", "Punya saya.")
    reaches(mine, "RE1", "saved")
    expect(mine.locator("#RE1-answer-4")).to_be_checked()
    assert (row("RE1").note, row("RE1").level) == ("Punya saya.", 4)


def test_after_a_session_ends_nothing_is_lost_and_nothing_sent_in_another_name(
    drafting: tuple[World, Assessment], questionnaire: Open, live_server: Any
) -> None:
    world, _assessment = drafting
    page = questionnaire(world.staff)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.fill("#RE1-note", "Setelah keluar.")
    expect(page.locator("[data-notice]")).to_be_visible(timeout=10_000)
    enter(page.context, world.coordinator, live_server.url)
    with page.expect_response(SAVES) as refused:
        page.click("#RE1 [data-retry]")
    assert refused.value.status == 401
    assert row("RE1").note == ""
    enter(page.context, world.staff, live_server.url)
    page.click("#RE1 [data-retry]")
    reaches(page, "RE1", "saved")
    expect(page.locator("[data-notice]")).to_be_hidden()
    assert (row("RE1").note, row("RE1").updated_by) == ("Setelah keluar.", world.staff)


@pytest.mark.parametrize("under_way", [True, False])
def test_a_button_sends_the_newest_text_whatever_is_under_way(
    drafting: tuple[World, Assessment], questionnaire: Open, under_way: bool
) -> None:
    page = questionnaire(drafting[0].staff)
    if under_way:
        page.check("#RE1-answer-2")
    page.fill("#RE1-note", "Teks terakhir.")
    page.click("button[value='list']")
    page.wait_for_url("**/assessments/*/")
    assert row("RE1").note == "Teks terakhir."


def test_what_is_typed_just_before_leaving_is_sent(drafting: tuple[World, Assessment], questionnaire: Open) -> None:
    world, assessment = drafting
    page = questionnaire(world.staff)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("#RE1-note", "Pergi cepat.")
    page.goto(f"/assessments/{assessment.pk}/")
    page.wait_for_timeout(1000)
    assert asked == ["beforeunload"]
    assert row("RE1").note == "Pergi cepat."


def test_what_comes_after_the_submission_can_still_be_copied(
    drafting: tuple[World, Assessment], questionnaire: Open
) -> None:
    world, assessment = drafting
    page = questionnaire(world.staff)
    fill(assessment, world.staff)
    submit_by(assessment, world.coordinator)
    page.fill("#RE1-note", "Terlambat.")
    reaches(page, "RE1", "closed")
    expect(page.locator("#RE1-note")).to_have_value("Terlambat.")
    expect(page.locator("#RE1 [data-copy]")).to_be_visible()
