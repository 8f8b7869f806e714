"""Stored bytes on their way out: whatever they hold, a browser only saves them, or shows a picture's pixels."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404


def inert(name: str, *, filename: str, content_type: str) -> FileResponse:
    """Raises `Http404` where the bytes are gone."""
    try:
        content = default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=filename, content_type=content_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response
