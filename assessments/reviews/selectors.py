from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.accounts.models import User
from assessments.responses.enums import Status
from assessments.responses.models import Assessment, Response
from assessments.reviews.models import Finalisation, Outcome, Review, Verdict


@dataclass(frozen=True)
class Judged:
    """An answer with the verdict that counts, or None."""

    response: Response
    verdict: Verdict | None

    @property
    def code(self) -> str:
        return self.response.indicator.code

    @property
    def is_stale(self) -> bool:
        """The answer changed after the verdict."""
        return self.verdict is not None and self.verdict.response_version != self.response.version

    @property
    def open_reason(self) -> str | Promise:
        """Why the answer still keeps the assessment from being finalised; '' when it does not."""
        if self.verdict is None:
            return _("Not reviewed")
        if self.is_stale:
            return _("Changed after review")
        if self.verdict.outcome == Outcome.CLARIFY:
            return _("Needs clarification")
        return ""


def current_verdicts(assessment: Assessment) -> dict[int, Verdict]:
    """The verdicts that count, by answer: those of the lead's review in the latest stage. One query."""
    rows = Verdict.objects.filter(review__assessment=assessment, review__is_lead=True).order_by("review__started_at")
    return {verdict.response_id: verdict for verdict in rows}


def judged(responses: Iterable[Response], verdicts: dict[int, Verdict]) -> list[Judged]:
    return [Judged(response, verdicts.get(response.pk)) for response in responses]


def unresolved(rows: Iterable[Judged]) -> list[Judged]:
    return [row for row in rows if row.open_reason]


def lead_review(assessment: Assessment) -> Review | None:
    return assessment.reviews.filter(is_lead=True).order_by("started_at").last()


def queue_of(evaluator: User) -> QuerySet[Assessment]:
    """What is assigned to the evaluator and has been sent, oldest first, with counts: `asked`, `reviewed`."""
    current = Verdict.objects.filter(
        response=OuterRef("responses__pk"),
        review__is_lead=True,
        response_version=OuterRef("responses__version"),
    ).exclude(outcome=Outcome.CLARIFY)
    return (
        Assessment.objects.for_evaluator(evaluator)
        .select_related("agency", "medium", "cycle")
        .annotate(asked=Count("responses"), reviewed=Count("responses", filter=Q(Exists(current))))
        .order_by("started_at", "pk")
    )


def newest_finalisation(assessment: Assessment) -> Finalisation | None:
    return assessment.finalisations.last() if assessment.status == Status.FINAL else None


def next_unreviewed(rows: list[Judged], after: str = "") -> Judged | None:
    """The first unresolved answer after the indicator `after`, then from the start; None when all are resolved.

    A question that waits for the agency's answer is not unreviewed.
    """
    codes = [row.code for row in rows]
    start = codes.index(after) + 1 if after in codes else 0
    in_turn = rows[start:] + rows[:start]
    return next((row for row in in_turn if row.open_reason and not row.response.reopened and row.code != after), None)

