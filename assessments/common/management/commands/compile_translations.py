from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from assessments.common import catalogues


class Command(BaseCommand):
    help = "Compile the message catalogues that are newer than their compiled form."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for target in catalogues.compile_newer(Path(folder)):
                self.stdout.write(f"Compiled {target}")
