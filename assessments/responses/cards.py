"""An element's page: a card an indicator, with its texts, its answer and what was typed but not yet saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from assessments.common import formats
from assessments.questionnaires.package import IndicatorText, NodeText, Package
from assessments.responses import selectors
from assessments.responses.answers import fields_of
from assessments.responses.enums import AnswerState, Progress, Status
from assessments.responses.levels import evidence_wanted, levels_of
from assessments.responses.models import Assessment, Evidence, Response
from assessments.responses.pages import Row
from assessments.responses.previous import Earlier, earlier_answers, previous_of
from assessments.responses.typed import Typed, mark_of

if TYPE_CHECKING:
    from assessments.responses.differences import Conflict


@dataclass(frozen=True)
class Card:
    """`values`: what the inputs show; `base`: what stands in the row; `levels` and
    `evidence_wanted`: the fixed parts of an open card; `kept`: what can no longer be saved."""

    row: Row
    values: Mapping[str, Any]
    base: Mapping[str, Any]
    label: str
    is_open: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: Conflict | None = None
    levels: str = ""
    evidence_wanted: str = ""
    kept: str = ""
    earlier: Earlier | None = None

    @property
    def response(self) -> Response:
        return self.row.response

    @property
    def text(self) -> IndicatorText:
        return self.row.text

    @property
    def code(self) -> str:
        return self.row.text.code

    @property
    def seen(self) -> str:
        """As JSON: which pages saved here, and up to which of their saves."""
        return json.dumps([[mark_of(client), sequence] for client, sequence in self.response.seen])

    @property
    def is_folded(self) -> bool:
        needs_work = self.errors or self.conflict or self.values != self.base or self.row.gap
        return self.row.progress == Progress.COMPLETE and not needs_work


@dataclass(frozen=True)
class ElementPage:
    element: NodeText
    pillar: NodeText
    number: int
    total: int
    cards: tuple[Card, ...]
    before: NodeText | None
    after: NodeText | None
    previous: Assessment | None = None

    @property
    def can_save(self) -> bool:
        return any(card.is_open for card in self.cards)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """For the summary: each error with the address of its field."""
        return [
            (f"{card.code}-{'answer-1' if name == 'answer' else name}", f"{card.code}: {sentence}")
            for card in self.cards
            for name, sentence in card.errors.items()
        ]

    @property
    def conflicts(self) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.conflict)


def asked_elements(assessment: Assessment) -> list[NodeText]:
    package = assessment.version.package
    asked = set(package.indicator_codes_at(assessment.stage))
    return [node for node in package.elements if any(one.code in asked for one in node.indicators)]


def asked_codes(assessment: Assessment, element: NodeText) -> list[str]:
    return [one.code for one in element.indicators if one.applies_at(assessment.stage)]


def element_page(
    assessment: Assessment,
    element: NodeText,
    *,
    may_answer: bool,
    typed: Mapping[str, Typed] | None = None,
    errors: Mapping[str, str] | None = None,
    conflicts: Mapping[str, Conflict] | None = None,
) -> ElementPage:
    """At most six queries. `errors` by 'CODE-field', the others by code."""
    package, elements = assessment.version.package, asked_elements(assessment)
    place = elements.index(element)
    previous = previous_of(assessment) if may_answer else None
    earlier = earlier_answers(assessment, previous, asked_codes(assessment, element)) if previous else {}
    responses = selectors.responses_of_element(assessment, element.code, viewer_is_agency=True)
    return ElementPage(
        element=element,
        pillar=package.node(element.pillar),
        number=place + 1,
        total=len(elements),
        cards=tuple(
            replace(
                _card(assessment, response, may_answer, typed or {}, errors or {}, conflicts or {}),
                earlier=earlier.get(response.indicator.code),
            )
            for response in responses
        ),
        before=elements[place - 1] if place else None,
        after=elements[place + 1] if place + 1 < len(elements) else None,
        previous=previous,
    )


def _card(
    assessment: Assessment,
    response: Response,
    may_answer: bool,
    typed: Mapping[str, Typed],
    errors: Mapping[str, str],
    conflicts: Mapping[str, Conflict],
) -> Card:
    package = assessment.version.package
    text = package.indicators[response.indicator.code]
    response.evidence_count = len(response.proofs)  # type: ignore[attr-defined]
    base, said = fields_of(response), typed.get(text.code)
    is_open = may_answer and (assessment.status == Status.DRAFT or response.reopened)
    values = {**base, **said.changed} if said else base
    found = {name: sentence for name in base if (sentence := errors.get(f"{text.code}-{name}"))}
    return Card(
        row=Row(response, text, selectors.gap_reason(response, package)),
        values=values,
        base=base,
        label=answer_label(base["answer"], package, text.code),
        is_open=is_open,
        errors=found,
        conflict=conflicts.get(text.code),
        levels=_levels(assessment, text.code, values, found) if is_open else "",
        evidence_wanted=evidence_wanted(assessment.version, text.code, is_first=not _proofs_of(response))
        if is_open
        else "",
        kept="" if is_open else _kept(values, base, package, text.code),
    )


def _levels(assessment: Assessment, code: str, values: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    kind, error = assessment.medium.kind, errors.get("answer", "")
    return levels_of(assessment.version, code, kind=kind, chosen=values["answer"], error=error)


def _kept(values: Mapping[str, Any], base: Mapping[str, Any], package: Package, code: str) -> str:
    parts = [answer_label(values["answer"], package, code)] if values["answer"] != base["answer"] else []
    return "\n".join([*parts, values["note"]] if values["note"] != base["note"] else parts)


def answer_label(answer: str, package: Package, code: str) -> str:
    """The level's number and its name at this indicator, or why there is none."""
    if answer in ("", *AnswerState.values):
        return str(AnswerState(answer or AnswerState.UNANSWERED).label)
    value = Decimal(answer)
    number, name = formats.level(value), package.level_reached(value, code).telling
    if not name:
        return _("Level %(level)s") % {"level": number}
    return _("Level %(number)s – %(name)s") % {"number": number, "name": name}


def _proofs_of(response: Response) -> list[Evidence]:
    """As the selector has fetched them."""
    return response.proofs  # type: ignore[attr-defined]
