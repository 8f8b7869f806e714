"""The documents that carry a hash: published versions, submissions, finalisations; and the chain between them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from assessments.common.canonical import canonical_json, sha256_of
from assessments.operations.checks.problems import Problem
from assessments.questionnaires.models import Version
from assessments.responses.models import Assessment, Submission
from assessments.reviews.models import Finalisation

Frozen = Submission | Finalisation
AT_ONCE = 20


def version_problems() -> Iterator[Problem]:
    for version in Version.objects.exclude(published_at=None).select_related("instrument").iterator(chunk_size=1):
        if sha256_of(canonical_json(version.document)) != version.sha256:
            place = f"instrument {version.instrument.code} {version.number}"
            yield Problem("version", place, "its document does not compute to its SHA-256.")


def submission_problems(assessments: QuerySet[Assessment]) -> Iterator[Problem]:
    rows = Submission.objects.filter(assessment__in=assessments).select_related("assessment")
    before: Submission | None = None
    for row in rows.order_by("assessment_id", "number").iterator(chunk_size=AT_ONCE):
        before = before if before and before.assessment_id == row.assessment_id else None
        yield from _problems(row, before, before.sha256 if before else None)
        before = row


def finalisation_problems(assessments: QuerySet[Assessment]) -> Iterator[Problem]:
    sent = Submission.objects.filter(assessment=OuterRef("assessment"), at__lte=OuterRef("at")).order_by("-number")
    rows = Finalisation.objects.filter(assessment__in=assessments).select_related("assessment")
    rows = rows.annotate(sent=Subquery(sent.values("sha256")[:1])).order_by("assessment_id", "number")
    before: Finalisation | None = None
    for row in rows.iterator(chunk_size=AT_ONCE):
        before = before if before and before.assessment_id == row.assessment_id else None
        yield from _problems(row, before, before.sha256 if before else row.sent)
        before = row


def place_of(row: Frozen) -> str:
    return f"{row.assessment.reference}, {row._meta.model_name} {row.number}"


def _problems(row: Frozen, before: Frozen | None, previous: str | None) -> Iterator[Problem]:
    place = place_of(row)
    if row.number != (before.number + 1 if before else 1):
        yield Problem("chain", place, f"{row._meta.model_name} {row.number - 1} is missing.")
    if sha256_of(row.snapshot) != row.sha256:
        yield Problem("document", place, "its document does not compute to its SHA-256.")
    facts = _read(row.snapshot)
    if facts is None:
        yield Problem("document", place, "its document is not canonical JSON.")
        return
    if facts.get("previous") != previous:
        yield Problem("chain", place, "it does not name the hash of the document before it.")
    if wrong := _columns_that_differ(row, facts):
        yield Problem("document", place, f"its row and its document differ in: {', '.join(wrong)}.")


def _read(snapshot: str) -> dict[str, Any] | None:
    try:
        facts = json.loads(snapshot)
    except ValueError:
        return None
    return facts if isinstance(facts, dict) and canonical_json(facts) == snapshot else None


def _columns_that_differ(row: Frozen, facts: dict[str, Any]) -> list[str]:
    said = _said_by_row(row)
    return [name for name, value in said.items() if value != _found(facts, name)]


def _said_by_row(row: Frozen) -> dict[str, object]:
    said: dict[str, object] = {"assessment.id": str(row.assessment_id)}
    if isinstance(row, Submission):
        signed = {"signatory.name": row.signatory_name, "signatory.position": row.signatory_position}
        return said | signed | {"submitted_at": row.at}
    index = None if row.index is None else str(row.index)
    return said | {"finalised_at": row.at, "score.index": index, "score.band": row.band or None}


def _found(facts: dict[str, Any], path: str) -> object:
    value: Any = facts
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    if path.endswith("_at") and isinstance(value, str):
        return datetime.fromisoformat(value)
    return value or None
