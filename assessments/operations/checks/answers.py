"""What stands live must be what was last frozen: nothing changes between a submission and the next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from assessments.common.locks import get_for_share
from assessments.operations.checks.documents import AT_ONCE, place_of
from assessments.operations.checks.problems import Problem
from assessments.responses.enums import Status
from assessments.responses.models import Assessment, Submission
from assessments.reviews.facts import reviewed_facts_of
from assessments.reviews.models import Finalisation

# The rest goes on living while the evaluators read: messages, verdicts, the mark 'without clarification'.
OF_THE_AGENCY = ("state", "level", "note", "evidence")


def answer_problems(assessments: QuerySet[Assessment]) -> Iterator[Problem]:
    rows = assessments.exclude(status=Status.DRAFT).select_related("agency", "medium", "cycle", "version")
    for assessment in rows.defer("version__document").order_by("pk").iterator(chunk_size=AT_ONCE):
        if _problems(assessment):
            # Somebody may have moved it between two of the reads: only what stays wrong under its lock is wrong.
            with transaction.atomic():
                yield from _problems(get_for_share(Assessment.objects.filter(pk=assessment.pk)))


def _problems(assessment: Assessment) -> list[Problem]:
    if assessment.status == Status.DRAFT:
        return []
    frozen = _newest(assessment)
    if frozen is None:
        return [Problem("answers", assessment.reference, f"it is {assessment.status} without a frozen document.")]
    try:
        answers = json.loads(frozen.snapshot)["answers"]
    except (ValueError, KeyError, TypeError):
        return []  # Named already as a document that cannot be read.
    codes = _codes_that_differ(assessment, answers, whole=isinstance(frozen, Finalisation))
    return [_differs(frozen, code) for code in codes]


def _newest(assessment: Assessment) -> Submission | Finalisation | None:
    if assessment.status == Status.FINAL:
        return assessment.finalisations.select_related("assessment").last()
    return assessment.submissions.select_related("assessment").last()


def _codes_that_differ(assessment: Assessment, frozen: list[dict[str, Any]], *, whole: bool) -> list[str]:
    live = reviewed_facts_of(assessment, kind="verification")["answers"]
    then, now = _by_code(frozen, whole), _by_code(live, whole)
    differ = {code for code in then.keys() | now.keys() if then.get(code) != now.get(code)}
    with_agency = assessment.responses.filter(reopened=True).values_list("indicator__code", flat=True)
    return sorted(differ - set(with_agency))


def _by_code(answers: Iterable[dict[str, Any]], whole: bool) -> dict[str, Any]:
    return {
        answer["indicator"]: answer if whole else {name: answer[name] for name in OF_THE_AGENCY} for answer in answers
    }


def _differs(frozen: Submission | Finalisation, code: str) -> Problem:
    return Problem("answers", place_of(frozen), f"the live answer to {code} is not the one that was frozen.")
