from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.accounts import services
from assessments.accounts.forms import LanguageForm, ProfileForm
from assessments.accounts.requests import SignedInRequest


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The switch on every page: keeps the page and its query."""
    response = redirect(_safe_next(request))
    form = LanguageForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        _remember(response, chosen)
        if request.user.is_authenticated:
            services.choose_language(user=request.user, language=chosen)
    return response


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    # Without its slash Django takes it for the name of a page, and fails when there is none.
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith("/") else resolve_url("dashboards:home")


def _remember(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )


@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, initial=_profile_of(request))
    if request.method == "POST" and form.is_valid():
        services.change_profile(user=request.user, **form.cleaned_data)
        with translation.override(request.user.language):
            messages.success(request, _("Your profile is saved."))
        response = HttpResponseRedirect(resolve_url("accounts:profile"))
        _remember(response, request.user.language)
        return response
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.is_bound else 200)


def _profile_of(request: SignedInRequest) -> dict[str, str]:
    return {name: getattr(request.user, name) for name in ProfileForm.Meta.fields}
