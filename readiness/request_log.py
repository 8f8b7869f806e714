"""One log line a request: which page, how it ended, how long it took, whose number. Never what was sent."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from readiness.logs import request_id

logger = logging.getLogger(__name__)
HEADER = "X-Request-ID"


class RequestLogMiddleware:
    """Gives each request an id that its log lines and its answer carry. What a browser sends as one is not taken."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        token = request_id.set(secrets.token_hex(8))
        try:
            response = self.get_response(request)
            response.headers[HEADER] = request_id.get()
            if not request.path.startswith(settings.STATIC_URL):
                _write(request, response, round((time.monotonic() - started) * 1000))
        finally:
            request_id.reset(token)
        return response


def _write(request: HttpRequest, response: HttpResponse, duration_ms: int) -> None:
    route = request.resolver_match.view_name if request.resolver_match else "-"
    # Only if somebody has asked for the user already: a line in a log is not worth a query.
    user = getattr(getattr(request, "_cached_user", None), "pk", None)
    status = response.status_code
    extra = {"route": route, "method": request.method, "status": status, "duration_ms": duration_ms, "user": user}
    logger.info("%s %s %s in %s ms", request.method, route, status, duration_ms, extra=extra)
