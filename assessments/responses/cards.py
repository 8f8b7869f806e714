"""An element's page: a card an indicator, with its texts, its answer and what was typed but not yet saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from assessments.common import formats
from assessments.questionnaires.package import IndicatorText, NodeText, Package, Text
from assessments.responses import selectors
from assessments.responses.answers import fields_of, level_text
from assessments.responses.enums import AnswerState, Progress, Status
from assessments.responses.models import Assessment, Response
from assessments.responses.pages import Row
from assessments.responses.typed import Typed

if TYPE_CHECKING:
    from assessments.responses.differences import Conflict

CELL, CELL_STEP = 10, 13


@dataclass(frozen=True)
class Option:
    """A level to choose. `filled` and `empty` are the paths of its cells."""

    value: str
    name: Text
    text: Text
    criteria: tuple[Text, ...]
    filled: str
    empty: str


@dataclass(frozen=True)
class Card:
    """`values`: what the inputs show; `base`: what stands in the row; `kept`: what can no longer be saved."""

    row: Row
    hint: Text | None
    options: tuple[Option, ...]
    values: Mapping[str, Any]
    base: Mapping[str, Any]
    label: str
    is_open: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: Conflict | None = None
    kept: str = ""

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
    def is_folded(self) -> bool:
        needs_work = self.errors or self.conflict or self.values != self.base or self.row.gap
        return self.row.progress == Progress.COMPLETE and not needs_work

    @property
    def cells_width(self) -> int:
        return len(self.options) * CELL_STEP


@dataclass(frozen=True)
class ElementPage:
    element: NodeText
    pillar: NodeText
    number: int
    total: int
    cards: tuple[Card, ...]
    before: NodeText | None
    after: NodeText | None

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
    """Three queries. `errors` by 'CODE-field', the others by code."""
    package, elements = assessment.version.package, asked_elements(assessment)
    place = elements.index(element)
    responses = selectors.responses_of_element(assessment, element.code, viewer_is_agency=True)
    return ElementPage(
        element=element,
        pillar=package.node(element.pillar),
        number=place + 1,
        total=len(elements),
        cards=tuple(
            _card(assessment, response, may_answer, typed or {}, errors or {}, conflicts or {})
            for response in responses
        ),
        before=elements[place - 1] if place else None,
        after=elements[place + 1] if place + 1 < len(elements) else None,
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
    return Card(
        row=Row(response, text, selectors.gap_reason(response, package)),
        hint=text.hint_for(assessment.medium.kind),
        options=options_of(text, package),
        values=values,
        base=base,
        label=answer_label(base["answer"], package),
        is_open=is_open,
        errors={name: sentence for name in base if (sentence := errors.get(f"{text.code}-{name}"))},
        conflict=conflicts.get(text.code),
        kept="" if is_open else _kept(values, base, package),
    )


def _kept(values: Mapping[str, Any], base: Mapping[str, Any], package: Package) -> str:
    parts = [answer_label(values["answer"], package)] if values["answer"] != base["answer"] else []
    return "\n".join([*parts, values["note"]] if values["note"] != base["note"] else parts)


def options_of(text: IndicatorText, package: Package) -> tuple[Option, ...]:
    total = len(text.levels)
    return tuple(
        Option(
            value=level_text(level.value),
            name=package.level_name(level.value),
            text=level.short,
            criteria=level.criteria,
            filled=_cells(range(number)),
            empty=_cells(range(number, total)),
        )
        for number, level in enumerate(text.levels, start=1)
    )


def _cells(places: Sequence[int]) -> str:
    return "".join(f"M{place * CELL_STEP}.5.5h{CELL}v{CELL}h-{CELL}z" for place in places)


def answer_label(answer: str, package: Package) -> str:
    """The name of the level with its number, or why there is none."""
    if answer in ("", *AnswerState.values):
        return str(AnswerState(answer or AnswerState.UNANSWERED).label)
    value = Decimal(answer)
    places = 0 if value == value.to_integral_value() else 2
    return _("Level %(number)s – %(name)s") % {
        "number": formats.number(value, places),
        "name": package.level_name(value),
    }
