from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.accounts.models import User
from assessments.cycles.models import CycleAdministrator, EvaluatorAssignment
from assessments.responses.facts import facts_of
from assessments.responses.models import Assessment
from assessments.results.collector import collect
from assessments.results.history import Finished, finished
from assessments.results.policies import Reader, Reading, reading_for
from assessments.results.shapes import Basis, Result
from assessments.results.trace import Scored, Side, scored
from assessments.reviews.facts import reviewed_facts_of
from assessments.reviews.models import Finalisation

BASES = {
    Reading.SELF: Basis.SELF,
    Reading.WAITING: Basis.SELF,
    Reading.REVIEW: Basis.REVIEW,
    Reading.FINAL: Basis.FINAL,
    Reading.REOPENED: Basis.FINAL,
}


@dataclass(frozen=True)
class ResultPage:
    """`finalisation`: the one that is read. `newest`: the one whose reports count, also while it is reviewed again."""

    assessment: Assessment
    reading: Reading
    result: Result
    finalisation: Finalisation | None
    newest: Finalisation | None
    history: tuple[Finished, ...]
    facts: dict[str, Any]

    @property
    def is_reopened(self) -> bool:
        return self.reading is Reading.REOPENED

    @property
    def is_self(self) -> bool:
        return self.reading in (Reading.SELF, Reading.WAITING)


def assessments_for(user: User, pk: uuid.UUID) -> QuerySet[Assessment]:
    """The visible one, as a row of `readable_by`."""
    return readable_by(user).filter(pk=pk).select_related("agency", "medium")


def readable_by(user: User) -> QuerySet[Assessment]:
    """The visible ones, with `inside`: whether the user judges it or runs its cycle."""
    judges = EvaluatorAssignment.objects.filter(cycle=OuterRef("cycle"), agency=OuterRef("agency"), evaluator=user)
    runs = CycleAdministrator.objects.filter(cycle=OuterRef("cycle"), user=user)
    # A published version is parsed once a process; its document need not travel again.
    return Assessment.objects.visible_to(user).annotate(inside=Q(Exists(judges)) | Q(Exists(runs))).with_instrument()


def result_page(assessment: Assessment, now: datetime) -> ResultPage:
    """For a row of `assessments_for`: in the reading that its user may have, in the language that is active."""
    rows = list(assessment.finalisations.all())
    reader = Reader(inside=assessment.inside)  # type: ignore[attr-defined]  # annotated by assessments_for
    reading = reading_for(reader, assessment, now, finished_before=bool(rows))
    shown = rows[-1] if rows and BASES[reading] is Basis.FINAL else None
    package = assessment.version.package
    facts = _facts(assessment, shown, BASES[reading])
    result = collect(facts, package, basis=BASES[reading], now=now)
    tells_history = shown is not None or reading is Reading.REVIEW
    history = finished(rows, package, this=shown) if tells_history else ()
    newest = rows[-1] if rows and tells_history else None
    return ResultPage(assessment, reading, result, shown, newest, history, facts)


def scored_of(page: ResultPage, side: Side) -> Scored:
    return scored(page.facts, page.assessment.version.package, basis=page.result.basis, side=side)


def counts_not_known_lowest(page: ResultPage) -> bool:
    return page.result.basis is Basis.FINAL and page.assessment.version.package.not_known_at_final == "lowest"


def _facts(assessment: Assessment, shown: Finalisation | None, basis: Basis) -> dict[str, Any]:
    if shown is not None:
        return dict(json.loads(shown.snapshot))
    if basis is Basis.REVIEW:
        return reviewed_facts_of(assessment, kind="review")
    return facts_of(assessment, kind="draft")
