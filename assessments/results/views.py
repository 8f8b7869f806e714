from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessments.accounts.requests import SignedInRequest
from assessments.results import selectors
from assessments.results.earlier import earlier_results


@require_GET
def result(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    assessment = get_object_or_404(selectors.assessments_for(request.user, pk))
    now = timezone.now()
    page = selectors.result_page(assessment, now)
    context = {
        "page": page,
        "result": page.result,
        "assessment": assessment,
        "earlier": earlier_results(selectors.readable_by(request.user), assessment, now),
    }
    return render(request, "results/result.html", context)
