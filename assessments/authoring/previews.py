"""An element's page as an agency will see it, made without any agency: nothing of this is stored."""

from __future__ import annotations

from assessments.agencies.models import Stage
from assessments.questionnaires.models import Indicator, Version
from assessments.questionnaires.package import IndicatorText, NodeText
from assessments.responses.answers import fields_of
from assessments.responses.cards import Card, ElementPage, answer_label
from assessments.responses.levels import evidence_wanted, levels_of
from assessments.responses.models import Assessment, Response
from assessments.responses.pages import Row


def preview(version: Version, element: NodeText, *, kind: str) -> tuple[Assessment, ElementPage]:
    """The page of a live medium of this kind."""
    elements = list(version.package.elements)
    place = elements.index(element)
    assessment = Assessment(version=version, stage=Stage.LIVE)
    page = ElementPage(
        element=element,
        pillar=version.package.node(element.pillar),
        number=place + 1,
        total=len(elements),
        cards=tuple(_card(assessment, text, kind) for text in element.indicators),
        before=elements[place - 1] if place else None,
        after=elements[place + 1] if place + 1 < len(elements) else None,
    )
    return assessment, page


def _card(assessment: Assessment, text: IndicatorText, kind: str) -> Card:
    version = assessment.version
    response = Response(assessment=assessment, indicator=Indicator(version=version, code=text.code))
    response.proofs = response.thread = ()  # type: ignore[attr-defined]  # as the selector of real ones fetches them
    values = fields_of(response)
    return Card(
        row=Row(response, text, ""),
        values=values,
        base=values,
        label=answer_label("", version.package, text.code),
        is_open=True,
        levels=levels_of(version, text.code, kind=kind, chosen=""),
        evidence_wanted=evidence_wanted(version, text.code, is_first=True),
    )
