"""Answers and verdicts as people would give them: through the same services, one step after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.accounts.models import User
from assessments.demo import people
from assessments.responses.answers import Edit
from assessments.responses.enums import Audience, EvidenceKind
from assessments.responses.models import Assessment, Response
from assessments.responses.services.answers import save_answers
from assessments.responses.services.evidence import NewEvidence, add_evidence
from assessments.reviews.models import Outcome
from assessments.reviews.services.verdicts import Judgement, comment, give_verdict


@dataclass(frozen=True)
class Entry:
    """What a demonstration says of one indicator. `answer` as in `Edit`; `verified` only where the verdict differs.

    `evidence` is a title; what it says stands in `text`, or in `paper`, a PDF, where its kind is a document.
    """

    answer: str
    note: str
    evidence: str = ""
    kind: EvidenceKind = EvidenceKind.INTERVIEW
    place: str = ""
    text: str = ""
    paper: bytes = b""
    verified: str = ""
    reason: str = ""
    comment: str = ""
    findings: tuple[str, ...] = field(default=())


def answer_all(assessment: Assessment, entries: Mapping[str, Entry], actor: User, now: datetime, dated: date) -> None:
    responses = _by_code(assessment)
    edits = [
        Edit(code, {"answer": entry.answer, "note": entry.note, "finished": True}, {}, 0, "demo", 1)
        for code, entry in entries.items()
    ]
    save_answers(assessment_id=assessment.pk, edits=edits, actor=actor, now=now)
    for code, entry in entries.items():
        if entry.evidence:
            add_evidence(response=responses[code], new=_evidence(entry, dated), actor=actor, now=now)


def _evidence(entry: Entry, dated: date) -> NewEvidence:
    upload = SimpleUploadedFile("contoh.pdf", entry.paper, "application/pdf") if entry.paper else None
    return NewEvidence(
        kind=entry.kind, title=entry.evidence, dated=dated, place=entry.place, text=entry.text, upload=upload
    )


def judge_all(assessment: Assessment, entries: Mapping[str, Entry], now: datetime) -> None:
    responses = _by_code(assessment)
    for code, entry in entries.items():
        judge(responses[code], entry, now)


def judge(response: Response, entry: Entry, now: datetime) -> None:
    actor = people.EVALUATOR.user()
    adjusted = bool(entry.verified) and entry.verified != entry.answer
    judgement = Judgement(
        outcome=Outcome.ADJUST if adjusted else Outcome.AGREE,
        level=Decimal(entry.verified) if adjusted else None,
        reason=entry.reason,
        response_version=response.version,
        version=0,
    )
    give_verdict(response=response, judgement=judgement, actor=actor, now=now)
    if entry.comment:
        comment(response=response, text=entry.comment, audience=Audience.AGENCY, actor=actor, now=now)


def _by_code(assessment: Assessment) -> dict[str, Response]:
    rows: Iterable[Response] = assessment.responses.select_related("indicator")
    return {response.indicator.code: response for response in rows}
