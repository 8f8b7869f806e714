from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pghistory
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.accounts.models import User
from assessments.common.errors import Denied, Invalid
from assessments.operations import redacting


class Command(BaseCommand):
    help = (
        "Ends the keeping of files: destroys those that only finished assessments use, of cycles released before a "
        "date. Says what it would do unless --yes is given. First ends what an interruption left half destroyed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--before", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the administrator who answers for it")
        parser.add_argument("--reason", required=True, help="for example the rule on retention; it stays on record")
        parser.add_argument("--yes", action="store_true", help="destroy them")

    def handle(self, *args: Any, before: date, by: str, reason: str, yes: bool, **options: Any) -> None:
        actor = User.objects.filter(email=by.lower(), is_active=True).first()
        if actor is None:
            raise CommandError(f"Nobody signs in as {by}.")
        for file in redacting.finish_destructions():
            self.stdout.write(f"{file.name}: its remaining bytes are destroyed.")
        files = redacting.kept_long_enough(timezone.make_aware(datetime.combine(before, time.min)))
        if not yes:
            self.stdout.write(f"{files.count()} files would be destroyed. Add --yes to destroy them.")
            return
        self.stdout.write(f"{self._destroy(files, actor, reason)} files are destroyed.")

    def _destroy(self, files: Any, actor: User, reason: str) -> int:
        count = 0
        # The list first: each file leaves it when it is destroyed.
        for pk in list(files.values_list("pk", flat=True)):
            try:
                with pghistory.context(actor=actor.pk, page="retain"):
                    redacting.end_keeping(file=files.model(pk=pk), reason=reason, actor=actor, now=timezone.now())
            except (Denied, Invalid) as refusal:
                raise CommandError(f"{count} files are destroyed, then: {refusal}") from refusal
            count += 1
        return count
