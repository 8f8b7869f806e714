"""Acts of weight: whoever signs, decides or gives rights is asked for her password or passkey if she last gave it a
while ago. What she had typed travels with the question, so nothing is typed twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.accounts.confirm_forms import ConfirmForm
from assessments.accounts.keeping import carried
from assessments.accounts.requests import SignedInRequest

FRESH = timedelta(minutes=15)


def is_fresh(request: HttpRequest) -> bool:
    """Whether she proved who she is within the last minutes: by signing in or by confirming."""
    given = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(given) and time.time() - max(given) < FRESH.total_seconds()


def of_weight(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views whose POST is an act of weight; their pages are read without it."""

    @wraps(view)
    def asked(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or is_fresh(request) or confirms(request):
            return view(request, *args, **kwargs)
        return question(request, "account/confirm_act.html", status=403)

    return asked


def confirms(request: SignedInRequest) -> bool:
    """Whether this request brings the password or passkey along; then it is noted."""
    request.confirm_form = ConfirmForm.of(request)  # type: ignore[attr-defined]
    form = request.confirm_form  # type: ignore[attr-defined]
    if not form.is_bound or not form.is_valid():
        return False
    form.note()
    return True


def question(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    form = request.confirm_form  # type: ignore[attr-defined]
    context = {
        "form": form,
        "carried": list(carried(request)),
        "files_lost": bool(request.FILES),
    }
    context["passkey"] = form.passkey_options()
    return render(request, template, context, status=422 if form.is_bound else status)
