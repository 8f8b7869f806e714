"""Forms that came too late: the session had ended, or another account is signed in. What was typed is given back as
a form, to be sent once the right person is signed in."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import render
from django.utils.translation import gettext as _

# The field by which every form says whose page it stands in.
OWNER = "user"
# The page's token, and what ConfirmForm asks for.
NEVER_CARRIED = ("csrfmiddlewaretoken", "confirm-")
# The pages of passwords, codes and passkeys.
OF_SECRETS = ("account_", "mfa_")


def is_kept(request: HttpRequest) -> bool:
    """Whether this is a form of a page for which one signs in."""
    match = request.resolver_match
    is_for_people = match is not None and getattr(match.func, "login_required", True) and not is_of_secrets(request)
    return request.method == "POST" and OWNER in request.POST and is_for_people


def is_of_secrets(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name.startswith(OF_SECRETS)


def is_form_of_other(request: HttpRequest) -> bool:
    """Whether the form stood in a page that was opened by somebody else than who is signed in now: agencies share
    their PCs."""
    return request.POST.get(OWNER, str(request.user.pk)) != str(request.user.pk)


def is_other_persons(request: HttpRequest) -> bool:
    """The same of a script that speaks for its page."""
    try:
        return str(json.loads(request.body)[OWNER]) != str(request.user.pk)
    except (ValueError, TypeError, KeyError, RecursionError, RawPostDataException):
        return False


def comes_from_here(request: HttpRequest) -> bool:
    """Whether a page of this site sent it: nobody else's words are ever offered for sending."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def kept(request: HttpRequest, *, status: int) -> HttpResponse:
    context = {"sentence": why_kept(request), "carried": list(carried(request)), "files_lost": bool(request.FILES)}
    response = render(request, "account/kept.html", context, status=status)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def carried(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What was typed, to be sent again; but never a password, a code or a passkey into a page."""
    if is_of_secrets(request):
        return
    for name, values in request.POST.lists():
        if not name.startswith(NEVER_CARRIED) and "password" not in name:
            yield from ((name, value) for value in values)


def why_kept(request: HttpRequest) -> str:
    if not request.user.is_authenticated:
        return session_ended()
    return other_person() if is_form_of_other(request) else token_lost()


def session_ended() -> str:
    return _("Your session has ended. Sign in again; nothing is lost.")


def token_lost() -> str:
    return _("This page was opened before you signed in again. Press the button once more.")


def refused_to_other() -> JsonResponse:
    return JsonResponse({"reason": "other_person", "message": other_person()}, status=401)


def other_person() -> str:
    return _("Another account is signed in now, so nothing was sent. Sign in with the account that opened this page.")
