"""Where scripts are switched off or did not arrive: the agency fills in an element, meets a clash, and is reviewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.browsing import standing
from tests.e2e.site import Site
from tests.e2e.staging import Staged

pytestmark = pytest.mark.browser
CODES = ("RE1", "RE2", "RE3", "RE4", "RE5")
Open = Callable[[str, str], Page]


@pytest.fixture
def without_scripts(site: Site, staged: dict[str, Staged], browser: Browser) -> Iterator[Open]:
    contexts: list[BrowserContext] = []

    def open_as(scene: str, role: str) -> Page:
        context = browser.new_context(base_url=site.url, reduced_motion="reduce", java_script_enabled=False)
        contexts.append(context)
        context.set_default_timeout(15_000)
        cookies = {
            settings.LANGUAGE_COOKIE_NAME: "en",
            settings.SESSION_COOKIE_NAME: staged[scene].people[role].session,
        }
        context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in cookies.items()])
        return context.new_page()

    yield open_as
    for context in contexts:
        context.close()


def press(page: Page, button: str) -> int:
    """The status of the page that the button leads to."""
    with page.expect_navigation() as leading:
        page.locator(button).first.click()
    response = leading.value
    assert response is not None
    return response.status


def test_an_agency_fills_in_an_element(site: Site, staged: dict[str, Staged], without_scripts: Open) -> None:
    page = without_scripts("plain", "staff")
    page.goto(staged["plain"].paths["responses:element"])
    for code in CODES:
        page.check(f"[name='{code}-answer'][value='3']")
        page.fill(f"[name='{code}-note']", f"Tanpa skrip, {code}.\nBaris kedua.")
        page.check(f"[name='{code}-finished'][value=yes]")
    assert press(page, "button[value='list']") == 200
    assert page.url.endswith(staged["plain"].paths["responses:tasklist"])
    notes = {code: row["note"] for code, row in standing(site, staged["plain"]).items()}
    assert {code: notes[code] for code in CODES} == {code: f"Tanpa skrip, {code}.\nBaris kedua." for code in CODES}


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("mine", "Punya saya, mine."),
        ("theirs", "Punya dia, theirs."),
        ("combined", "Punya dia, combined.\n\nPunya saya, combined."),
    ],
)
def test_a_clash_is_shown_and_decided(
    site: Site, staged: dict[str, Staged], without_scripts: Open, decision: str, expected: str
) -> None:
    scene = staged["shared"]
    mine, theirs = without_scripts("shared", "staff"), without_scripts("shared", "coordinator")
    for page, whose in ((mine, "saya"), (theirs, "dia")):
        page.goto(scene.paths["responses:element"])
        page.fill("[name='RE1-note']", f"Punya {whose}, {decision}.")
    mine.fill("[name='RE2-note']", f"Bukan perselisihan, {decision}.")
    assert press(theirs, "#RE1 button[value='stay:RE1']") == 200
    assert press(mine, "#RE1 button[value='stay:RE1']") == 409
    expect(mine.locator("#RE1 .clash")).to_contain_text(f"Punya dia, {decision}.")
    expect(mine.locator("[name='RE1-note']")).to_have_value(f"Punya saya, {decision}.")
    if decision == "combined":
        mine.locator("#RE1 .clash summary").click()
    assert press(mine, f"button[value='RE1:{decision}']") == 200
    now = standing(site, scene)
    assert now["RE1"]["note"] == expected
    # What nobody disputed was saved all along.
    assert now["RE2"]["note"] == f"Bukan perselisihan, {decision}."


def test_an_evaluator_gives_a_verdict(site: Site, staged: dict[str, Staged], without_scripts: Open) -> None:
    scene = staged["in review"]
    page = without_scripts("in review", "evaluator")
    page.goto(scene.paths["reviews:workbench"])
    page.check("[name=outcome][value=adjust]")
    assert press(page, "button[form=verdict][name=next]") == 422
    expect(page.locator("main [data-error-summary]")).to_be_visible()
    page.check("[name=level][value='3']")
    page.fill("[name=reason]", "Dokumennya belum ditandatangani.")
    assert press(page, "button[form=verdict][name=next]") == 200
    assert "/indicators/RE2/" in page.url
    given = site.rows(
        "SELECT v.outcome, v.level, v.reason FROM reviews_verdict v JOIN responses_response r ON r.id = v.response_id"
        " WHERE r.assessment_id = %s",
        scene.assessment,
    )
    assert [(outcome, int(str(level)[0]), reason) for outcome, level, reason in given] == [
        ("adjust", 3, "Dokumennya belum ditandatangani.")
    ]
