from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.accounts.models import User
from assessments.cycles.models import Cycle, Enrolment
from assessments.questionnaires.package import Package
from assessments.responses.enums import AnswerState, Progress, Status
from assessments.responses.models import Assessment, Comment, Evidence, Response, StoredFile


@dataclass(frozen=True)
class Gap:
    """What still keeps an answer from being submitted."""

    response: Response
    reason: str | Promise

    @property
    def code(self) -> str:
        return self.response.indicator.code


def assessments_with_progress(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """With `asked`, `complete` and `reopened_count`: one query for a list of any length."""
    done = Q(responses__finished=True) & ~Q(responses__state=AnswerState.UNANSWERED)
    return rows.select_related("agency", "medium", "cycle").annotate(
        asked=Count("responses"),
        complete=Count("responses", filter=done),
        reopened_count=Count("responses", filter=Q(responses__reopened=True)),
    )


def responses_of(assessment: Assessment) -> list[Response]:
    """All answers in the instrument's order, each with its number of pieces of evidence as `evidence_count`."""
    return list(
        assessment.responses.select_related("indicator", "updated_by")
        .annotate(evidence_count=Count("evidence", filter=Q(evidence__removed_at=None)))
        .order_by("indicator__position")
    )


def responses_of_element(assessment: Assessment, node_code: str, *, viewer_is_agency: bool) -> list[Response]:
    """The answers of one element with evidence and thread; internal comments only for the evaluators."""
    comments = Comment.objects.all() if not viewer_is_agency else Comment.objects.for_agency()
    rows = assessment.responses.filter(indicator__node__code=node_code).order_by("indicator__position")
    return list(_with_papers(rows, comments))


def _with_papers(rows: QuerySet[Response], comments: QuerySet[Comment]) -> QuerySet[Response]:
    """Each answer with its evidence as `proofs` and these comments as `thread`: three queries."""
    return rows.select_related("indicator", "updated_by").prefetch_related(
        Prefetch("evidence", Evidence.objects.in_use().with_file().select_related("added_by"), to_attr="proofs"),
        Prefetch("comments", comments.select_related("author"), to_attr="thread"),
    )


def gaps(responses: Iterable[Response], package: Package) -> list[Gap]:
    """What is missing before a submit, in the instrument's order. Needs `evidence_count` on each response."""
    return [Gap(response, reason) for response in responses if (reason := gap_reason(response, package))]


def gap_reason(response: Response, package: Package) -> str | Promise:
    """'' when nothing is missing. Needs `evidence_count` on the response."""
    if response.state == AnswerState.UNANSWERED:
        return _("Not filled in")
    if response.state == AnswerState.NOT_APPLICABLE and not response.note:
        return _("Say why this does not apply")
    if _needs_evidence(response, package):
        return _("Add evidence for this level")
    if not response.finished:
        return _("Not marked as finished")
    return ""


def _needs_evidence(response: Response, package: Package) -> bool:
    return asks_evidence(response, package) and not response.evidence_count  # type: ignore[attr-defined]


def asks_evidence(response: Response, package: Package) -> bool:
    """Whether its level counts only with evidence."""
    needed_from = package.evidence_required_from
    return needed_from is not None and response.level is not None and response.level >= needed_from


def progress_counts(responses: Sequence[Response]) -> Counter[Progress]:
    return Counter(response.progress for response in responses)


def open_responses(assessment: Assessment, responses: Sequence[Response]) -> list[Response]:
    """Those that the agency may change now."""
    if assessment.status == Status.DRAFT:
        return list(responses)
    if assessment.status == Status.RETURNED:
        return [response for response in responses if response.reopened]
    return []


def assessment_of_member(user: User, assessment_id: UUID) -> QuerySet[Assessment]:
    rows = Assessment.objects.of_member(user).with_instrument()
    return rows.filter(pk=assessment_id).select_related("agency", "medium", "cycle", "version")


def response_with_proofs(assessment: Assessment, code: str) -> QuerySet[Response]:
    """One answer with its evidence and its thread, as the agency reads them."""
    return _with_papers(assessment.responses.filter(indicator__code=code), Comment.objects.for_agency())


def open_cycles(user: User, now: datetime) -> QuerySet[Cycle]:
    """The cycles in which one of the user's agencies may answer now."""
    mine = Enrolment.objects.filter(cycle=OuterRef("pk"), agency__memberships__user=user)
    return Cycle.objects.filter(Exists(mine), opens_at__lte=now, closes_at__gt=now)


def evidence_count(response: Response) -> int:
    return Evidence.objects.in_use().filter(response=response).count()


def usable_files(assessment: Assessment) -> QuerySet[StoredFile]:
    """The files that this agency sent and that nobody has closed, newest first: one may show several answers."""
    return (
        StoredFile.objects.filter(agency_id=assessment.agency_id, redaction=None, replaces=None, evidence__isnull=False)
        .distinct()
        .order_by("-uploaded_at", "pk")
    )


def file_sent_before(assessment: Assessment, sha256: str) -> StoredFile | None:
    return usable_files(assessment).filter(sha256=sha256).first()
