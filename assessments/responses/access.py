"""How the agency's pages reach their assessment: through the reader, and only for the agency's own people."""

from __future__ import annotations

import uuid

from django.shortcuts import get_object_or_404

from assessments.accounts.requests import SignedInRequest
from assessments.common.errors import Closed, Denied
from assessments.responses import selectors
from assessments.responses.models import Assessment, Response

CLOSED, REFUSED, UNUSABLE, CLASHED = 423, 403, 422, 409


def agency_assessment(request: SignedInRequest, pk: uuid.UUID) -> Assessment:
    """Another agency's is missing; so it is for evaluators and administrators, who have pages of their own."""
    return get_object_or_404(selectors.assessment_of_member(request.user, pk))


def agency_response(request: SignedInRequest, pk: uuid.UUID, code: str) -> tuple[Assessment, Response]:
    assessment = agency_assessment(request, pk)
    return assessment, get_object_or_404(selectors.response_with_proofs(assessment, code))


def status_of(refusal: Denied) -> int:
    return CLOSED if isinstance(refusal, Closed) else REFUSED
