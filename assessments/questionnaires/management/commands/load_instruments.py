from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.common.errors import Denied
from assessments.questionnaires.package import PackageError, named_package
from assessments.questionnaires.publishing import publish_package
from assessments.questionnaires.sources import shipped_codes


class Command(BaseCommand):
    help = (
        "Publishes the shipped instruments that explain each indicator to those who answer. Running it again changes "
        "nothing. `instrument load CODE` publishes another one."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for code in shipped_codes():
            try:
                package = named_package(code)
                if package.texts == "full":
                    version = publish_package(package, actor=None, reason="shipped", now=timezone.now())
                    self.stdout.write(f"{code} {version.number}")
            except (PackageError, Denied) as refusal:
                raise CommandError(f"{code}: {refusal}") from refusal
