from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.accounts.models import User
from assessments.cycles.models import Cycle, EvaluatorAssignment
from assessments.responses.answers import split
from assessments.responses.enums import AnswerState, Audience, Side, Status
from assessments.responses.models import Assessment, Comment, Evidence, Response, Return, Submission
from assessments.responses.selectors import responses_of
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
        """The answer changed after the verdict. What the agency has not sent yet is no change."""
        if self.verdict is None or self.response.reopened:
            return False
        return self.verdict.response_version != self.response.version

    @property
    def open_reason(self) -> str | Promise:
        """Why the answer still keeps the assessment from being finalised; '' when it does not."""
        if self.response.reopened:
            return _("With the agency")
        if self.verdict is None:
            return _("Not reviewed")
        if self.is_stale:
            return _("Changed after review")
        if self.verdict.outcome == Outcome.CLARIFY:
            return _("Needs clarification")
        return ""

    @property
    def needs_verdict(self) -> bool:
        """The evaluator's turn: as `_unreviewed` says it to the database."""
        unanswered = self.response.without_clarification and self.open_reason
        return not self.response.reopened and bool(self.verdict is None or self.is_stale or unanswered)

    @property
    def is_adjusted(self) -> bool:
        return self.verdict is not None and not self.is_stale and self.verdict.outcome == Outcome.ADJUST

    @property
    def level(self) -> Decimal | None:
        """What stands: the evaluator's level where she set one, else the agency's."""
        return self.verdict.level if self.verdict and self.is_adjusted else self.response.level


@dataclass(frozen=True)
class Thread:
    """How many messages an answer has. `agency_spoke_last`: of those that both sides read."""

    count: int = 0
    agency_spoke_last: bool = False


def assessments_for(evaluator: User) -> QuerySet[Assessment]:
    """What is assigned to the evaluator and has left its agency."""
    return (
        Assessment.objects.for_evaluator(evaluator)
        .with_instrument()
        .select_related("agency", "medium", "cycle", "version")
    )


def responses_for(evaluator: User) -> QuerySet[Response]:
    rows = Response.objects.filter(assessment__in=Assessment.objects.for_evaluator(evaluator))
    return rows.select_related("indicator", "assessment__version").defer("assessment__version__document")


def with_label(rows: QuerySet[Assessment], evaluator: User) -> QuerySet[Assessment]:
    """With the number by which the agency knows the evaluator as `label`; None for one who is not assigned."""
    mine = EvaluatorAssignment.objects.filter(cycle=OuterRef("cycle"), agency=OuterRef("agency"), evaluator=evaluator)
    return rows.annotate(label=Subquery(mine.values("label")[:1]))


def current_verdicts(assessment: Assessment) -> dict[int, Verdict]:
    """The verdicts that count, by answer: those of the lead's review in the latest stage. One query."""
    rows = Verdict.objects.filter(review__assessment=assessment, review__is_lead=True)
    return {verdict.response_id: verdict for verdict in rows.select_related("by").order_by("review__started_at")}


def judged(responses: Iterable[Response], verdicts: dict[int, Verdict]) -> list[Judged]:
    return [Judged(response, verdicts.get(response.pk)) for response in responses]


def unresolved(rows: Iterable[Judged]) -> list[Judged]:
    return [row for row in rows if row.open_reason]


def lead_review(assessment: Assessment) -> Review | None:
    return assessment.reviews.filter(is_lead=True).order_by("started_at").last()


def newest_submission(assessment: Assessment) -> Submission | None:
    """Its snapshot is read only where the agency's answers are open."""
    rows = assessment.submissions.all()
    return (rows if assessment.status == Status.RETURNED else rows.defer("snapshot")).last()


def answers_as_sent(assessment: Assessment, submission: Submission | None) -> list[Response]:
    """All answers as evaluators may read them, each with `evidence_count`.

    While the agency works on a question, its answer reads as it was last sent. These rows are for reading, never for
    saving.
    """
    responses = responses_of(assessment)
    if assessment.status == Status.RETURNED and submission:
        sent = sent_answers(submission)
        for response in responses:
            if response.reopened:
                read_as_sent(response, sent[response.indicator.code])
    return responses


def sent_answers(submission: Submission) -> dict[str, dict[str, Any]]:
    return {answer["indicator"]: answer for answer in json.loads(submission.snapshot)["answers"]}


def read_as_sent(response: Response, sent: dict[str, Any]) -> None:
    response.state, response.level = split(sent["level"] if sent["state"] == AnswerState.ANSWERED else sent["state"])
    response.note = sent["note"]
    response.evidence_count = len(sent["evidence"])  # type: ignore[attr-defined]


