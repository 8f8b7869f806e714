"""The states of pages that their bare address does not show: other statuses, other readers, refused forms."""

from __future__ import annotations

from dataclasses import dataclass

from tests.e2e.page_actions import (
    SEND,
    Reach,
    adjust_between,
    ask_too_often,
    choose_between,
    choose_passwords_that_differ,
    copy_an_invitation,
    emptied,
    judge_what_changed,
    judge_without_reason,
    look,
    lose_the_line,
    lose_the_token,
    meet_a_colleague,
    reword_the_source,
    send,
    send_declared,
    send_too_late,
    send_too_much,
    send_when_idle,
    sign_in_to_second_step,
    sign_in_wrongly,
    unfold,
    write_beside,
    write_nothing,
    write_too_much,
)

REFUSED = "main [data-error-summary]"
NOTE = "main .note"
# From one indicator of a draft to its other parts, by way of its address.
PARTS = {
    "frame": "../../frame/",
    "scale": "../../scale/",
    "weights": "../../weights/",
    "node": "../../node/RE/",
    "band": "../../band/not_ready/",
    "cap": "../../cap/preconditions/",
    "new-node": "../../../add/node/",
    "new-band": "../../../add/band/",
    "new-cap": "../../../add/cap/",
}


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
        state("choose-password-spent", "draft", "stranger", "/accounts/password/reset/key/1-x/", look, "h1"),
        state("invitation-spent", "draft", "stranger", "/accounts/invitation/x/", look, "h1"),
        state(
            "choose-password-refused",
            "draft",
            "stranger",
            "account_reset_password_from_key",
            choose_passwords_that_differ,
            REFUSED,
        ),
        state("change-password-refused", "draft", "staff", "account_change_password", send, REFUSED),
        state("profile-refused", "draft", "staff", "accounts:profile", emptied("name"), REFUSED),
        state("medium-refused", "draft", "staff", "agencies:medium_add", send, REFUSED),
        state("medium-edit-refused", "draft", "staff", "agencies:medium_edit", emptied("name"), REFUSED),
        state("start-refused", "draft", "staff", "responses:start", send, REFUSED),
        state("invitation-refused", "draft", "stranger", "accounts:invitation", choose_passwords_that_differ, REFUSED),
        *_second_factor_states(),
        *_agency_states(),
        *_evaluator_states(),
        *_administrator_states(),
        state("missing", "draft", "stranger", "/nowhere/", look, "h1"),
        state("missing-signed-in", "draft", "staff", "/nowhere/", look, "h1"),
        state("not-yours", "in review", "evaluator", "agencies:media", look, "h1"),
        state("token-lost", "sent", "stranger", "account_login", lose_the_token, "h1"),
        state("too-often", "draft", "stranger", "account_reset_password", ask_too_often, "h1.pt-5"),
    ]


def _second_factor_states() -> list[PageState]:
    state = PageState
    return [
        state("second-step-asked", "judged", "stranger", "mfa_authenticate", sign_in_to_second_step, "[name=code]"),
        state("second-step-present", "judged", "evaluator", "mfa_index", look, "h1"),
        state("second-step-app-remove", "judged", "evaluator", "mfa_deactivate_totp", look, "h1"),
        state("second-step-codes", "judged", "evaluator", "mfa_view_recovery_codes", look, "h1"),
        state("second-step-passkey-remove", "judged", "administrator", "mfa_remove_webauthn", look, "h1"),
        state("confirm-act", "ready", "coordinator, later", "responses:submit", send_declared, "[name$=secret]"),
        state("locked-page", "ready", "coordinator", "responses:submit", send_when_idle, "[name$=secret]"),
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
        state("element-colleague", "draft", "staff", "responses:element", meet_a_colleague, "[data-presence]"),
        state("element-too-late", "draft", "staff", "responses:element", send_too_late, "main form [name=user]"),
        state("element-copies", "draft", "staff", "responses:element", lose_the_line, "[data-copies]"),
        state("element-between", "between", "staff", "responses:element", choose_between, "[id='5-value']"),
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
        state("evidence-remove", "draft", "staff", "responses:evidence_remove", look, "main form[method=post]"),
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
        state("result-after-another", "again", "coordinator", "results:result", unfold, "#earlier"),
        state("trace-own", "released", "coordinator", "results:trace", look, "#band", "?side=self"),
        state("trace-nothing-yet", "draft", "coordinator", "results:trace", look, "#sum"),
        state("element-last-time", "again", "staff", "responses:element", unfold, "details.last"),
        state("changes", "again", "staff", "responses:changes", look, "#g-levels"),
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
        state("workbench-between", "between, in review", "evaluator", "reviews:workbench", adjust_between, REFUSED),
        state("workbench-last-time", "again, sent", "evaluator", "reviews:workbench", unfold, "#last-time"),
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
        state("board-message", "draft", "administrator", "cycles:detail", unfold, "#message"),
        state("board-nothing-found", "draft", "administrator", "cycles:detail", look, "h1", "?q=zzzz"),
        *(
            state(f"instrument-{name}", "draft", "administrator", "instruments:edit", look, SEND, path)
            for name, path in PARTS.items()
        ),
        state("indicator-refused", "draft", "administrator", "instruments:edit", emptied("weight"), REFUSED),
        state("new-version-refused", "draft", "administrator", "instruments:clone", send, REFUSED),
        state("publishing-refused", "draft", "administrator", "instruments:publish", send, REFUSED),
        state("workbook-refused", "draft", "administrator", "instruments:sheet", send, REFUSED),
        state(
            "indicator-behind",
            "draft",
            "administrator",
            "instruments:edit",
            reword_the_source,
            "form[action*='/hold/'] button",
        ),
        state("cycle-refused", "draft", "administrator", "cycles:add", send, REFUSED),
        state("cycle-edit-refused", "draft", "administrator", "cycles:edit", emptied("name"), REFUSED),
        state("evaluators-refused", "draft", "administrator", "cycles:evaluators", send, REFUSED),
        state("administrators-refused", "draft", "administrator", "cycles:administrators", send, REFUSED),
        state("reports", "final", "administrator", "reports:cycle", unfold, "h1"),
        state("reports-at-work", "at work", "administrator", "reports:cycle", look, "progress"),
        state("report-failed", "at work", "administrator", "results:result", look, "ul.reports .tag-e"),
        state("jobs-failed", "draft", "administrator", "operations:jobs", look, "main table form"),
        state("reports-none", "draft", "administrator", "reports:cycle", look, "h1"),
        state("register-refused", "draft", "administrator", "agencies:register", send, REFUSED),
        state("agency-refused", "draft", "administrator", "agencies:agency_edit", emptied("name"), REFUSED),
        state("member-refused", "draft", "administrator", "agencies:member_add", send, REFUSED),
        state("invited-person", "draft", "administrator", "an invited person", look, "main form[method=post]"),
        state("invitation-copied", "draft", "administrator", "an invited person", copy_an_invitation, "h1"),
        state("person-refused", "draft", "administrator", "agencies:person_add", send, REFUSED),
        state("registry-nothing-found", "draft", "administrator", "agencies:registry", look, "h1", "?q=zzzz"),
        state("history-agency", "released", "coordinator", "operations:audit", look, "main table"),
        state("history-nothing-found", "final", "administrator", "operations:audit", look, "h1", "?person=0&page=1"),
        state("files-final", "final", "administrator", "operations:files", look, "h1"),
        state("file-close-refused", "final", "administrator", "operations:file_close", send, REFUSED),
    ]


STATES = _states()
