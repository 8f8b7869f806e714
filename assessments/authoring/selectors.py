from __future__ import annotations

from django.db.models import Count, QuerySet

from assessments.cycles.models import Cycle
from assessments.questionnaires.models import Version


def versions() -> QuerySet[Version]:
    """All versions of all instruments, newest first in each, with the number of cycles that use them."""
    rows = Version.objects.select_related("instrument", "published_by", "changed_by")
    return rows.annotate(used=Count("cycles")).order_by("instrument__code", "-pk")


def others(version: Version) -> QuerySet[Version]:
    """What it can be compared with: its own instrument's versions first in the list are the newest."""
    rows = Version.objects.filter(instrument=version.instrument_id).exclude(pk=version.pk)
    return rows.select_related("instrument").order_by("-pk")


def cycles_using(version: Version) -> QuerySet[Cycle]:
    return Cycle.objects.filter(version=version)
