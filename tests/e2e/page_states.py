"""The states of pages that their bare address does not show: other statuses, other readers, refused forms."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.e2e.staging import Staged

Reach = Callable[[Page, Staged], None]
SEND = "main form[method=post] button.btn-primary"
REFUSED = "main [data-error-summary]"
NOTE = "main .note"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class PageState:
    """`address` is a name, or a path; `shows` is what tells that the state was reached."""

    name: str
    scene: str
    role: str
    address: str
    reach: Reach
    shows: str
    query: str = ""


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
            await fetch(url, {method: "POST", body, headers});
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


def send_too_much(page: Page, scene: Staged) -> None:
    """As without the script: the whole form is refused."""
    page.evaluate("document.querySelector('#RE3-note').value = 'x'.repeat(5001)")
    page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('[data-autosave]'))")
    page.wait_for_load_state()


def judge_without_reason(page: Page, scene: Staged) -> None:
    page.check("[name=outcome][value=adjust]")
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


def _states() -> list[PageState]:
    state = PageState
    return [
        state("home-stranger", "draft", "stranger", "dashboards:home", look, "main form"),
        state("home-staff", "draft", "staff", "dashboards:home", look, "main h2"),
        state("home-coordinator-asked", "returned", "coordinator", "dashboards:home", look, "main h2"),
        state("home-evaluator", "in review", "evaluator", "dashboards:home", look, "main h2"),
        state("home-administrator", "final", "administrator", "dashboards:home", look, "main table"),
        state("menu-open", "in review", "administrator", "dashboards:home", unfold, "details[open]"),
        state("sign-in-refused", "draft", "stranger", "account_login", sign_in_wrongly, REFUSED),
        state("reset-refused", "draft", "stranger", "account_reset_password", send, REFUSED),
        state("choose-password", "draft", "stranger", "choose a password", look, "[name=password1]"),
        state(
            "choose-password-refused", "draft", "stranger", "choose a password", choose_passwords_that_differ, REFUSED
        ),
        state("change-password-refused", "draft", "staff", "account_change_password", send, REFUSED),
        state("profile-refused", "draft", "staff", "accounts:profile", emptied("name"), REFUSED),
        state("medium-refused", "draft", "staff", "agencies:medium_add", send, REFUSED),
        state("medium-edit-refused", "draft", "staff", "agencies:medium_edit", emptied("name"), REFUSED),
        state("start-refused", "draft", "staff", "responses:start", send, REFUSED),
        *_agency_states(),
        *_evaluator_states(),
        *_administrator_states(),
        state("missing", "draft", "stranger", "/nowhere/", look, "h1"),
        state("missing-signed-in", "draft", "staff", "/nowhere/", look, "h1"),
        state("not-yours", "in review", "evaluator", "agencies:media", look, "h1"),
        state("token-lost", "sent", "stranger", "account_login", lose_the_token, "h1"),
        state("too-often", "draft", "stranger", "account_reset_password", ask_too_often, "h1.pt-5"),
    ]


def _agency_states() -> list[PageState]:
    state = PageState
    kinds = ("document", "link", "interview", "observation")
    return [
        *(
            state(f"tasks-{name}", name, "coordinator", "responses:tasklist", look, "main .sec")
            for name in ("draft", "ready", "sent", "in review", "returned", "final", "released")
        ),
        state("element-draft", "draft", "staff", "responses:element", unfold, "[data-autosave]"),
        state("element-clash", "draft", "staff", "responses:element", write_beside, "#RE1 .clash"),
        state("element-card-refused", "draft", "staff", "responses:element", write_too_much, "#RE2 .warn, #RE2.warn"),
        state("element-form-refused", "draft", "staff", "responses:element", send_too_much, REFUSED),
        state("element-filled", "ready", "staff", "responses:element", unfold, "[data-autosave]"),
        state("element-asked", "returned", "coordinator", "responses:element", unfold, "[data-autosave]"),
        state("element-read-only", "sent", "coordinator", "responses:element", unfold, "main:not(:has(textarea))"),
        *(
            state(f"evidence-{kind}", "draft", "staff", "responses:evidence_add", look, SEND, f"?kind={kind}")
            for kind in kinds
        ),
        *(
            state(
                f"evidence-{kind}-refused", "draft", "staff", "responses:evidence_add", send, REFUSED, f"?kind={kind}"
            )
            for kind in kinds
        ),
        state("evidence-closed", "sent", "staff", "responses:evidence_add", look, NOTE),
        state("evidence-remove", "draft", "staff", "responses:evidence_remove", look, SEND),
        state("reply-refused", "returned", "coordinator", "responses:reply", send, REFUSED),
        state("reply-closed", "final", "coordinator", "responses:reply", look, NOTE),
        state("submit-gaps", "draft", "coordinator", "responses:submit", look, "main:not(:has([name=declared]))"),
        state("submit-staff", "draft", "staff", "responses:submit", look, NOTE),
        state("submit-ready", "ready", "coordinator", "responses:submit", look, "[name=declared]"),
        state("submit-refused", "ready", "coordinator", "responses:submit", send, REFUSED),
        state("submit-returned", "returned", "coordinator", "responses:submit", look, "[name=declared]"),
        state("receipt", "sent", "coordinator", "responses:receipt", look, "main"),
        state("withdraw", "sent", "coordinator", "responses:withdraw", look, SEND),
        state("withdraw-refused", "in review", "coordinator", "responses:withdraw", look, NOTE),
        state("result-self", "draft", "coordinator", "results:result", look, "h1"),
        state("result-self-filled", "ready", "coordinator", "results:result", look, "h1"),
        state("result-awaited", "final", "coordinator", "results:result", look, "h1"),
        state("result-released", "released", "coordinator", "results:result", unfold, "h1"),
    ]


def _evaluator_states() -> list[PageState]:
    state = PageState
    return [
        state("queue-all", "final", "evaluator", "reviews:queue", look, "main", "?status=all"),
        state("queue-empty", "final", "evaluator", "reviews:queue", look, "main", "?status=SUBMITTED"),
        *(
            state(f"overview-{name}", name, "evaluator", "reviews:overview", unfold, "h1")
            for name in ("sent", "judged", "returned", "overdue", "final")
        ),
        *(
            state(f"workbench-{name}", name, "evaluator", "reviews:workbench", unfold, "#verdict")
            for name in ("sent", "judged", "returned", "final")
        ),
        state("verdict-refused", "in review", "evaluator", "reviews:workbench", judge_without_reason, REFUSED),
        state("verdict-clash", "in review", "evaluator", "reviews:workbench", judge_what_changed, "#clash"),
        state("comment-refused", "in review", "evaluator", "reviews:workbench", write_nothing, REFUSED),
        state("return-refused", "in review", "evaluator", "reviews:return", send, REFUSED),
        state("return-closed", "final", "evaluator", "reviews:return", look, NOTE),
        state("resume-early", "returned", "evaluator", "reviews:resume", look, NOTE),
        state("resume", "overdue", "evaluator", "reviews:resume", look, SEND),
        state("finalise-blocked", "in review", "evaluator", "reviews:finalise", look, ".remaining"),
        state("finalise-ready", "judged", "evaluator", "reviews:finalise", look, SEND),
        state("finalise-closed", "final", "evaluator", "reviews:finalise", look, NOTE),
        state("result-evaluator", "final", "evaluator", "results:result", unfold, "h1"),
    ]


def _administrator_states() -> list[PageState]:
    state = PageState
    return [
        state("reopen", "final", "administrator", "reviews:reopen", look, SEND),
        state("reopen-refused", "final", "administrator", "reviews:reopen", send, REFUSED),
        state("result-administrator", "final", "administrator", "results:result", unfold, "h1"),
        state("board-closed", "released", "administrator", "cycles:detail", look, "main table"),
        state("board-nothing-found", "draft", "administrator", "cycles:detail", look, "h1", "?q=zzzz"),
        state("cycle-refused", "draft", "administrator", "cycles:add", send, REFUSED),
        state("cycle-edit-refused", "draft", "administrator", "cycles:edit", emptied("name"), REFUSED),
        state("evaluators-refused", "draft", "administrator", "cycles:evaluators", send, REFUSED),
        state("administrators-refused", "draft", "administrator", "cycles:administrators", send, REFUSED),
        state("reports", "final", "administrator", "reports:cycle", unfold, "h1"),
        state("reports-none", "draft", "administrator", "reports:cycle", look, "h1"),
        state("register-refused", "draft", "administrator", "agencies:register", send, REFUSED),
        state("agency-refused", "draft", "administrator", "agencies:agency_edit", emptied("name"), REFUSED),
        state("member-refused", "draft", "administrator", "agencies:member_add", send, REFUSED),
        state("person-refused", "draft", "administrator", "agencies:person_add", send, REFUSED),
        state("registry-nothing-found", "draft", "administrator", "agencies:registry", look, "h1", "?q=zzzz"),
        state("history-agency", "released", "coordinator", "operations:audit", look, "main table"),
        state("history-nothing-found", "final", "administrator", "operations:audit", look, "h1", "?person=0&page=1"),
        state("files-final", "final", "administrator", "operations:files", look, "h1"),
        state("file-close-refused", "final", "administrator", "operations:file_close", send, REFUSED),
    ]


STATES = _states()
