"""Who may do what in a review."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.common.errors import Closed, Denied
from assessments.cycles.models import CycleAdministrator, EvaluatorAssignment
from assessments.responses.enums import Audience, Status
from assessments.responses.models import Assessment, Response, Return


def assignment_of(actor: User, assessment: Assessment) -> EvaluatorAssignment:
    """The actor's assignment to the assessment's agency in its cycle. Raises `Denied` where there is none."""
    mine = EvaluatorAssignment.objects.filter(
        cycle=assessment.cycle_id, agency=assessment.agency_id, evaluator=actor
    ).first()
    if mine is None:
        raise _not_assigned()
    return mine


def _not_assigned() -> Denied:
    return Denied(_("Only an evaluator who is assigned to this agency can do this."))


def check_is_assigned(assessment: Assessment) -> int:
    """The actor's number, for an assessment that was read `with_label`."""
    label: int | None = assessment.label  # type: ignore[attr-defined]  # annotated by with_label
    if label is None:
        raise _not_assigned()
    return label


def check_can_start(actor: User, assessment: Assessment) -> None:
    assignment_of(actor, assessment)
    if assessment.status != Status.SUBMITTED:
        raise Denied(_("This review has begun already. Reload the page."))


def check_can_judge(assessment: Assessment, response: Response) -> None:
    """For an assigned evaluator. While the agency works on a question, the verdict on that one waits."""
    if assessment.status == Status.IN_REVIEW:
        return
    if assessment.status == Status.RETURNED:
        if response.reopened:
            raise Closed(
                _("The agency is answering your question here. Give your verdict when it has sent its answer.")
            )
        return
    raise Closed(_("Verdicts can be given while the assessment is in review."))


def check_can_return(actor: User, assessment: Assessment) -> EvaluatorAssignment:
    assignment = assignment_of(actor, assessment)
    if assessment.status != Status.IN_REVIEW:
        raise Denied(_("Questions can be sent while the assessment is in review."))
    return assignment


def check_can_resume(actor: User, assessment: Assessment, now: datetime) -> None:
    assignment_of(actor, assessment)
    if assessment.status != Status.RETURNED:
        raise Denied(_("This assessment is not with the agency."))
    check_is_overdue(assessment.returns.latest("number"), now)


def check_is_overdue(asked: Return, now: datetime) -> None:
    if not asked.is_overdue(now):
        raise Denied(_("The agency still has time to answer. You can resume the review after the due date."))


def check_can_finalise(actor: User, assessment: Assessment) -> None:
    assignment_of(actor, assessment)
    if assessment.status != Status.IN_REVIEW:
        raise Denied(_("Only an assessment in review can be finalised."))


def check_can_reopen(actor: User, assessment: Assessment) -> None:
    if not CycleAdministrator.objects.filter(cycle=assessment.cycle_id, user=actor).exists():
        raise Denied(_("Only an administrator of this cycle can reopen an assessment."))
    if assessment.status != Status.FINAL:
        raise Denied(_("Only a finished assessment can be reopened."))


def check_can_comment(assessment: Assessment, audience: Audience) -> None:
    """For an assigned evaluator."""
    if assessment.status == Status.DRAFT:
        raise Closed(_("The agency has not sent this assessment."))
    if assessment.status == Status.FINAL and audience == Audience.AGENCY:
        raise Closed(_("The review is finished, so messages to the agency are closed."))
