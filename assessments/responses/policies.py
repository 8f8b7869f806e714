"""Who may do what with an assessment on the agency's side. Each rule once, with the sentence its refusal shows."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.agencies.models import Agency, Medium, Role
from assessments.agencies.selectors import role_of
from assessments.common.errors import Closed, Denied
from assessments.cycles.models import Cycle
from assessments.responses.enums import Status
from assessments.responses.models import Assessment, Response


def check_is_member(actor: User, agency: Agency) -> None:
    if role_of(actor, agency_id=agency.pk) is None:
        raise Denied(_("Only staff of this agency can do this."))


def check_is_coordinator(actor: User, *, agency_id: int) -> None:
    if role_of(actor, agency_id=agency_id) != Role.COORDINATOR:
        raise Denied(_("Only your agency's coordinator can do this. Ask her to do it."))


def check_can_start(actor: User, medium: Medium, cycle: Cycle, now: datetime) -> None:
    check_is_member(actor, medium.agency)
    if not Cycle.objects.open_for(medium.agency, now).filter(pk=cycle.pk).exists():
        raise Denied(_("This cycle is not open for your agency. Choose another, or ask its administrator."))


def check_can_answer(actor: User, assessment: Assessment, now: datetime) -> None:
    """Whether the agency's answers are open at all; which of them, `check_is_open` says."""
    if role_of(actor, agency_id=assessment.agency_id) is None:
        raise Denied(_("You no longer belong to this agency. Copy what you typed, and ask your coordinator."))
    if assessment.status not in (Status.DRAFT, Status.RETURNED):
        raise Closed(_("These answers were sent to the evaluators and cannot be changed now. Copy what you typed."))
    if assessment.status == Status.DRAFT and not assessment.cycle.accepts_answers(now):
        raise Closed(_("This cycle is closed for answers. Copy what you typed, and ask the cycle's administrator."))


def check_is_open(assessment: Assessment, response: Response) -> None:
    if assessment.status == Status.RETURNED and not response.reopened:
        raise Closed(_("The evaluators asked nothing about this indicator, so its answer stays as it was sent."))


def check_can_submit(actor: User, assessment: Assessment, now: datetime) -> None:
    check_is_coordinator(actor, agency_id=assessment.agency_id)
    check_can_answer(actor, assessment, now)


def check_can_withdraw(actor: User, assessment: Assessment, now: datetime) -> None:
    check_is_coordinator(actor, agency_id=assessment.agency_id)
    if assessment.status != Status.SUBMITTED:
        raise Denied(_("The review has begun, so the assessment cannot be taken back. Write to the evaluators."))
    if not assessment.cycle.accepts_answers(now):
        raise Denied(_("The cycle is closed for answers, so the assessment cannot be taken back."))


def check_can_discuss(actor: User, assessment: Assessment) -> None:
    """The agency answers in a thread while the evaluators wait for it, or read."""
    if role_of(actor, agency_id=assessment.agency_id) is None:
        raise Denied(_("Only staff of this agency can do this."))
    if not is_discussed(assessment):
        raise Closed(_("Messages can be written from submission until the review is finished."))


def is_discussed(assessment: Assessment) -> bool:
    return assessment.status in (Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED)
