from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session

from assessments.accounts.models import User
from assessments.accounts.sharing import KEY as SHARED


@dataclass(frozen=True)
class OpenSession:
    pk: int
    begun_at: datetime
    address: str
    browser: str
    is_shared: bool
    is_this: bool


def open_sessions(user: User, this_key: str, now: datetime) -> list[OpenSession]:
    """Those that still open the account: neither expired nor begun under an older password. Newest first."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user).order_by("-created_at")}
    stored = {row.pk: row.get_decoded() for row in Session.objects.filter(pk__in=rows, expire_date__gt=now)}
    valid = user.get_session_auth_hash()
    return [
        _shown(row, stored[key], this_key)
        for key, row in rows.items()
        if key in stored and stored[key].get(HASH_SESSION_KEY) == valid
    ]


def _shown(row: UserSession, stored: dict[str, object], this_key: str) -> OpenSession:
    return OpenSession(
        row.pk, row.created_at, row.ip, row.user_agent, bool(stored.get(SHARED)), row.session_key == this_key
    )
