from __future__ import annotations

from datetime import datetime, tzinfo

from django.utils import timezone


def days_until(moment: datetime, now: datetime, zone: tzinfo | None = None) -> int:
    """Calendar days in this zone, or the reader's: 0 is today."""
    return (timezone.localdate(moment, zone) - timezone.localdate(now, zone)).days
