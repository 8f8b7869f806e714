"""Does everything on record still prove itself? Read row by row, so that memory stays the same for any number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from assessments.operations.checks import answers, documents, files
from assessments.operations.checks.problems import Problem
from assessments.responses.models import Assessment


class Counts:
    """What was looked at, filled while the problems are read."""

    def __init__(self) -> None:
        self.files = 0
        self.destroyed = 0


def problems(*, now: datetime, counts: Counts, reference: str | None = None) -> Iterator[Problem]:
    """All of them, or those of one assessment."""
    chosen = Assessment.objects.filter(reference=reference) if reference else Assessment.objects.all()
    if not reference:
        yield from documents.version_problems()
    yield from documents.submission_problems(chosen)
    yield from documents.finalisation_problems(chosen)
    yield from answers.answer_problems(chosen)
    for kept in files.kept_files(chosen if reference else None):
        counts.files += 1
        counts.destroyed += kept.destroyed
        if problem := files.file_problem(kept):
            yield problem
    if not reference:
        yield from files.leftover_problems(now)
