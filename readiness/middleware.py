"""What every request passes: the reader's language and time zone, sign-in, and privacy of pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from assessments.accounts.keeping import is_form_of_other, is_kept, kept, session_ended

Handler = Callable[[HttpRequest], HttpResponse]


class ReaderMiddleware:
    """The reader's own choice decides: the switch on the page, then the profile; Indonesian where there is none."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _language_of(request)
        request.LANGUAGE_CODE = language
        zone = getattr(request.user, "time_zone", settings.TIME_ZONE)
        with translation.override(language), timezone.override(ZoneInfo(zone)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response


def _language_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or getattr(request.user, "language", "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class PrivatePagesMiddleware:
    """What a signed-in person reads is kept in no cache: agencies share their PCs."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response.headers["Cache-Control"] = "no-store, private"
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Sign-in by default, public by exception. A script gets 401, never the sign-in page in place of its answer; and
    what somebody typed for long is not thrown away for the sign-in page either, nor sent in another's name."""

    def process_view(self, request: HttpRequest, view_func: Any, *given: Any) -> Any:
        is_private = getattr(view_func, "login_required", True)
        if is_private and request.user.is_authenticated and is_form_of_other(request):
            return kept(request, status=403)
        return super().process_view(request, view_func, *given)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.headers.get("X-Requested-With") == "fetch" or "HX-Request" in request.headers:
            return JsonResponse({"message": session_ended()}, status=401)
        if is_kept(request):
            return kept(request, status=401)
        return super().handle_no_permission(request, view_func)
