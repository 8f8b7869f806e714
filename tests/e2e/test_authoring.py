"""An administrator makes a new version of the instrument in a browser, and opens a cycle on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from assessments.demo import people
from tests.e2e.test_whole_job import press

pytestmark = pytest.mark.browser
FINDINGS = "#findings li"
SAVE = "main form button.btn-primary"
LEVELS = range(1, 6)


def test_from_a_clone_to_a_cycle(as_person: Callable[..., Page]) -> None:
    page = as_person(people.ADMINISTRATOR, language="en")
    draft = clone(page)
    reword(page, draft)
    add_indicator(page, draft)
    stopped_by_what_is_missing(page, draft)
    fill_indicator(page, draft)
    shift_weights(page, draft)
    publish(page, draft)
    open_cycle(page)


def clone(page: Page) -> str:
    page.goto("/instruments/")
    page.locator("main tbody a").last.click()
    page.get_by_role("link", name="New version from it").click()
    page.fill("[name=number]", "2027")
    press(page, SAVE)
    expect(page.locator("main .cap")).to_contain_text("draft")
    return page.url


def reword(page: Page, draft: str) -> None:
    page.goto(f"{draft}edit/indicator/RE1/")
    page.fill("[name=question_en]", "Which article allows it?")
    press(page, SAVE)
    expect(page.locator("[name=question_en]")).to_have_value("Which article allows it?")
    page.goto(f"{draft}preview/RE/")
    expect(page.locator("#RE1")).to_contain_text("Which article allows it?")
    expect(page.locator("#RE1-answer-3")).to_be_disabled()


def add_indicator(page: Page, draft: str) -> None:
    page.goto(draft)
    page.locator("#node-FI").get_by_role("link", name="Add an indicator").click()
    page.fill("[name=code]", "FI6")
    page.fill("[name=name_id]", "Laporan biaya")
    page.fill("[name=name_en]", "Cost report")
    press(page, SAVE)
    assert page.url.endswith("/edit/indicator/FI6/")
    assert page.locator(FINDINGS).count() > 10


def stopped_by_what_is_missing(page: Page, draft: str) -> None:
    page.goto(f"{draft}publish/")
    expect(page.locator(FINDINGS).first).to_contain_text("FI6")
    expect(page.locator("[name=reason]")).to_have_count(0)
    page.locator(FINDINGS).first.get_by_role("link").click()
    assert page.url.endswith("/edit/indicator/FI6/")


def fill_indicator(page: Page, draft: str) -> None:
    for language in ("id", "en"):
        for name in ("question", "why", "mistaken", "evidence"):
            page.fill(f"[name={name}_{language}]", f"Biaya dilaporkan ({name}, {language}).")
        for level in LEVELS:
            page.fill(f"[name=level_{level}_short_{language}]", f"Tingkat {level}, singkat ({language}).")
            page.fill(f"[name=level_{level}_criteria_{language}]", f"Syarat tingkat {level} ({language}).")
            if level < max(LEVELS):
                page.fill(f"[name=level_{level}_next_step_{language}]", f"Langkah dari {level} ({language}).")
    press(page, SAVE)
    expect(page.locator("#findings")).to_have_count(0)


def shift_weights(page: Page, draft: str) -> None:
    """A weight of nothing is refused by the validator, beside the weights, and mended there."""
    page.goto(f"{draft}edit/weights/")
    page.fill("[name=indicator_FI6]", "0")
    press(page, SAVE)
    expect(page.locator(FINDINGS)).to_contain_text(["FI6"])
    page.fill("[name=indicator_FI6]", "2,5")
    page.fill("[name=node_FI]", "2")
    press(page, SAVE)
    expect(page.locator(FINDINGS)).to_have_count(0)
    expect(page.locator("[name=indicator_FI6]")).to_have_value("2.5")


def publish(page: Page, draft: str) -> None:
    page.goto(f"{draft}publish/")
    expect(page.locator("main")).to_contain_text("Indicator FI6: added")
    page.fill("[name=reason]", "Biaya ditanyakan tersendiri.")
    press(page, SAVE)
    expect(page.locator("main .cap")).to_contain_text("published")
    page.goto(f"{draft}edit/indicator/FI6/")
    expect(page.locator("[name=question_en]")).to_be_disabled()


def open_cycle(page: Page) -> None:
    page.goto("/cycles/new/")
    page.fill("[name=name]", "Periode 2027")
    page.check("[name=kind][value=official]")
    page.locator("[name=version]").select_option(label="E-government readiness: support, capacity, value (2027)")
    start = date.today() + timedelta(days=30)
    for name, days in (("opens_at", 0), ("closes_at", 60), ("release_at", 90)):
        page.fill(f"[name={name}]", f"{start + timedelta(days=days):%d-%m-%Y} 08:00")
    press(page, SAVE)
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith("/enrol/")
