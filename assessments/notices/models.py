from __future__ import annotations

from django.conf import settings
from django.db import models


class Reminder(models.Model):
    """A person was reminded on this day of her agency's calendar: once, however often the clock asks."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "day"), name="reminder_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"
