"""How a reader reaches what a page's bare address does not show: by sending, typing and unfolding."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.filling import SAVES, SILENT, reaches
from tests.e2e.staging import Staged
from tests.factories import PASSWORD

Reach = Callable[[Page, Staged], None]
SEND = "main form[method=post] button.btn-primary"
_numbers = itertools.count(1)


def look(page: Page, scene: Staged) -> None:
    pass


def send(page: Page, scene: Staged) -> None:
    """Presses the page's own button with nothing more filled in than it came with."""
    with page.expect_navigation():
        page.locator(SEND).first.click()


def emptied(*names: str) -> Reach:
    """Sends the form with these fields cleared."""

    def reach(page: Page, scene: Staged) -> None:
        for name in names:
            page.fill(f"main [name={name}]", "")
        send(page, scene)

    return reach


def reword_the_source(page: Page, scene: Staged) -> None:
    page.fill("main [name=question_id]", "Pertanyaan yang ditulis ulang?")
    send(page, scene)


def sign_in_wrongly(page: Page, scene: Staged) -> None:
    # Another address each time: attempts are counted.
    page.fill("main [name=login]", f"nobody{next(_numbers)}@example.org")
    page.fill("main [name=password]", "not the password")
    send(page, scene)


def ask_too_often(page: Page, scene: Staged) -> None:
    for _time in range(6):
        page.fill("main [name=email]", "too-often@example.org")
        send(page, scene)
        page.goto(scene.paths["account_reset_password"])
    page.fill("main [name=email]", "too-often@example.org")
    send(page, scene)


def sign_in_to_second_step(page: Page, scene: Staged) -> None:
    page.goto(scene.paths["account_login"])
    page.fill("main [name=login]", scene.people["evaluator"].email)
    page.fill("main [name=password]", PASSWORD)
    send(page, scene)


def send_declared(page: Page, scene: Staged) -> None:
    page.fill("[name=name]", "Nama Contoh")
    page.fill("[name=position]", "Kepala Dinas")
    page.check("[name=declared]")
    send(page, scene)


def send_when_idle(page: Page, scene: Staged) -> None:
    go_on_as(page, scene, "coordinator, idle")
    send_declared(page, scene)


def go_on_as(page: Page, scene: Staged, role: str) -> None:
    site = page.evaluate("location.origin")
    page.context.add_cookies([{"name": "readiness-session", "value": scene.people[role].session, "url": site}])


def copy_an_invitation(page: Page, scene: Staged) -> None:
    with page.expect_navigation():
        page.locator("main form[action*=copy] button, main form[action*=invitation] button").first.click()


def lose_the_token(page: Page, scene: Staged) -> None:
    page.context.clear_cookies(name="readiness-csrf")
    send(page, scene)


def choose_passwords_that_differ(page: Page, scene: Staged) -> None:
    page.fill("main [name=password1]", "satu-dua-tiga-empat")
    page.fill("main [name=password2]", "lima-enam-tujuh-delapan")
    send(page, scene)


def write_beside(page: Page, scene: Staged) -> None:
    """Another page saves a note; this one then types its own."""
    number = next(_numbers)
    page.evaluate(
        """async ([url, number, user, token]) => {
            const fields = {note: `Dari halaman lain ${number}`};
            const base = {note: document.querySelector("#RE1-note").value};
            const body = JSON.stringify({user, client: `other-${number}`, sequence: 1, version: 0, fields, base});
            const headers = {"X-CSRFToken": token, "X-Requested-With": "fetch"};
            const answer = await fetch(url, {method: "POST", body, headers});
            if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
        }""",
        [
            scene.paths["responses:save"],
            number,
            scene.people["staff"].pk,
            page.locator("[name=csrfmiddlewaretoken]").first.input_value(),
        ],
    )
    page.fill("#RE1-note", f"Dari halaman ini {number}")
    page.locator("#RE1-note").blur()
    expect(page.locator("#RE1 .clash")).to_be_visible()


def write_too_much(page: Page, scene: Staged) -> None:
    page.fill("#RE2-note", "x" * 5001)
    page.locator("#RE2-note").blur()
    expect(page.locator("#RE2 [data-trouble]")).to_be_visible()


def choose_between(page: Page, scene: Staged) -> None:
    """A value between two levels, which the scale does not have."""
    page.check("[id='5-answer-between']")
    page.fill("[id='5-value']", "7,5")
    expect(page.locator("[id='5'] [data-trouble]")).to_be_visible()


def send_too_much(page: Page, scene: Staged) -> None:
    """As without the script: the whole form is refused."""
    page.evaluate("document.querySelector('#RE3-note').value = 'x'.repeat(5001)")
    page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('[data-autosave]'))")
    page.wait_for_load_state()


def send_too_late(page: Page, scene: Staged) -> None:
    page.context.clear_cookies(name="readiness-session")
    page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('[data-autosave]'))")
    page.wait_for_load_state()


def meet_a_colleague(page: Page, scene: Staged) -> None:
    for role in ("coordinator", "staff"):
        go_on_as(page, scene, role)
        with page.expect_response("**/presence/"):
            page.reload()
    expect(page.locator("[data-presence]")).not_to_be_empty()


def lose_the_line(page: Page, scene: Staged) -> None:
    """As after a crash: what was typed has not arrived, and is found again on the device."""
    page.route(SAVES, lambda route: route.abort())
    page.fill("#RE4-note", "Belum terkirim.")
    reaches(page, "RE4", "retry")
    page.evaluate(SILENT)
    page.reload()
    page.unroute(SAVES)
    expect(page.locator("[data-copies]")).to_be_visible()
    unfold(page, scene)


def judge_without_reason(page: Page, scene: Staged) -> None:
    page.check("[name=outcome][value=adjust]")
    with page.expect_navigation():
        page.locator("main button[form=verdict]").last.click()


def adjust_between(page: Page, scene: Staged) -> None:
    page.check("[name=outcome][value=adjust]")
    page.fill("[name=level]", "7,5")
    page.fill("[name=reason]", "Skor resmi.")
    with page.expect_navigation():
        page.locator("main button[form=verdict]").last.click()


def judge_what_changed(page: Page, scene: Staged) -> None:
    page.evaluate("document.querySelector('#verdict [name=response_version]').value = '0'")
    page.check("[name=outcome][value=agree]")
    page.fill("[name=reason]", "Alasan yang sudah diketik.")
    with page.expect_navigation():
        page.locator("main button[form=verdict]").last.click()


def write_nothing(page: Page, scene: Staged) -> None:
    page.locator("details:has(input[name=audience][value=AGENCY]) > summary").click()
    with page.expect_navigation():
        page.locator("form:has(input[name=audience][value=AGENCY]) button").click()


def unfold(page: Page, scene: Staged) -> None:
    """The menu of a phone, and everything else that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
