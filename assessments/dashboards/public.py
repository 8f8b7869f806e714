"""What a stranger reads: which cycles are open or near, and what is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assessments.cycles.models import Cycle
from assessments.questionnaires.models import Version
from assessments.questionnaires.package import Package

SHOWN = 4


@dataclass(frozen=True)
class PublicCycle:
    cycle: Cycle
    is_open: bool


@dataclass(frozen=True)
class PublicPage:
    cycles: tuple[PublicCycle, ...]
    package: Package | None


def public_page(now: datetime) -> PublicPage:
    """Two queries."""
    running = Cycle.objects.filter(closes_at__gt=now).order_by("closes_at")[:SHOWN]
    cycles = tuple(PublicCycle(cycle, cycle.accepts_answers(now)) for cycle in running)
    return PublicPage(cycles, _package_of(cycles))


def _package_of(cycles: Iterable[PublicCycle]) -> Package | None:
    """The instrument of the first cycle; without one, the last that was published."""
    used = [one.cycle.version_id for one in cycles][:1]
    published = Version.objects.filter(published_at__isnull=False, retired_at=None).order_by("-published_at")
    versions = Version.objects.filter(pk__in=used) if used else published
    version = versions.defer("document").first()
    return version.package if version else None
