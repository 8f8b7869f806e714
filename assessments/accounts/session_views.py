"""Where somebody is signed in, and signing out there."""

from __future__ import annotations

import base64

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.accounts import copies
from assessments.accounts.keeping import is_other_persons, refused_to_other
from assessments.accounts.requests import SignedInRequest
from assessments.accounts.session_selectors import open_sessions


@require_safe
def sessions(request: SignedInRequest) -> HttpResponse:
    found = open_sessions(request.user, request.session.session_key or "", timezone.now())
    return render(request, "accounts/sessions.html", {"sessions": found})


@require_safe
def again(request: SignedInRequest) -> HttpResponse:
    """Where signing in again in a tab of its own ends: the page that waits in the other tab goes on."""
    return render(request, "accounts/again.html")


@require_POST
def copy_key(request: SignedInRequest) -> JsonResponse:
    """To the person whose page it is, and to nobody else who is signed in meanwhile."""
    if is_other_persons(request):
        return refused_to_other()
    return JsonResponse({"key": base64.b64encode(copies.copy_key(request)).decode()})


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
