"""What a session holds after signing in by the form, for tests that skip the form."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows import login
from django.test import Client


def just_confirmed(client: Client, user: Any, *, seconds_ago: float = 0) -> None:
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() - seconds_ago}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
