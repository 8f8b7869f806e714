"""Where the reader goes after a form was saved: the button that she pressed says it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.urls import reverse

from assessments.questionnaires.package import NodeText
from assessments.responses import cards
from assessments.responses.models import Assessment


def next_address(assessment: Assessment, element: NodeText, data: Mapping[str, str]) -> str:
    """From `go`, 'list' or 'what:code', else from a decided clash, else to the page itself."""
    what, _colon, rest = data.get("go", "").partition(":")
    code = rest.partition(":")[0]
    codes = cards.asked_codes(assessment, element)
    if what == "list":
        return reverse("responses:tasklist", args=[assessment.pk])
    if what == "element" and code in {node.code for node in cards.asked_elements(assessment)}:
        return reverse("responses:element", args=[assessment.pk, code])
    if what in ("evidence_add", "reply") and code in codes:
        return reverse(f"responses:{what}", args=[assessment.pk, code])
    if what == "evidence_remove" and _is_uuid(code):
        return reverse("responses:evidence_remove", args=[assessment.pk, code])
    decided = data.get("resolve", "").rpartition(":")[0]
    return card_address(assessment, element.code, decided or (code if code in codes else ""))


def card_address(assessment: Assessment, element_code: str, indicator_code: str) -> str:
    page = reverse("responses:element", args=[assessment.pk, element_code])
    return f"{page}#{indicator_code}" if indicator_code else page


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
