from __future__ import annotations

from django.http import HttpRequest

from assessments.accounts.models import User


class SignedInRequest(HttpRequest):
    """For annotations: what a view that is not public receives, since the middleware turns strangers away."""

    user: User
