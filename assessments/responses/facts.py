"""What the agency says, as one plain document: live pages, submissions and finalisations are all made from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from assessments.responses.answers import level_text
from assessments.responses.models import Assessment, Comment, Evidence, Response, Submission

FORMAT = 1


def facts_of(assessment: Assessment, *, kind: str) -> dict[str, Any]:
    """JSON-ready, in the instrument's order. `kind`: draft, submission or finalisation. Four queries."""
    submission = assessment.submissions.last()
    return {
        "format": FORMAT,
        "kind": kind,
        "assessment": {"id": str(assessment.pk), "reference": assessment.reference},
        "agency": _agency(assessment),
        "medium": _medium(assessment),
        "cycle": _cycle(assessment),
        "instrument": _instrument(assessment),
        "started_at": iso(assessment.started_at),
        "submitted_at": iso(submission.at) if submission else None,
        "finalised_at": None,
        "signatory": _signatory(submission),
        "time_zone": assessment.agency.time_zone,
        "demonstration": assessment.demonstration or None,
        "answers": [_answer(response) for response in responses_for_facts(assessment)],
        "previous": submission.sha256 if submission else None,
    }


def responses_for_facts(assessment: Assessment) -> Iterable[Response]:
    return (
        assessment.responses.select_related("indicator")
        .prefetch_related(
            Prefetch("evidence", Evidence.objects.in_use().select_related("file"), to_attr="proofs"),
            Prefetch("comments", Comment.objects.for_agency(), to_attr="thread"),
        )
        .order_by("indicator__position")
    )


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _agency(assessment: Assessment) -> dict[str, Any]:
    agency = assessment.agency
    return {
        "code": agency.code,
        "name": agency.name,
        "short_name": agency.short_name,
        "kind": agency.kind,
        "region": agency.region,
    }


def _medium(assessment: Assessment) -> dict[str, Any]:
    medium = assessment.medium
    return {
        "name": medium.name,
        "kind": medium.kind,
        "address": medium.address,
        "purpose": medium.purpose,
        "target_users": medium.target_users,
        "owning_unit": medium.owning_unit,
        "stage": assessment.stage,
        "in_use_since": medium.in_use_since.isoformat() if medium.in_use_since else None,
    }


def _cycle(assessment: Assessment) -> dict[str, Any]:
    cycle = assessment.cycle
    return {
        "name": cycle.name,
        "kind": cycle.kind,
        "closes_at": iso(cycle.closes_at),
        "release_at": iso(cycle.release_at),
    }


def _instrument(assessment: Assessment) -> dict[str, Any]:
    package = assessment.version.package
    return {"code": package.code, "version": assessment.version.number, "sha256": assessment.version.sha256}


def _signatory(submission: Submission | None) -> dict[str, str] | None:
    if submission is None:
        return None
    return {"name": submission.signatory_name, "position": submission.signatory_position}


def _answer(response: Response) -> dict[str, Any]:
    return {
        "indicator": response.indicator.code,
        "state": response.state,
        "level": level_text(response.level) or None,
        "note": response.note,
        "without_clarification": response.without_clarification,
        "evidence": [_evidence(proof) for proof in response.proofs],  # type: ignore[attr-defined]
        "verdict": None,
        "comments": [_comment(comment) for comment in response.thread],  # type: ignore[attr-defined]
    }


def _evidence(proof: Evidence) -> dict[str, Any]:
    return {
        "kind": proof.kind,
        "title": proof.title,
        "date": proof.dated.isoformat(),
        "page": proof.place,
        "url": proof.url or None,
        "text": proof.text,
        "sha256": proof.file.sha256 if proof.file else None,
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {"side": comment.side, "label": comment.label, "at": iso(comment.at), "text": comment.text}
