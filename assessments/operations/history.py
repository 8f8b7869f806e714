"""Who changed what, from where: told to the database beside each write, so that its triggers can note it.

Nothing is asked of the database for it: the words travel in the statement that writes, and a reading request has none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pghistory
from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse

READING = ("GET", "HEAD", "OPTIONS", "TRACE")


class HistoryMiddleware:
    """Notes the person, her address and the page. The context's own id tells one request from another."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READING:
            return self.get_response(request)
        with pghistory.context(actor=request.user.pk, address=address_of(request)):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """The page's name is known only now; called without entering, a context adds to the one that is open."""
        if request.method not in READING and request.resolver_match:
            pghistory.context(page=request.resolver_match.view_name)


def address_of(request: HttpRequest) -> str:
    """The reader's, not the proxy's; '' where it cannot be known."""
    try:
        return get_adapter(request).get_client_ip(request)
    except (PermissionDenied, ImproperlyConfigured):
        return ""
