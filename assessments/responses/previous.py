"""Last time's answers, shown beside the questions: a reference that counts only once somebody takes it over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Prefetch, QuerySet

from assessments.questionnaires.comparing import Change, changes
from assessments.questionnaires.package import IndicatorText, Package, Text
from assessments.responses.answers import answer_of
from assessments.responses.enums import AnswerState, Status
from assessments.responses.models import Assessment, Evidence, Response
from assessments.responses.typed import Typed

LAST = "last"


@dataclass(frozen=True)
class Earlier:
    """The agency's own answer of last time, in the words of its version. `proofs`: titles."""

    change: Change
    answer: str
    note: str
    proofs: tuple[str, ...]
    level_name: Text | None
    level_text: Text | None
    may_be_taken_over: bool


def previous_of(assessment: Assessment) -> Assessment | None:
    """What the agency sent of the same medium in the cycle before, by any version of the same instrument."""
    rows = Assessment.objects.filter(
        agency=assessment.agency_id,
        medium=assessment.medium_id,
        version__instrument=assessment.version.instrument_id,
        cycle__kind=assessment.cycle.kind,
        cycle__opens_at__lt=assessment.cycle.opens_at,
    ).exclude(status=Status.DRAFT)
    return rows.with_instrument().order_by("-cycle__opens_at", "pk").first()


def earlier_answers(assessment: Assessment, previous: Assessment, codes: Iterable[str]) -> dict[str, Earlier]:
    """By code, of those that were asked last time. Two queries."""
    proofs = Prefetch("evidence", Evidence.objects.in_use(), to_attr="proofs")
    return _by_code(_answers(previous, codes).prefetch_related(proofs), assessment, previous)


def earlier_answer(assessment: Assessment, previous: Assessment, code: str) -> Earlier | None:
    """For who judges: without the titles of evidence that is not before her. One query."""
    return _by_code(_answers(previous, [code]), assessment, previous).get(code)


def _answers(previous: Assessment, codes: Iterable[str]) -> QuerySet[Response]:
    rows = previous.responses.filter(indicator__code__in=list(codes)).select_related("indicator")
    return rows.order_by("indicator__position")


def _by_code(rows: Iterable[Response], assessment: Assessment, previous: Assessment) -> dict[str, Earlier]:
    old, new = previous.version.package, assessment.version.package
    found = changes(old, new)
    return {row.indicator.code: _earlier(row, found[row.indicator.code], old, new) for row in rows}


def _earlier(response: Response, change: Change, old: Package, new: Package) -> Earlier:
    code, level = response.indicator.code, response.level
    return Earlier(
        change=change,
        answer=answer_of(response),
        note=response.note,
        proofs=tuple(proof.title for proof in getattr(response, "proofs", ())),
        level_name=None if level is None else old.level_reached(level, code).name,
        level_text=None if level is None else old.indicators[code].level(level).short,
        may_be_taken_over=_may_be_taken_over(response, change, new.indicators.get(code)),
    )


def _may_be_taken_over(response: Response, change: Change, text: IndicatorText | None) -> bool:
    if text is None or change is Change.LEVELS or response.state == AnswerState.UNANSWERED:
        return False
    return response.state != AnswerState.NOT_APPLICABLE or text.may_be_not_applicable


def asked_to_take_over(data: Mapping[str, str]) -> tuple[str, str]:
    """The indicator and the answer that a pressed button names, 'last:RE1:3'; two empty texts without one."""
    what, _colon, rest = data.get("go", "").partition(":")
    code, _colon, answer = rest.partition(":")
    return (code, answer) if what == LAST else ("", "")


def taken_over(typed: Mapping[str, Typed], code: str, answer: str, assessment: Assessment) -> dict[str, Typed]:
    """`typed` with last time's answer and note in the empty card of `code`. The same where that is not to be had, or
    where something stands in the card already."""
    card = typed.get(code)
    previous = previous_of(assessment) if card and is_empty(card) else None
    earlier = earlier_answers(assessment, previous, [code]).get(code) if previous else None
    if card is None or earlier is None or not earlier.may_be_taken_over:
        return dict(typed)
    values = {"answer": answer, "note": earlier.note, "finished": False}
    return {**typed, code: replace(card, values=values)}


def is_empty(card: Typed) -> bool:
    return not any(values["answer"] or values["note"] for values in (card.values, card.base))
