"""Three people do the whole job in browsers of their own, on the real site: from the first answer to the PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from assessments.demo import people
from tests.e2e.site import wait_for
from tests.factories import package

pytestmark = pytest.mark.browser
ELEMENTS = ("RE", "LC", "SU", "FI", "IN", "HR", "BE")
SIGNATORY = "Nama Contoh"
QUESTION = "Dokumen mana yang menunjukkan wewenang ini?"
COMMENT = "Terima kasih, dokumennya sudah kami baca bersama."
Open = Callable[..., Page]


def test_from_the_first_answer_to_the_report(as_person: Open, tmp_path: Path) -> None:
    staff = as_person(people.TOWN_STAFF)
    tasks = open_assessment(staff)
    for code in ELEMENTS:
        fill_element(staff, f"{tasks}elements/{code}/")
    coordinator = as_person(people.TOWN_COORDINATOR)
    send(coordinator, tasks)
    expect(coordinator.locator("main")).to_contain_text(re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}"))

    evaluator = as_person(people.EVALUATOR)
    review = tasks.replace("/assessments/", "/reviews/")
    evaluator.goto(f"{review}indicators/RE1/")
    press(evaluator, "main form[action$='/start/'] button")
    judge_all(evaluator, review, ask_about="RE1")
    ask(evaluator, review)

    clarify(coordinator, tasks)
    send(coordinator, tasks)
    evaluator.goto(f"{review}indicators/RE1/")
    judge(evaluator)
    write_to_agency(evaluator, f"{review}indicators/FI4/")
    evaluator.goto(f"{review}finalise/")
    press(evaluator, "main form button.btn-primary")

    administrator = as_person(people.ADMINISTRATOR)
    index, text = report_text(administrator, tmp_path)
    assert re.fullmatch(r"\d,\d\d", index)
    for expected in ("Diskominfo Kota Rekaan", "Situs layanan Kota Rekaan", index, COMMENT):
        assert expected in text
    assert [code for code in ELEMENTS if not has_number(text, code)] == []
    assert recommendation_of(text)


def open_assessment(page: Page) -> str:
    page.goto("/")
    href = page.locator("main a[href^='/assessments/']").first.get_attribute("href")
    assert href is not None
    return re.sub(r"(/assessments/[0-9a-f-]{36}/).*", r"\1", href)


def fill_element(page: Page, path: str) -> None:
    """Answers level 2, and says so, wherever nothing was finished yet; each card saves itself."""
    page.goto(path)
    codes = page.locator("[data-field=answer][value='2']").evaluate_all("all => all.map(one => one.name.split('-')[0])")
    finished = page.locator("[data-field=finished][value=yes]:checked")
    done = set(finished.evaluate_all("all => all.map(one => one.name.split('-')[0])"))
    for code in codes:
        if code in done:
            continue
        page.check(f"[name='{code}-answer'][value='2']")
        page.fill(f"[name='{code}-note']", f"Baru disebut secara lisan ({code}).")
        page.check(f"[name='{code}-finished'][value=yes]")
        expect(page.locator(f"#s-{code}")).to_contain_text(re.compile(r"Tersimpan|Saved"))
    expect(page.locator("[data-state]:has-text('Menyimpan')")).to_have_count(0)


def send(page: Page, tasks: str) -> None:
    page.goto(f"{tasks}submit/")
    page.fill("[name=name]", SIGNATORY)
    page.fill("[name=position]", "Kepala Dinas")
    page.check("[name=declared]")
    press(page, "main form button.btn-primary")
    page.wait_for_url("**/receipt/")


def judge_all(page: Page, review: str, *, ask_about: str) -> None:
    """Agrees with every answer but one, going on with 'save and next' as an evaluator does."""
    page.goto(f"{review}indicators/{ask_about}/")
    page.check("[name=outcome][value=clarify]")
    page.fill("[name=reason]", QUESTION)
    press(page, "main button[name=next]")
    for _number in range(60):
        if "/indicators/" not in page.url or f"/{ask_about}/" in page.url:
            break
        judge(page)
    else:
        raise AssertionError("there was always a next one")


def judge(page: Page) -> None:
    page.check("[name=outcome][value=agree]")
    press(page, "main button[name=next]")


def ask(page: Page, review: str) -> None:
    page.goto(f"{review}return/")
    expect(page.locator("[name=codes]:checked")).to_have_count(1)
    page.fill("[name=reason]", "Mohon dijelaskan satu hal.")
    page.fill("[name=due_date]", (date.today() + timedelta(days=7)).isoformat())
    press(page, "main form button.btn-primary")


def clarify(page: Page, tasks: str) -> None:
    page.goto(f"{tasks}elements/RE/")
    expect(page.locator("main")).to_contain_text(QUESTION)
    expect(page.locator("[data-field=note]")).to_have_count(1)
    page.fill("[name='RE1-note']", "Peraturan Wali Kota contoh, pasal 3.")
    page.check("[name='RE1-finished'][value=yes]")
    expect(page.locator("#s-RE1")).to_contain_text(re.compile(r"Tersimpan \d|Saved \d"))


def write_to_agency(page: Page, path: str) -> None:
    page.goto(path)
    form = page.locator("form:has(input[name=audience][value=AGENCY])")
    page.locator("details:has(input[name=audience][value=AGENCY]) > summary").click()
    form.locator("textarea").fill(COMMENT)
    form.locator("button").click()
    expect(page.locator("main")).to_contain_text(COMMENT)


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def report_text(page: Page, folder: Path) -> tuple[str, str]:
    """The index on the page, and the text of the PDF that the worker rendered and the administrator downloaded."""
    page.goto("/cycles/")
    page.locator("main a", has_text=re.compile("Periode contoh")).first.click()
    page.locator("main a[href*='/reports/']").first.click()
    row = page.locator("main tr", has_text="Situs layanan Kota Rekaan").first
    # The answer is waited for: a page that is loaded again meanwhile would call the request off.
    with page.expect_navigation():
        row.locator("button").first.click()
    download_link = row.locator("a[href$='/file/']")
    wait_for(lambda: page.reload() and download_link.count() > 0, 60, "the report was not rendered")
    with page.expect_download() as download:
        download_link.first.click()
    target = folder / download.value.suggested_filename
    download.value.save_as(target)
    assert target.name.startswith("Laporan-Kesiapan_Diskominfo-Rekaan_")
    return row.locator("td.r").inner_text(), "\n".join(sheet.extract_text() for sheet in PdfReader(target).pages)


def has_number(text: str, code: str) -> bool:
    """Whether the element's name stands there with a number behind it, before any other element or pillar."""
    name = re.escape(package().node(code).name.in_("id"))
    return re.search(rf"\b{code} {name} ((?![A-Z]{{1,2}} )\D)*\d,\d\d\b", re.sub(r"\s+", " ", text)) is not None


def recommendation_of(text: str) -> bool:
    """What to do to rise from level 2 on the first finance question, as the instrument says it."""
    step = package().indicators["FI4"].next_steps[2].in_("id")
    return re.sub(r"\s+", "", step) in re.sub(r"\s+", "", text)
