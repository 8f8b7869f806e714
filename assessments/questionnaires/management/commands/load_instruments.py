from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.common.errors import Denied
from assessments.questionnaires.package import PackageError, load_package
from assessments.questionnaires.publishing import PACKAGES, publish_package


class Command(BaseCommand):
    help = "Publishes the instruments that come with this software. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in sorted(path for path in PACKAGES.iterdir() if path.is_dir()):
            try:
                version = publish_package(load_package(folder), actor=None, reason="shipped", now=timezone.now())
            except (PackageError, Denied) as refusal:
                raise CommandError(f"{folder.name}: {refusal}") from refusal
            self.stdout.write(f"{folder.name} {version.number}")