def evidence_as_sent(response: Response, submission: Submission | None) -> list[Evidence]:
    """The evidence that evaluators may read: while the agency works on the answer, that which it last sent."""
    rows = response.evidence.with_file().select_related("added_by")
    if response.reopened and submission:
        not_yet_removed = Q(removed_at=None) | Q(removed_at__gt=submission.at)
        return list(rows.filter(not_yet_removed, added_at__lte=submission.at))
    return list(rows.filter(removed_at=None))


def threads(assessment: Assessment) -> dict[int, Thread]:
    """By answer; an answer without messages is not in it. One query."""
    rows = Comment.objects.filter(response__assessment=assessment).values_list("response_id", "audience", "side")
    found: dict[int, Thread] = {}
    for response_id, audience, side in rows.order_by("at", "pk"):
        before = found.get(response_id, Thread())
        spoke_last = before.agency_spoke_last if audience == Audience.INTERNAL else side == Side.AGENCY
        found[response_id] = Thread(before.count + 1, spoke_last)
    return found


def thread_of(response: Response) -> list[Comment]:
    return list(response.comments.select_related("author"))


def returns_of(assessment: Assessment) -> list[Return]:
    """Newest last, each with its answers' codes as `codes`. Two queries."""
    asked = Response.objects.select_related("indicator").order_by("indicator__position")
    rows = list(assessment.returns.select_related("by").prefetch_related(Prefetch("responses", asked)))
    for row in rows:
        row.codes = [response.indicator.code for response in row.responses.all()]  # type: ignore[attr-defined]
    return rows


def queue_of(evaluator: User) -> QuerySet[Assessment]:
    """What is assigned to the evaluator and has been sent, oldest first.

    With `asked`, `reviewed`, `sent_at`, `due_at` of the newest question, and `next_code`, the first unreviewed
    indicator.
    """
    sent = Submission.objects.filter(assessment=OuterRef("pk")).order_by("-number").values("at")
    due = Return.objects.filter(assessment=OuterRef("pk")).order_by("-number").values("due_at")
    resolved = Exists(_resolving("responses__pk", "responses__version"))
    return (
        Assessment.objects.for_evaluator(evaluator)
        .select_related("agency", "medium", "cycle")
        .annotate(
            asked=Count("responses"),
            reviewed=Count("responses", filter=resolved & Q(responses__reopened=False)),
            sent_at=Subquery(sent[:1]),
            due_at=Subquery(due[:1]),
            next_code=Subquery(_unreviewed(OuterRef("pk")).values("indicator__code")[:1]),
        )
        .order_by("sent_at", "pk")
    )


def _resolving(response: str, version: str) -> QuerySet[Verdict]:
    """Verdicts that let the answer be finalised."""
    rows = Verdict.objects.filter(response=OuterRef(response), response_version=OuterRef(version))
    return rows.filter(review__is_lead=True).exclude(outcome=Outcome.CLARIFY)


def _unreviewed(assessment: Any) -> QuerySet[Response]:
    """No verdict on the answer as it stands, or a question that the agency left unanswered; not those it works on."""
    judged_as_it_stands = Verdict.objects.filter(
        response=OuterRef("pk"), response_version=OuterRef("version"), review__is_lead=True
    ).exclude(outcome=Outcome.CLARIFY, response__without_clarification=True)
    rows = Response.objects.filter(assessment=assessment, reopened=False)
    return rows.exclude(Exists(judged_as_it_stands)).order_by("indicator__position")


def next_unreviewed_code(response: Response) -> str:
    """The first unreviewed indicator after the answer's own, then from the start; '' when none is left. One query."""
    rows = _unreviewed(response.assessment_id).exclude(pk=response.pk)
    earlier = ExpressionWrapper(Q(indicator__position__lt=response.indicator.position), BooleanField())
    return rows.order_by(earlier, "indicator__position").values_list("indicator__code", flat=True).first() or ""


def cycles_of(evaluator: User) -> QuerySet[Cycle]:
    return Cycle.objects.filter(Exists(EvaluatorAssignment.objects.filter(cycle=OuterRef("pk"), evaluator=evaluator)))


def awaited(evaluator: User) -> QuerySet[EvaluatorAssignment]:
    """Assignments whose agency has sent nothing yet. Whether it has begun is the agency's own affair."""
    sent = Assessment.objects.filter(cycle=OuterRef("cycle"), agency=OuterRef("agency")).exclude(status=Status.DRAFT)
    rows = EvaluatorAssignment.objects.filter(~Exists(sent), evaluator=evaluator)
    return rows.select_related("agency", "cycle").order_by("cycle__closes_at", "agency__name")


def newest_finalisation(assessment: Assessment) -> Finalisation | None:
    return assessment.finalisations.last() if assessment.status == Status.FINAL else None
