"""How long a session lasts: counted from sign-in, whatever is written into it afterwards."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

END = "ends_at"


def begin(session: SessionBase) -> None:
    session[END] = timezone.now().timestamp() + settings.SESSION_COOKIE_AGE


class SessionStore(db.SessionStore):
    def get_session_cookie_age(self) -> int:
        """What is left. Django asks at each write, and would count from there: a cookie in other hands could be kept
        alive for ever, without anybody proving who it is."""
        left = self[END] - timezone.now().timestamp() if END in self else settings.SESSION_COOKIE_AGE
        return max(0, int(left))
