"""Verdicts and the evaluators' side of the threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.common.errors import Denied, Invalid
from assessments.common.locks import get_for_share
from assessments.questionnaires.package import Package
from assessments.responses.answers import clean_text, no_level
from assessments.responses.enums import AnswerState, Audience, Side
from assessments.responses.models import Assessment, Comment, Response
from assessments.responses.services.comments import message_text
from assessments.reviews import policies
from assessments.reviews.models import Outcome, Review, Verdict
from assessments.reviews.selectors import with_label


@dataclass(frozen=True)
class Judgement:
    """What the evaluator's form says. `response_version`: the answer she read; `version`: the verdict, 0 for none."""

    outcome: Outcome
    level: Decimal | None
    reason: str
    response_version: int
    version: int


class Changed(Denied):
    """Another evaluator's verdict, or another answer, came first. `current` is what stands now."""

    def __init__(self, message: str, current: Verdict | None) -> None:
        super().__init__(message)
        self.current = current


@transaction.atomic
def give_verdict(*, response: Response, judgement: Judgement, actor: User, now: datetime) -> Verdict:
    """Raises `Denied`, `Closed`, `Invalid`, or `Changed` when what the evaluator read is not what stands."""
    assessment = get_for_share(with_label(Assessment.objects.filter(pk=response.assessment_id), actor))
    label = policies.check_is_assigned(assessment)
    current = _locked(response)
    policies.check_can_judge(assessment, current)
    values = _checked(judgement, current, current.assessment.version.package)
    _check_still_current(judgement, current)
    values |= {"by": actor, "at": now, "label": label, "response_version": current.version}
    return _write(current, judgement, values)


def _locked(response: Response) -> Response:
    """The answer as it stands, locked, with its instrument and its lead's review as `review_id`: one query."""
    lead = Review.objects.filter(assessment=OuterRef("assessment"), is_lead=True).order_by("-started_at")
    rows = Response.objects.select_for_update(of=("self",)).select_related("assessment__version")
    # The instrument's document is large, and each process keeps what it has read of it.
    rows = rows.defer("assessment__version__document").annotate(review_id=Subquery(lead.values("pk")[:1]))
    return rows.get(pk=response.pk)


def _checked(judgement: Judgement, response: Response, package: Package) -> dict[str, object]:
    reason = clean_text(judgement.reason)
    errors: dict[str, str] = {}
    if judgement.outcome != Outcome.AGREE and not reason:
        errors["reason"] = _("Give the reason: the agency reads it, and it stands in the report.")
    adjusted = judgement.outcome == Outcome.ADJUST
    if adjusted and (judgement.level is None or not package.allows_level(judgement.level)):
        errors["level"] = no_level(package) if package.has_decimals else _("Choose the level that the evidence shows.")
    if adjusted and response.state == AnswerState.ANSWERED and judgement.level == response.level:
        errors["level"] = _("This is the agency's own level. Choose 'Agreed', or another level.")
    if errors:
        raise Invalid(errors)
    return {"outcome": judgement.outcome, "level": judgement.level if adjusted else None, "reason": reason}


def _check_still_current(judgement: Judgement, response: Response) -> None:
    if judgement.response_version != response.version:
        raise Changed(
            _("The agency changed this answer while you were reading. Read it again; your text is kept below."), None
        )


def _write(response: Response, judgement: Judgement, values: Mapping[str, object]) -> Verdict:
    review_id: int = response.review_id  # type: ignore[attr-defined]  # annotated by _locked
    # The answer's row is locked, so two evaluators cannot both find no verdict here.
    verdict = Verdict.objects.filter(review=review_id, response=response).select_related("by").first()
    if (verdict.version if verdict else 0) != judgement.version:
        raise Changed(_("Another verdict was given here first. Compare it with yours, which is kept below."), verdict)
    if verdict is None:
        return Verdict.objects.create(review_id=review_id, response=response, **values)
    for name, value in values.items():
        setattr(verdict, name, value)
    verdict.version += 1
    verdict.save()
    return verdict


@transaction.atomic
def comment(*, response: Response, text: str, audience: Audience, actor: User, now: datetime) -> Comment:
    """An evaluator's message: to the agency, or among the evaluators."""
    assessment = get_for_share(with_label(Assessment.objects.filter(pk=response.assessment_id), actor))
    label = policies.check_is_assigned(assessment)
    policies.check_can_comment(assessment, audience)
    return Comment.objects.create(
        response=response,
        audience=audience,
        side=Side.EVALUATOR,
        label=label,
        author=actor,
        at=now,
        text=message_text(text),
    )
