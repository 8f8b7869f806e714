"""An element is filled in over a line that lags and loses a fifth of all saves, and the session ends in the middle."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from assessments.accounts.models import User
from assessments.responses.answers import fields_of
from assessments.responses.models import Assessment
from tests.e2e.filling import SAVES, Open, open_element, row
from tests.factories import PASSWORD, World
from tests.sizes import rounds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ELEMENTS = {"RE": 5, "LC": 5, "SU": 6}
LAG = rounds(200, 3000)  # milliseconds
PATIENCE = 180_000


@dataclass
class Line:
    """Of every five saves one is lost, by chance: first one that never arrives, then one that is never answered."""

    chance: random.Random
    fates: list[str] = field(default_factory=list)
    kinds: Iterator[str] = field(default_factory=lambda: cycle(("save", "answer")))
    lost: dict[str, int] = field(default_factory=lambda: {"save": 0, "answer": 0})

    def carry(self, route: Route) -> None:
        fate = self.next_fate()
        route.request.frame.page.wait_for_timeout(LAG * 2 * self.chance.random())
        if fate == "answer":
            route.fetch()
        if fate:
            self.lose(fate, route)
        else:
            route.continue_()

    def next_fate(self) -> str:
        if not self.fates:
            self.fates = self.chance.sample([next(self.kinds), "", "", "", ""], 5)
        return self.fates.pop()

    def lose(self, what: str, route: Route) -> None:
        self.lost[what] += 1
        route.abort()


def fill(page: Page, code: str, text: str) -> dict[str, object]:
    page.check(f"#{code}-answer-3")
    page.locator(f"#{code}-note").press_sequentially(text)
    page.check(f"#{code}-finished-yes")
    return {"answer": "3", "note": text, "finished": True}


def sign_in_again(page: Page, user: User) -> None:
    expect(page.locator("[data-notice]")).to_be_visible(timeout=PATIENCE)
    with page.context.expect_page() as opened:
        page.click("[data-notice] a")
    tab = opened.value
    tab.fill("main [name=login]", user.email)
    tab.fill("main [name=password]", PASSWORD)
    tab.press("main [name=password]", "Enter")
    tab.wait_for_url("**/accounts/again/")
    tab.close()


@pytest.mark.parametrize("seed", range(rounds(1, 3)))
@pytest.mark.parametrize("element", list(ELEMENTS)[: rounds(1, 3)])
def test_every_answer_arrives(drafting: tuple[World, Assessment], questionnaire: Open, element: str, seed: int) -> None:
    (world, assessment), line = drafting, Line(random.Random(f"{element} {seed}"))  # noqa: S311
    page = open_element(questionnaire(world.staff).context, assessment, element)
    page.route(SAVES, line.carry)
    codes = [f"{element}{number}" for number in range(1, ELEMENTS[element] + 1)]
    typed = {}
    for place, code in enumerate(codes):
        if place == len(codes) // 2:
            page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        typed[code] = fill(page, code, f"Isian {code}, putaran {seed}.")
    sign_in_again(page, world.staff)
    for code in codes:
        expect(page.locator(f"#{code} [data-state]")).to_have_attribute("data-state", "saved", timeout=PATIENCE)
    page.unroute(SAVES)
    assert {code: fields_of(row(code)) for code in codes} == typed
    assert {row(code).updated_by for code in codes} == {world.staff}
    expect(page.locator(".clash, [data-copies]:not([hidden])")).to_have_count(0)
    assert min(line.lost.values()) > 0, "too few saves: nothing was tried"
