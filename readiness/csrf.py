from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure

from assessments.accounts.keeping import comes_from_here, is_kept, kept


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Signing in again changes the token, so a form that was open meanwhile comes with the old one."""
    if is_kept(request) and comes_from_here(request):
        return kept(request, status=403)
    return csrf_failure(request, reason)
