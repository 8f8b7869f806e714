from __future__ import annotations

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.utils import get_next_redirect_url
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_http_methods

from assessments.accounts.confirm_forms import ConfirmForm
from assessments.accounts.requests import SignedInRequest
from assessments.accounts.sharing import is_active, is_shared


@require_http_methods(["GET", "POST"])
def confirm(request: SignedInRequest) -> HttpResponse:
    """Unlocks a locked page, or confirms before a change of the account; then goes back to where she was."""
    form = ConfirmForm(request, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        form.note()
        request.session.pop(STATE_SESSION_KEY, None)
        request.is_locked = False  # type: ignore[attr-defined]
        return HttpResponseRedirect(get_next_redirect_url(request) or resolve_url("dashboards:home"))
    locked = is_shared(request) and not is_active(request)
    template = "account/locked.html" if locked else "account/confirm_act.html"
    following = get_next_redirect_url(request)
    context = {"form": form, "passkey": form.passkey_options(), "carried": [("next", following)] if following else []}
    return render(request, template, context, status=422 if form.is_bound else 200)
