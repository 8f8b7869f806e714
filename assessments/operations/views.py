"""Health: whether the process lives, and whether it can serve."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from assessments.common.jobs.selectors import silent_queues


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """503 only without database or migrations: saving works without broker and workers, so these are 'degraded'."""
    if reason := _why_not_ready():
        return JsonResponse({"status": "unavailable", "reason": reason}, status=503)
    degraded = _degraded()
    return JsonResponse({"status": "degraded" if degraded else "ok", "degraded": degraded})


def _why_not_ready() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "" if _is_migrated() else "migrations"
    except DatabaseError:
        return "database"


_migrated: set[str] = set()


def _is_migrated() -> bool:
    # Read from many files; it stays true for a process, since nobody takes migrations back under a running site.
    name = str(connection.settings_dict["NAME"])
    if name not in _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.add(name)
    return True


def _degraded() -> list[str]:
    silent = [f"worker:{queue}" for queue in silent_queues(list(settings.QUEUES), timezone.now())]
    return ([] if _broker_answers() else ["broker"]) + silent


def _broker_answers() -> bool:
    return cache.answers()  # type: ignore[attr-defined]  # of our own cache, readiness/cache.py
