"""What counted last time, for the questionnaire: its own room knows nothing of verdicts."""

from __future__ import annotations

from django import template
from django.utils import timezone

from assessments.responses.models import Assessment
from assessments.results import earlier
from assessments.results.earlier import Counted

register = template.Library()


@register.simple_tag
def levels_that_counted(previous: Assessment | None) -> dict[str, Counted]:
    return earlier.levels_that_counted(previous, timezone.now()) if previous else {}
