"""The letters that this system writes. Each goes in its reader's language, after the change that it speaks of."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation

from assessments.accounts.models import User


def send(template: str, reader: User, path: str, context: dict[str, Any]) -> None:
    """`notices/<template>.txt`: its first line is the subject."""
    with translation.override(reader.language), timezone.override(reader.time_zone):
        values = {**context, "reader": reader, "link": settings.BASE_URL + path}
        subject, _line, body = render_to_string(f"notices/{template}.txt", values).strip().partition("\n")
    send_mail(subject, body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [reader.email])
