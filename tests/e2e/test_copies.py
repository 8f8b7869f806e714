"""What was typed and never arrived is found again on the same device, by the same person, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from assessments.responses.models import Assessment
from tests.e2e.filling import SAVES, SILENT, Open, enter, open_element, reaches, row
from tests.factories import World, fill, save, submit_by

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Drafting = tuple[World, Assessment]
# Opening a database that is not there would make an empty one.
READ = """async () => {
    if (!(await indexedDB.databases()).length) return [];
    const database = await new Promise(got => { indexedDB.open('readiness').onsuccess = e => got(e.target.result); });
    const asked = database.transaction('copies').objectStore('copies').getAll();
    const records = await new Promise(got => { asked.onsuccess = () => got(asked.result); });
    database.close();
    return records.map(one => ({...one, iv: 0, data: new TextDecoder('latin1').decode(one.data)}));
}"""
AGE = """async days => {
    const database = await new Promise(got => { indexedDB.open('readiness').onsuccess = e => got(e.target.result); });
    const change = database.transaction('copies', 'readwrite');
    const asked = change.objectStore('copies').getAll();
    asked.onsuccess = () => {
        for (const one of asked.result) change.objectStore('copies').put({...one, at: one.at - days * 864e5});
    };
    await new Promise(done => { change.oncomplete = done; });
    database.close();
}"""


def copies(page: Page, count: int) -> list[dict[str, Any]]:
    """Those that this device holds, once it holds so many."""
    page.wait_for_function(f"async count => (await ({READ})()).length === count", arg=count)
    found: list[dict[str, Any]] = page.evaluate(READ)
    return found


def leave_unsent(page: Page, note: str, *, lost: bool = False) -> BrowserContext:
    """Types without a connection and closes the page. `lost`: the save arrives, and its answer does not."""

    def cut(route: Route) -> None:
        if lost:
            route.fetch()
        route.abort()

    page.context.route(SAVES, cut)
    page.fill("#RE1-note", note)
    reaches(page, "RE1", "retry")
    copies(page, 1)
    page.evaluate(SILENT)
    page.close(run_before_unload=False)
    page.context.unroute(SAVES)
    return page.context


def test_it_is_kept_unreadable_and_deleted_when_it_has_arrived(drafting: Drafting, questionnaire: Open) -> None:
    page = questionnaire(drafting[0].staff)
    page.route(SAVES, lambda route: route.abort())
    page.fill("#RE1-note", "Rahasia sementara")
    reaches(page, "RE1", "retry")
    (copy,) = copies(page, 1)
    assert (copy["user"], copy["assessment"], copy["code"]) == (
        str(drafting[0].staff.pk),
        str(drafting[1].pk),
        "RE1",
    )
    assert "Rahasia" not in str(copy)
    assert len(copy["data"]) > len("Rahasia sementara")
    page.unroute(SAVES)
    page.click("#RE1 [data-retry]")
    reaches(page, "RE1", "saved")
    copies(page, 0)


def test_it_is_offered_compared_restored_and_saved(drafting: Drafting, questionnaire: Open) -> None:
    context = leave_unsent(questionnaire(drafting[0].staff), "Belum terkirim.")
    page = open_element(context, drafting[1])
    banner = page.locator("[data-copies]")
    expect(banner).to_be_visible()
    expect(page.locator("#RE1-note")).to_have_value("")
    banner.locator("summary").click()
    expect(banner.locator("[data-copy-mine-note]")).to_have_text("Belum terkirim.")
    banner.locator("[data-restore]").click()
    expect(banner).to_be_hidden()
    expect(page.locator("#RE1-note")).to_have_value("Belum terkirim.")
    reaches(page, "RE1", "saved")
    assert row("RE1").note == "Belum terkirim."
    copies(page, 0)


def test_restored_upon_somebody_elses_change_it_overwrites_nothing(drafting: Drafting, questionnaire: Open) -> None:
    world, assessment = drafting
    context = leave_unsent(questionnaire(world.staff), "Punya saya.")
    save(row("RE1"), world.coordinator, client="other", note="Punya dia.")
    save(row("RE1"), world.coordinator, client="other", sequence=2, answer="2")
    page = open_element(context, assessment)
    page.click("[data-restore]")
    reaches(page, "RE1", "clash")
    expect(page.locator("#RE1 .clash")).to_contain_text("Punya dia.")
    assert row("RE1").note == "Punya dia."
    page.locator("#RE1 .clash button[value='RE1:mine']").click()
    reaches(page, "RE1", "saved")
    assert (row("RE1").note, row("RE1").level) == ("Punya saya.", 2)


def test_nobody_else_on_the_same_pc_sees_or_sends_it(drafting: Drafting, questionnaire: Open, live_server: Any) -> None:
    world, assessment = drafting
    context = leave_unsent(questionnaire(world.staff), "Bukan untuk dia.")
    enter(context, world.coordinator, live_server.url)
    page = open_element(context, assessment)
    page.fill("#RE2-note", "Milik koordinator.")
    reaches(page, "RE2", "saved")
    expect(page.locator("[data-copies]")).to_be_hidden()
    assert row("RE1").note == ""
    # It waits for its owner.
    copies(page, 1)
    enter(context, world.staff, live_server.url)
    expect(open_element(context, assessment).locator("[data-copies]")).to_be_visible()


def test_on_a_shared_pc_it_can_be_read_in_its_own_session_alone(
    drafting: Drafting, questionnaire: Open, live_server: Any
) -> None:
    world, assessment = drafting
    page = questionnaire(world.staff)
    enter(page.context, world.staff, live_server.url, shared=True)
    page.reload()
    context = leave_unsent(page, "Di warnet.")
    page = open_element(context, assessment)
    expect(page.locator("[data-copies]")).to_be_visible()
    enter(context, world.staff, live_server.url, shared=True)
    page.reload()
    # What is found again is offered once the page has read its own, new copy as well.
    context.route(SAVES, lambda route: route.abort())
    page.fill("#RE2-note", "Sesi baru.")
    copies(page, 2)
    expect(page.locator("[data-copies]")).to_be_hidden()


def test_what_arrived_without_its_answer_is_not_offered(drafting: Drafting, questionnaire: Open) -> None:
    world, assessment = drafting
    context = leave_unsent(questionnaire(world.staff), "Sudah sampai.", lost=True)
    assert row("RE1").note == "Sudah sampai."
    save(row("RE1"), world.coordinator, client="other", note="Diperbaiki.")
    page = open_element(context, assessment)
    copies(page, 0)
    expect(page.locator("[data-copies]")).to_be_hidden()


def test_what_another_open_tab_may_yet_send_is_offered_once_it_is_closed_and_discarded_for_good(
    drafting: Drafting, questionnaire: Open
) -> None:
    first = questionnaire(drafting[0].staff)
    first.context.route(SAVES, lambda route: route.abort())
    first.fill("#RE1-note", "Masih terbuka.")
    reaches(first, "RE1", "retry")
    second = open_element(first.context, drafting[1])
    copies(second, 1)
    expect(second.locator("[data-copies]")).to_be_hidden()
    first.evaluate(SILENT)
    first.close(run_before_unload=False)
    second.click("[data-discard]")
    expect(second.locator("[data-copies]")).to_be_hidden()
    copies(second, 0)
    assert row("RE1").note == ""


def test_after_seven_days_and_after_signing_out_nothing_is_left(drafting: Drafting, questionnaire: Open) -> None:
    context = leave_unsent(questionnaire(drafting[0].staff), "Lama sekali.")
    page = context.new_page()
    page.goto("/accounts/sessions/")
    page.evaluate(AGE, 6.9)
    page = open_element(context, drafting[1])
    expect(page.locator("[data-copies]")).to_be_visible()
    page.evaluate(AGE, 0.2)
    page.reload()
    copies(page, 0)
    leave_unsent(page, "Sebelum keluar.")
    page = context.new_page()
    page.goto("/accounts/sessions/")
    page.locator("form[action='/accounts/logout/'] button").first.click()
    page.wait_for_url("/")
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0


def test_sent_answers_leave_nothing_behind(drafting: Drafting, questionnaire: Open) -> None:
    world, assessment = drafting
    context = leave_unsent(questionnaire(world.coordinator), "Tidak ikut.")
    fill(assessment, world.staff)
    submit_by(assessment, world.coordinator)
    page = context.new_page()
    page.goto(f"/assessments/{assessment.pk}/receipt/")
    copies(page, 0)


@pytest.mark.parametrize("missing", ["indexedDB", "crypto.subtle"])
def test_where_a_browser_cannot_keep_it_saving_goes_on_without_a_word(
    drafting: Drafting, questionnaire: Open, missing: str
) -> None:
    page = questionnaire(drafting[0].staff)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    owner, _dot, name = f"window.{missing}".rpartition(".")
    page.add_init_script(f"Object.defineProperty({owner}, '{name}', {{get: () => undefined}})")
    page.reload()
    page.fill("#RE1-note", "Mode privat.")
    reaches(page, "RE1", "saved")
    expect(page.locator("[data-copies]")).to_be_hidden()
    assert complaints == []
