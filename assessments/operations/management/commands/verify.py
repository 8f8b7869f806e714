from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.operations.verification import Counts, problems
from assessments.responses.models import Assessment


class Command(BaseCommand):
    help = "Computes every hash again, compares live answers with what was frozen, and reads every stored file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--assessment", metavar="REF", help="only this one, by its reference")
        parser.add_argument("--json", action="store_true", help="one JSON object a line: problems, then the summary")

    def handle(self, *args: Any, **options: Any) -> None:
        reference = options["assessment"]
        if reference and not Assessment.objects.filter(reference=reference).exists():
            raise CommandError(f"There is no assessment {reference}.")
        counts, found = Counts(), 0
        for problem in problems(now=timezone.now(), counts=counts, reference=reference):
            found += 1
            self.stdout.write(json.dumps(asdict(problem)) if options["json"] else str(problem))
        self.stdout.write(_summary(found, counts, as_json=options["json"]))
        if found:
            raise SystemExit(1)


def _summary(found: int, counts: Counts, *, as_json: bool) -> str:
    summary = {"problems": found, "files": counts.files, "destroyed": counts.destroyed}
    if as_json:
        return json.dumps(summary)
    gone = f", {counts.destroyed} of them destroyed on record (dimusnahkan)" if counts.destroyed else ""
    return f"{found or 'No'} problem{'' if found == 1 else 's'}. {counts.files} files{gone}."
