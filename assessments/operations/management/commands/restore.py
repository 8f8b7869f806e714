from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.operations.copies.problems import CopyError
from assessments.operations.copies.restoration import restore


class Command(BaseCommand):
    help = "Puts a backup into an empty database and an empty folder of files, then verifies it."
    # The database may be empty, so nothing can be asked of it yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            manifest = restore(folder.absolute())
        except CopyError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{sum(manifest.rows.values())} rows and {manifest.files} files are restored.")
        call_command("verify", stdout=self.stdout)
