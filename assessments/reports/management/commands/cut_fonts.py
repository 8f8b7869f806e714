from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from assessments.reports.fonts import CUT, font


class Command(BaseCommand):
    help = "Cut the report's fonts, unless it is done: a report's first rendering would wait for it."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        for url in CUT:
            font(url)
