"""Browsers in which an account's owner signed in before. Not trusted with anything: only counted apart."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from assessments.accounts.models import User
from assessments.accounts.sharing import is_shared

KEPT = timedelta(days=180)
signer = TimestampSigner(salt="readiness.known-browser")


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """In her own browser; a shared one keeps no trace of who used it."""
    if is_shared(request):
        return
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        signer.sign(f"{_account(user.email)}.{get_random_string(16)}"),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def mark_of(request: HttpRequest, email: str) -> str:
    """What tells this browser's attempts from everybody else's; '' for a browser unknown to this account."""
    try:
        account, _dot, browser = signer.unsign(
            request.COOKIES.get(settings.KNOWN_COOKIE_NAME, ""), max_age=KEPT
        ).partition(".")
    except BadSignature:
        return ""
    return f":{browser}" if account == _account(email) else ""


def _account(email: str) -> str:
    return salted_hmac("readiness.known-browser", email.strip().lower(), algorithm="sha256").hexdigest()[:32]
