"""An administrator makes a new version of the instrument in a browser and opens a cycle on it; an agency that answered
the old version sees what changed."""

from __future__ import annotations

import re
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
    see_what_changed(as_person(people.STUDY_COORDINATOR, language="en"))


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
    reword_the_source_alone(page, draft)


def reword_the_source_alone(page: Page, draft: str) -> None:
    """The English text is then behind, until somebody says that it still fits."""
    page.goto(f"{draft}edit/indicator/RE1/")
    page.fill("[name=question_id]", "Pasal mana yang mengizinkannya?")
    press(page, SAVE)
    expect(page.locator(FINDINGS)).to_contain_text(["the text in en is older than its source in id"])
    press(page, "main form[action*='/hold/'] button")
    expect(page.locator(FINDINGS)).to_have_count(0)


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
    """Of the kind of the demonstration's, so that its answers are last time's."""
    page.goto("/cycles/new/")
    page.fill("[name=name]", "Periode 2027")
    page.check("[name=kind][value=practice]")
    page.locator("[name=version]").select_option(label="E-government readiness: support, capacity, value (2027)")
    for name, days in (("opens_at", -1), ("closes_at", 60), ("release_at", 90)):
        page.fill(f"[name={name}]", f"{date.today() + timedelta(days=days):%d-%m-%Y} 08:00")
    press(page, SAVE)
    assert page.url.endswith("/enrol/")
    press(page, "main button[name=all]")


def see_what_changed(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Start the assessment")).first.click()
    page.locator("[name=medium]").first.check()
    page.get_by_label("Periode 2027").check()
    press(page, SAVE)
    page.get_by_role("link", name="What changed since last time").click()
    expect(page.get_by_role("region", name="Asked for the first time (1)")).to_contain_text("Cost report")
    expect(page.get_by_role("region", name="Unchanged (38)")).to_be_visible()
    reworded = page.get_by_role("region", name="Worded anew, with the same levels (1)")
    expect(reworded).to_contain_text("Level 4")
    reworded.get_by_role("link").click()
    expect(page.locator("#RE1")).to_contain_text("Which article allows it?")
    expect(page.locator("#RE1 [name=RE1-answer]:checked")).to_have_count(0)
