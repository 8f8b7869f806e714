"""The key to the copy that a browser keeps of what was typed and not yet saved. It is derived when asked for and
stored nowhere: what lies on the PC can be read by its owner alone, signed in."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from assessments.accounts.requests import SignedInRequest
from assessments.accounts.sharing import is_shared


def copy_key(request: SignedInRequest) -> bytes:
    """32 bytes. On a shared PC another key each session: when the session is over, nobody reads its copies."""
    whose = [str(request.user.pk)]
    if is_shared(request):
        whose.append(str(request.session.session_key))
    return salted_hmac("readiness.copy-on-device", ".".join(whose), algorithm="sha256").digest()
