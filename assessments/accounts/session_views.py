"""Where somebody is signed in, and signing out there."""

from __future__ import annotations

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.accounts.requests import SignedInRequest
from assessments.accounts.session_selectors import open_sessions


@require_safe
def sessions(request: SignedInRequest) -> HttpResponse:
    found = open_sessions(request.user, request.session.session_key or "", timezone.now())
    return render(request, "accounts/sessions.html", {"sessions": found})


@require_POST
def session_end(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_others(request), pk=pk)
    get_adapter().end_sessions([row])
    messages.success(request, _("Signed out there."))
    return redirect("accounts:sessions")


@require_POST
def sessions_end(request: SignedInRequest) -> HttpResponse:
    get_adapter().end_sessions(_others(request))
    messages.success(request, _("Signed out everywhere else."))
    return redirect("accounts:sessions")


def _others(request: SignedInRequest):
    return UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
