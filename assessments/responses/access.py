"""How the agency's pages reach their assessment: through the reader, and only for the agency's own people."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from assessments.common.errors import Closed, Denied
from assessments.responses import policies, selectors
from assessments.responses.models import Assessment, Response

CLOSED, REFUSED, UNUSABLE, CLASHED = 423, 403, 422, 409


def agency_assessment(request: HttpRequest, pk: uuid.UUID) -> Assessment:
    """Foreign is missing: 404. Whoever may see the row but is not of the agency gets 403."""
    assessment = get_object_or_404(selectors.assessment_for(request.user, pk))
    try:
        policies.check_is_member(request.user, assessment.agency)
    except Denied as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return assessment


def agency_response(request: HttpRequest, pk: uuid.UUID, code: str) -> tuple[Assessment, Response]:
    assessment = agency_assessment(request, pk)
    return assessment, get_object_or_404(selectors.response_with_proofs(assessment, code))


def status_of(refusal: Denied) -> int:
    return CLOSED if isinstance(refusal, Closed) else REFUSED
