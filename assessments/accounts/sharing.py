"""Shared PCs: whoever says at sign-in that others use the PC, too, is asked for her password again after half an hour
without activity. The moment of her last request stands in a signed cookie, so reading a page writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.accounts.confirming import confirms, question

IDLE = timedelta(minutes=30)
KEY = "shared_pc"
OPEN_WHILE_LOCKED = ("account_reauthenticate", "account_logout", "accounts:language", "healthz", "readyz")
signer = TimestampSigner(salt="readiness.active")


def note_device(request: HttpRequest) -> None:
    """The answer to 'shared or your own?', before she is signed in. Without an answer the PC counts as shared."""
    request.session[KEY] = request.POST.get("device") != "own"


def is_shared(request: HttpRequest) -> bool:
    return request.user.is_authenticated and bool(request.session.get(KEY))


def is_active(request: HttpRequest) -> bool:
    try:
        seen = signer.unsign(request.COOKIES.get(settings.ACTIVE_COOKIE_NAME, ""), max_age=IDLE)
    except BadSignature:
        return False
    return seen == request.session.session_key


def is_background(request: HttpRequest) -> bool:
    """A page that asks by itself how far something is keeps nobody signed in."""
    return "X-Background" in request.headers or (request.method == "GET" and "HX-Request" in request.headers)


class SharedPCMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.is_locked = False  # type: ignore[attr-defined]
        response = self.get_response(request)
        if is_shared(request) and not request.is_locked and not is_background(request):  # type: ignore[attr-defined]
            response.set_cookie(
                settings.ACTIVE_COOKIE_NAME,
                signer.sign(str(request.session.session_key)),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not is_shared(request) or is_active(request):
            return None
        request.is_locked = True  # type: ignore[attr-defined]
        if page_of(request) in OPEN_WHILE_LOCKED:
            return None
        if request.method == "POST" and not is_script(request) and confirms(request):  # type: ignore[arg-type]
            request.is_locked = False  # type: ignore[attr-defined]
            return None
        return refuse(request)


def page_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch" or "HX-Request" in request.headers


def refuse(request: HttpRequest) -> HttpResponse:
    if is_script(request):
        words = _("The page is locked: half an hour passed without activity. Unlock it; nothing is lost.")
        return JsonResponse({"message": words, "reason": "locked"}, status=401)
    if request.method == "POST":
        return question(request, "account/locked.html", status=401)
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
