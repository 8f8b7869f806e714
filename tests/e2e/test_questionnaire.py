"""The questionnaire's script in a real browser: what is typed reaches the server once, in its own name, or stays."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Route, expect

from assessments.questionnaires.package import named_package
from assessments.responses.models import Assessment
from tests.e2e.filling import SAVES, Open, enter, open_element, reaches, row
from tests.factories import PASSWORD, World, fill, make_medium, submit_by

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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


def test_a_value_between_two_levels_is_typed_in_the_reader_s_decimals(
    drafting: tuple[World, Assessment], questionnaire: Open
) -> None:
    world, _assessment = drafting
    page = questionnaire(world.staff)
    world.ask_by(named_package("pemdi-2026"))
    world.medium = make_medium(world.agency)
    page = open_element(page.context, world.start(), "A3")
    saved = page.locator("[id='s-5'][data-state=saved]")
    page.check("[id='5-answer-4']")
    expect(saved).to_be_visible()
    page.check("[id='5-answer-between']")
    page.fill("[id='5-value']", "3,270")
    expect(page.locator("[id='s-5'][data-state=unsaved]")).to_be_visible()
    expect(saved).to_be_visible()
    assert row("5").level == Decimal("3.27")
    page.reload()
    expect(page.locator("[id='5-value']")).to_have_value("3,27")
    page.fill("[id='5-value']", "7")
    expect(page.locator("[id='s-5'][data-state=refused]")).to_be_visible()
    page.check("[id='5-answer-5']")
    expect(saved).to_be_visible()
    assert row("5").level == 5


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


def test_signing_in_again_in_a_new_tab_sends_what_waits_without_a_press(
    drafting: tuple[World, Assessment], questionnaire: Open
) -> None:
    user = drafting[0].staff
    page = questionnaire(user)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.fill("#RE1-note", "Menunggu masuk.")
    expect(page.locator("[data-notice]")).to_be_visible(timeout=10_000)
    with page.context.expect_page() as opened:
        page.click("[data-notice] a")
    tab = opened.value
    tab.fill("main [name=login]", user.email)
    tab.fill("main [name=password]", PASSWORD)
    tab.press("main [name=password]", "Enter")
    tab.wait_for_url("**/accounts/again/")
    expect(tab.locator("main")).to_contain_text(user.email)
    reaches(page, "RE1", "saved")
    expect(page.locator("[data-notice]")).to_be_hidden()
    assert (row("RE1").note, row("RE1").updated_by) == ("Menunggu masuk.", user)


def test_a_button_pressed_after_the_session_ended_loses_nothing(
    drafting: tuple[World, Assessment], questionnaire: Open, live_server: Any
) -> None:
    user = drafting[0].staff
    page = questionnaire(user)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.fill("#RE1-note", "Ditekan terlambat.")
    page.click("button[value='list']")
    expect(page.locator("main form input[name=RE1-note]")).to_have_value("Ditekan terlambat.")
    enter(page.context, user, live_server.url)
    page.click("main form button")
    page.wait_for_url("**/assessments/*/")
    assert row("RE1").note == "Ditekan terlambat."


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


@pytest.mark.parametrize("has_arrived", [True, False])
def test_a_button_waits_for_no_save_that_hangs(
    drafting: tuple[World, Assessment], questionnaire: Open, has_arrived: bool
) -> None:
    page = questionnaire(drafting[0].staff)
    held: list[Route] = []

    def hang(route: Route) -> None:
        if has_arrived:
            route.fetch()
        held.append(route)

    page.route(SAVES, hang)
    with page.expect_request(SAVES):
        page.fill("#RE1-note", "Menggantung.")
        page.locator("#RE1-note").blur()
    reaches(page, "RE1", "saving")
    # Back to what stood there before: only the unanswered save tells the form that there is something to say.
    page.fill("#RE1-note", "")
    page.fill("#RE2-note", "Ikut tersimpan.")
    page.click("button[value='list']")
    page.wait_for_url("**/assessments/*/")
    assert len([one for one in held if "/RE1/" in one.request.url]) == 1
    assert (row("RE1").note, row("RE2").note) == ("", "Ikut tersimpan.")


def test_two_tabs_of_one_person_do_not_overwrite_each_other(
    drafting: tuple[World, Assessment], questionnaire: Open
) -> None:
    first = questionnaire(drafting[0].staff)
    second = open_element(first.context, drafting[1])
    first.fill("#RE1-note", "Tab pertama.")
    reaches(first, "RE1", "saved")
    second.check("#RE1-answer-2")
    reaches(second, "RE1", "saved")
    expect(second.locator("#RE1-note")).to_have_value("Tab pertama.")
    second.fill("#RE1-note", "Tab kedua.")
    reaches(second, "RE1", "saved")
    first.fill("#RE1-note", "Tab pertama lagi.")
    reaches(first, "RE1", "clash")
    expect(first.locator("#RE1 .clash")).to_contain_text("Tab kedua.")
    assert (row("RE1").note, row("RE1").level) == ("Tab kedua.", 2)


def test_when_the_cycle_closes_while_somebody_types_the_text_stays_and_says_what_to_do(
    drafting: tuple[World, Assessment], questionnaire: Open
) -> None:
    world, _assessment = drafting
    page = questionnaire(world.staff)
    page.fill("#RE1-note", "Sebelum tutup.")
    reaches(page, "RE1", "saved")
    world.cycle.closes_at = timezone.now() - timedelta(minutes=1)
    world.cycle.save(update_fields=["closes_at"])
    page.fill("#RE1-note", "Setelah tutup.")
    with page.expect_response(SAVES) as refused:
        page.locator("#RE1-note").blur()
    assert refused.value.status == 423
    reaches(page, "RE1", "closed")
    expect(page.locator("#RE1-note")).to_have_value("Setelah tutup.")
    expect(page.locator("#RE1 [data-trouble-text]")).to_have_text(refused.value.json()["message"])
    expect(page.locator("#RE1 [data-copy]")).to_be_visible()
    assert row("RE1").note == "Sebelum tutup."
