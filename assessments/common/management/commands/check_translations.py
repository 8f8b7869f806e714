from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.common import catalogues


class Command(BaseCommand):
    help = "Hold the Indonesian catalogue against the messages of the sources."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="bring the catalogue's list of messages up to date")

    def handle(self, *, write: bool, **options: Any) -> None:
        path = Path(settings.LOCALE_PATHS[0]) / "id/LC_MESSAGES/django.po"
        try:
            template = catalogues.extract(Path(settings.BASE_DIR))
        except catalogues.UnreadableSourceError as problem:
            raise CommandError(str(problem)) from problem
        catalogue = catalogues.read(path)
        if write:
            catalogues.write(path, catalogue, template)
            catalogue = catalogues.read(path)
        self.report(catalogues.problems(catalogue, template), len(template))

    def report(self, problems: list[str], count: int) -> None:
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} of {count} messages need attention in locale/id.")
        self.stdout.write(f"All {count} messages have their Indonesian.")
