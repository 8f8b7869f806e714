"""Forms that came too late: the session had ended, or another account is signed in. What was typed is given back as
a form, to be sent once the right person is signed in."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import render
from django.utils.translation import gettext as _

# The field by which a form says whose page it was, and so that it is worth keeping.
OWNER = "user"
NEVER_CARRIED = ("csrfmiddlewaretoken", "password")


def is_kept(request: HttpRequest) -> bool:
    return request.method == "POST" and OWNER in request.POST


def is_other_persons(request: HttpRequest) -> bool:
    """Whether a script speaks for a page that was opened by somebody else than who is signed in now."""
    try:
        return str(json.loads(request.body)[OWNER]) != str(request.user.pk)
    except (ValueError, TypeError, KeyError, RecursionError, RawPostDataException):
        return False


def comes_from_here(request: HttpRequest) -> bool:
    """Whether a page of this site sent it: nobody else's words are ever offered for sending."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def kept(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    context = {"sentence": sentence, "carried": list(carried(request)), "files_lost": bool(request.FILES)}
    response = render(request, "account/kept.html", context, status=status)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def carried(request: HttpRequest, *more: str) -> Iterator[tuple[str, str]]:
    """What was typed, to be sent again; but never a password into a page. `more`: further beginnings to leave out."""
    for name, values in request.POST.lists():
        if not name.startswith((*more, *NEVER_CARRIED)) and "password" not in name:
            yield from ((name, value) for value in values)


def session_ended() -> str:
    return _("Your session has ended. Sign in again; nothing is lost.")


def token_lost() -> str:
    return _("This page was opened before you signed in again. Press the button once more.")


def refused_to_other() -> JsonResponse:
    return JsonResponse({"reason": "other_person", "message": other_person()}, status=401)


def other_person() -> str:
    return _("Another account is signed in now, so nothing was sent. Sign in with the account that opened this page.")
