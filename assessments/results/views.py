from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessments.accounts.requests import SignedInRequest
from assessments.results import selectors


@require_GET
def result(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    assessment = get_object_or_404(selectors.assessments_for(request.user, pk))
    page = selectors.result_page(assessment, timezone.now())
    return render(request, "results/result.html", {"page": page, "result": page.result, "assessment": assessment})
