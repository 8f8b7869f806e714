"""What every view of this room begins and ends with."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from assessments.accounts.requests import SignedInRequest
from assessments.authoring import policies, selectors
from assessments.authoring.services import Changed
from assessments.common.errors import Closed, Denied
from assessments.questionnaires.models import Version

REFUSED, CLASHED, UNUSABLE, CLOSED = 403, 409, 422, 423


def check_writes(request: SignedInRequest) -> None:
    try:
        policies.check_writes_instruments(request.user)
    except Denied as reason:
        raise PermissionDenied(reason.message) from reason


def version_or_404(request: SignedInRequest, pk: int) -> Version:
    check_writes(request)
    return get_object_or_404(selectors.versions(), pk=pk)


def status_of(reason: Denied) -> int:
    if isinstance(reason, Changed):
        return CLASHED
    return CLOSED if isinstance(reason, Closed) else REFUSED
