from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.questionnaires.levels_csv import LevelsError, read_levels
from assessments.questionnaires.package import PackageError, named_package
from assessments.questionnaires.score_records import score_record
from assessments.scoring.engine import score


class Command(BaseCommand):
    help = "Scores a table of levels against an instrument's package: one line of JSON a case. Touches no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("instrument", help="the code of a shipped package, or the path of a package")
        parser.add_argument("levels", type=Path, help="CSV with the columns indicator, level and, for many, case")
        parser.add_argument(
            "--final",
            action="store_true",
            help="as of finished assessments: what is not known counts as the package says",
        )

    def handle(self, *args: Any, instrument: str, levels: Path, final: bool, **options: Any) -> None:
        try:
            package = named_package(instrument)
            cases = read_levels(package, levels.read_bytes())
        except (PackageError, LevelsError) as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{levels} cannot be read: {error.strerror}.") from error
        scored = package.instrument()
        records = [score_record(package, case, score(scored, answers, final=final)) for case, answers in cases.items()]
        self.stdout.write("\n".join(json.dumps(record) for record in records))
