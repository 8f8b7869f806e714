from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.operations.copies.backup import back_up
from assessments.operations.copies.problems import CopyError


class Command(BaseCommand):
    help = "Copies the database as it stands at one moment, then every file that it names, into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            manifest = back_up(folder.absolute(), now=timezone.now())
        except CopyError as problem:
            raise CommandError(str(problem)) from problem
        rows = sum(manifest.rows.values())
        self.stdout.write(f"{rows} rows in {len(manifest.rows)} tables and {manifest.files} files are in {folder}.")
