"""What the cycles before have found of the same medium, as far as the reader may know it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.questionnaires.comparing import Obstacle, obstacles
from assessments.responses.answers import level_text
from assessments.responses.cards import answer_label
from assessments.responses.enums import AnswerState
from assessments.responses.models import Assessment
from assessments.results.history import verdict_of
from assessments.results.policies import FINISHED, Reader, reading_for
from assessments.reviews.models import Finalisation

REASONS: dict[Obstacle, str | Promise] = {
    Obstacle.INDICATORS: _("other indicators are asked"),
    Obstacle.LEVELS: _("levels of indicators have changed"),
    Obstacle.WEIGHTS: _("weights have changed"),
    Obstacle.READING: _("bands, caps or the scale have changed"),
}
OTHER_STAGE = _("the medium was at another stage")


@dataclass(frozen=True)
class Counted:
    """The level that counted for one indicator. `answer` as it is typed, `label` as it is read."""

    answer: str
    label: str


@dataclass(frozen=True)
class EarlierResult:
    """`reasons`: why it cannot be compared with this one; none where it can."""

    cycle: str
    at: datetime
    version: str
    is_same_version: bool
    index: Decimal | None
    verdict: str
    reasons: tuple[str | Promise, ...]


def levels_that_counted(previous: Assessment, now: datetime) -> dict[str, Counted]:
    """By indicator, where an evaluator has judged and the result was handed out. One query."""
    newest = previous.finalisations.last() if previous.cycle.is_released(now) else None
    answers = json.loads(newest.snapshot)["answers"] if newest else ()
    judged = ((answer["indicator"], answer["verdict"]) for answer in answers if answer["verdict"])
    package = previous.version.package
    return {code: Counted(given, answer_label(given, package, code)) for code, given in _given(judged)}


def _given(judged: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, str]]:
    for code, verdict in judged:
        if verdict["state"] == AnswerState.ANSWERED:
            yield code, level_text(Decimal(verdict["level"]))
        elif verdict["state"] != AnswerState.UNANSWERED:
            yield code, verdict["state"]


def earlier_results(rows: QuerySet[Assessment], assessment: Assessment, now: datetime) -> tuple[EarlierResult, ...]:
    """Newest first. `rows` are those that the reader may see, each with `inside`. Two queries."""
    same = rows.filter(
        agency=assessment.agency_id,
        medium=assessment.medium_id,
        version__instrument=assessment.version.instrument_id,
        cycle__kind=assessment.cycle.kind,
        cycle__opens_at__lt=assessment.cycle.opens_at,
        finalisations__isnull=False,
    ).distinct()
    found = same.prefetch_related(Prefetch("finalisations", to_attr="finished")).order_by("-cycle__opens_at", "pk")
    return tuple(_result(one, assessment) for one in found if _is_told(one, now))


def _is_told(earlier: Assessment, now: datetime) -> bool:
    reader = Reader(inside=earlier.inside)  # type: ignore[attr-defined]  # annotated by assessments_for
    return reading_for(reader, earlier, now, finished_before=True) in FINISHED


def _result(earlier: Assessment, assessment: Assessment) -> EarlierResult:
    newest: Finalisation = earlier.finished[-1]  # type: ignore[attr-defined]
    old, new = earlier.version, assessment.version
    reasons = [] if old.sha256 == new.sha256 else [REASONS[one] for one in obstacles(old.package, new.package)]
    if earlier.stage != assessment.stage:
        reasons.append(OTHER_STAGE)
    return EarlierResult(
        cycle=earlier.cycle.name,
        at=newest.at,
        version=old.number,
        is_same_version=old.pk == new.pk,
        index=newest.index,
        verdict=verdict_of(newest, old.package),
        reasons=tuple(reasons),
    )
