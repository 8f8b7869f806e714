"""Who finds what at each address. The walk in `test_access.py` holds the site to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from assessments.responses.enums import Status
from tests.scenes import Scene

AGENCY = frozenset({"staff", "coordinator"})
COORDINATOR = frozenset({"coordinator"})
EVALUATOR = frozenset({"evaluator"})
RUNS = frozenset({"administrator"})
# Any administrator may register agencies and people; a cycle has administrators of its own.
ADMINISTRATORS = frozenset({"administrator", "other administrator"})
EVERYBODY = frozenset(
    {
        "staff",
        "coordinator",
        "evaluator",
        "administrator",
        "other staff",
        "other evaluator",
        "other administrator",
        "nobody",
    }
)
ANONYMOUS = "anonymous"
OF_ASSESSMENTS = ("dashboards:", "operations:", "reports:", "responses:", "results:", "reviews:")


@dataclass(frozen=True)
class Row:
    """Who finds the page there. `kwargs` builds the address from a scene; without it there is one address for all."""

    who: frozenset[str]
    kwargs: Callable[[Scene], dict[str, Any]] = field(default=lambda scene: {})
    public: bool = False
    final: bool = False  # its rows exist once an assessment is final


def assessment(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.assessment.pk}


def indicator(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.assessment.pk, "code": "RE1"}


def element(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.assessment.pk, "code": "RE"}


def evidence(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.assessment.pk, "evidence": scene.evidence.pk}


def preview(scene: Scene) -> dict[str, Any]:
    return evidence(scene) | {"number": 1}


def cycle(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.world.cycle.pk}


def draft(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.draft.pk}


def of_draft(**names: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: draft(scene) | names


PUBLIC = Row(EVERYBODY, public=True)
ROWS: dict[str, Row] = {
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "dashboards:home": PUBLIC,
    "dashboards:accessibility": PUBLIC,
    "dashboards:privacy": PUBLIC,
    "accounts:language": PUBLIC,
    "accounts:profile": Row(EVERYBODY),
    "accounts:invitation": Row(EVERYBODY, lambda scene: {"token": "x"}, public=True),
    "accounts:again": Row(EVERYBODY),
    "accounts:copy_key": Row(EVERYBODY),
    "accounts:sessions": Row(EVERYBODY),
    "accounts:session_end": Row(frozenset(), lambda scene: {"pk": 1}),
    "accounts:sessions_end": Row(EVERYBODY),
    "account_login": PUBLIC,
    "account_inactive": PUBLIC,
    "account_change_password": Row(EVERYBODY),
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": Row(
        EVERYBODY, lambda scene: {"uidb36": "1", "key": "set-password"}, public=True
    ),
    "account_reset_password_from_key_done": PUBLIC,
    "account_reauthenticate": Row(EVERYBODY),
    "mfa_index": Row(EVERYBODY),
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    "mfa_activate_totp": Row(EVERYBODY),
    "mfa_add_webauthn": Row(EVERYBODY),
    "mfa_generate_recovery_codes": Row(EVERYBODY),
    # Each person's own, and nobody here has any.
    "mfa_deactivate_totp": Row(frozenset()),
    "mfa_view_recovery_codes": Row(frozenset()),
    "mfa_remove_webauthn": Row(frozenset(), lambda scene: {"pk": 1}),
    "openid_connect_login": Row(EVERYBODY, lambda scene: {"provider_id": "sso"}, public=True),
    "openid_connect_callback": Row(EVERYBODY, lambda scene: {"provider_id": "sso"}, public=True),
    "agencies:media": Row(AGENCY | {"other staff"}),
    "agencies:medium_add": Row(AGENCY | {"other staff"}),
    "agencies:medium_edit": Row(AGENCY, lambda scene: {"pk": scene.world.medium.pk}),
    "responses:start": Row(AGENCY | {"other staff"}),
    "responses:tasklist": Row(AGENCY, assessment),
    "responses:changes": Row(AGENCY, assessment),
    "responses:receipt": Row(AGENCY, assessment),
    "responses:submit": Row(AGENCY, assessment),
    "responses:withdraw": Row(AGENCY, assessment),
    "responses:element": Row(AGENCY, element),
    "responses:presence": Row(AGENCY, element),
    "responses:save": Row(AGENCY, indicator),
    "responses:reply": Row(AGENCY, indicator),
    "responses:evidence_add": Row(AGENCY, indicator),
    "responses:evidence_file": Row(AGENCY | EVALUATOR | RUNS, evidence),
    "responses:evidence_preview": Row(AGENCY | EVALUATOR | RUNS, preview),
    "responses:evidence_remove": Row(AGENCY, evidence),
    "reviews:queue": Row(EVALUATOR | {"other evaluator"}),
    "reviews:overview": Row(EVALUATOR, assessment),
    "reviews:workbench": Row(EVALUATOR, indicator),
    "reviews:verdict": Row(EVALUATOR, indicator),
    "reviews:comment": Row(EVALUATOR, indicator),
    "reviews:start": Row(EVALUATOR, assessment),
    "reviews:return": Row(EVALUATOR, assessment),
    "reviews:resume": Row(EVALUATOR, assessment),
    "reviews:finalise": Row(EVALUATOR, assessment),
    "reviews:reopen": Row(RUNS, assessment),
    "results:result": Row(AGENCY | EVALUATOR | RUNS, assessment),
    "results:trace": Row(AGENCY | EVALUATOR | RUNS, assessment),
    "results:trace_node": Row(AGENCY | EVALUATOR | RUNS, element),
    "results:trace_data": Row(AGENCY | EVALUATOR | RUNS, assessment),
    "results:levels": Row(AGENCY | EVALUATOR | RUNS, assessment),
    "operations:audit": Row(RUNS | {"coordinator"}, assessment),
    "operations:audit_export": Row(RUNS | {"coordinator"}, assessment),
    "operations:jobs": Row(ADMINISTRATORS),
    "operations:job_retry": Row(ADMINISTRATORS, lambda scene: {"pk": scene.unsent.pk}),
    "operations:files": Row(RUNS, assessment),
    "operations:file_close": Row(RUNS, evidence),
    "operations:file_destroy": Row(RUNS, evidence),
    "operations:file_original": Row(RUNS, evidence),
    "reports:cycle": Row(RUNS, cycle),
    "reports:bundle": Row(RUNS, cycle),
    "reports:bundle_download": Row(RUNS, lambda scene: {"pk": scene.bundle.pk}, final=True),
    # The agency may ask from the release on; until then she who may read the assessment is told so.
    "reports:request": Row(AGENCY | EVALUATOR | RUNS, assessment, final=True),
    "reports:retry": Row(RUNS, lambda scene: {"pk": scene.report.job_id}, final=True),
    "reports:status": Row(RUNS, lambda scene: {"pk": scene.report.pk}, final=True),
    "reports:download": Row(RUNS, lambda scene: {"pk": scene.report.pk}, final=True),
    "cycles:list": Row(ADMINISTRATORS),
    "cycles:add": Row(ADMINISTRATORS),
    "cycles:detail": Row(RUNS, cycle),
    "cycles:edit": Row(RUNS, cycle),
    "cycles:enrol": Row(RUNS, cycle),
    "cycles:leave": Row(RUNS, lambda scene: cycle(scene) | {"enrolment": scene.enrolment.pk}),
    "cycles:evaluators": Row(RUNS, cycle),
    "cycles:assignment_end": Row(RUNS, lambda scene: cycle(scene) | {"assignment": scene.assignment.pk}),
    "cycles:administrators": Row(RUNS, cycle),
    "cycles:administrator_end": Row(RUNS, lambda scene: cycle(scene) | {"row": scene.runs.pk}),
    "agencies:registry": Row(ADMINISTRATORS),
    "agencies:register": Row(ADMINISTRATORS),
    "agencies:agency": Row(ADMINISTRATORS, lambda scene: {"pk": scene.world.agency.pk}),
    "agencies:agency_edit": Row(ADMINISTRATORS, lambda scene: {"pk": scene.world.agency.pk}),
    "agencies:member_add": Row(ADMINISTRATORS, lambda scene: {"pk": scene.world.agency.pk}),
    "agencies:member_role": Row(ADMINISTRATORS, lambda scene: {"pk": scene.membership.pk}),
    "agencies:member_end": Row(ADMINISTRATORS, lambda scene: {"pk": scene.membership.pk}),
    "agencies:people": Row(ADMINISTRATORS),
    "agencies:person_add": Row(ADMINISTRATORS),
    **{
        f"agencies:{name}": Row(ADMINISTRATORS, lambda scene: {"pk": scene.world.staff.pk})
        for name in ("person", "person_close", "person_open", "person_invite", "person_copy_invitation")
    },
    "instruments:list": Row(ADMINISTRATORS),
    **{
        f"instruments:{name}": Row(ADMINISTRATORS, draft)
        for name in ("version", "differences", "clone", "publish", "retire", "delete", "sheet")
    },
    "instruments:workbook": Row(ADMINISTRATORS, draft),
    "instruments:sheet_confirm": Row(ADMINISTRATORS, draft),
    "instruments:preview": Row(ADMINISTRATORS, of_draft(code="RE")),
    "instruments:edit": Row(ADMINISTRATORS, of_draft(kind="indicator", code="RE1")),
    "instruments:hold": Row(ADMINISTRATORS, of_draft(kind="indicator", code="RE1")),
    "instruments:add": Row(ADMINISTRATORS, of_draft(kind="indicator", parent="RE")),
    "instruments:remove": Row(ADMINISTRATORS, of_draft(kind="indicator", code="RE1")),
    "instruments:move": Row(ADMINISTRATORS, of_draft(kind="indicator", code="RE1")),
    "instruments:place": Row(ADMINISTRATORS, of_draft(kind="indicator", code="RE1")),
    # Last: it ends the session of whoever walks.
    "account_logout": PUBLIC,
}


def rows_in(scene: Scene, *, first: Status | None = None) -> Iterator[tuple[str, Row]]:
    """What there is to ask; what no assessment's status touches, in the `first` of several scenes alone."""
    for name, row in ROWS.items():
        touched = first in (None, scene.assessment.status) or name.startswith(OF_ASSESSMENTS)
        if touched and (scene.report or not row.final):
            yield name, row
