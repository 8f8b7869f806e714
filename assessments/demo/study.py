"""The published case: its answers stand in `study.yaml`, each with the finding that it rests on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assessments.cycles.models import Cycle
from assessments.demo import people
from assessments.demo.filling import Entry, answer_all, judge_all
from assessments.demo.places import Place
from assessments.responses.enums import EvidenceKind
from assessments.responses.models import Assessment
from assessments.responses.services.moves import Signatory, start_assessment, submit
from assessments.reviews.services import moves

CASE = Path(__file__).parent / "study.yaml"


@cache
def case() -> dict[str, Any]:
    """The file's content: `published` (date of the study), `source` (its citation) and `answers` by indicator."""
    return yaml.safe_load(CASE.read_text(encoding="utf-8"))


def entries() -> dict[str, Entry]:
    return {code: _entry(given) for code, given in case()["answers"].items()}


def _entry(given: dict[str, Any]) -> Entry:
    # Nobody here holds the papers or heard the talks: what there is to read is that the study tells of them.
    read = {
        "answer": str(given["answer"]),
        "kind": EvidenceKind(given.get("kind", EvidenceKind.INTERVIEW)),
        "text": f"Dibaca dari studi terbit, bukan dari berkas atau catatan aslinya. {case()['source']}",
        "findings": tuple(given.get("findings", ())),
    }
    return Entry(**{**given, **read})


def enter_study(place: Place, cycle: Cycle, now: datetime) -> Assessment:
    """Self-assessed, submitted, reviewed and finalised on four days, the last of them `now`."""
    start, sent, begun = (now - timedelta(days=days) for days in (40, 30, 20))
    published: date = case()["published"]
    assessment = start_assessment(
        medium=place.medium, cycle=cycle, actor=people.STUDY_STAFF.user(), now=start, demonstration="study"
    )
    answer_all(assessment, entries(), people.STUDY_STAFF.user(), start, published)
    submit(
        assessment_id=assessment.pk,
        signatory=Signatory("(contoh, tanpa nama)", "Kepala Dinas"),
        actor=people.STUDY_COORDINATOR.user(),
        now=sent,
    )
    moves.start_review(assessment_id=assessment.pk, actor=people.EVALUATOR.user(), now=begun)
    judge_all(assessment, entries(), now)
    moves.finalise(assessment_id=assessment.pk, actor=people.EVALUATOR.user(), now=now)
    assessment.refresh_from_db()
    return assessment
