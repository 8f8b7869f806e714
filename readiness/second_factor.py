"""Whoever must have a second factor reaches only the pages that set one up, until she has one (docs/adr/0012)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from assessments.accounts.models import User
from assessments.accounts.sharing import is_script, page_of
from assessments.cycles.models import CycleAdministrator, EvaluatorAssignment

OPEN = ("account_logout", "account_reauthenticate", "account_change_password", "accounts:language", "healthz", "readyz")
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def owes_second_factor(user: User) -> bool:
    """One query, and none where nobody must."""
    if settings.SECOND_FACTOR == "offered":
        return False
    rows = User.objects.filter(pk=user.pk)
    if settings.SECOND_FACTOR == "roles":
        evaluates = EvaluatorAssignment.objects.filter(evaluator=OuterRef("pk"))
        runs = CycleAdministrator.objects.filter(user=OuterRef("pk"))
        rows = rows.filter(Q(is_administrator=True) | Exists(evaluates) | Exists(runs))
    has_one = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return rows.filter(~Exists(has_one)).exists()


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = page_of(request)
        if not request.user.is_authenticated or name in OPEN or name.startswith("mfa_"):
            return None
        if not owes_second_factor(request.user):
            return None
        if is_script(request):
            return JsonResponse({"message": _("Set up the second step of your sign-in first.")}, status=403)
        return redirect("mfa_index")
