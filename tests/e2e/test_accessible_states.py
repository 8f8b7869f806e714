"""What only an action shows is as readable as the pages are: the states of tests/e2e/page_states.py."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from tests.e2e.checks import LOOKS
from tests.e2e.conftest import Open
from tests.e2e.page_states import STATES, PageState
from tests.e2e.staging import Staged
from tests.sizes import rounds

# Both languages and both widths; every language at every width only in full.
LOOKED = rounds(1, 2)
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_every_state(state: PageState, staged: dict[str, Staged], visits: Open) -> None:
    scene = staged[state.scene]
    for language, looks in LOOKS.items():
        visit = visits(state.scene, state.role, language)
        page = visit.open(scene.paths.get(state.address, state.address) + state.query)
        state.reach(page, scene)
        shown = page.locator(state.shows).first
        try:
            shown.wait_for(state="attached", timeout=5_000)
        except Error:
            pytest.fail(f"{page.url} does not show {state.shows}: {page.locator('main').inner_text()[:500]}")
        assert visit.faults(*looks[:LOOKED]) == []
