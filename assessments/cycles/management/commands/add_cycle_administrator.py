from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.common.errors import Invalid
from assessments.cycles.models import Cycle
from assessments.cycles.services import appoint_administrator, person_with


class Command(BaseCommand):
    help = (
        "Lets somebody run a cycle whose own administrators cannot be reached. Whoever runs it can do so in a browser."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cycle", help="its name")
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        cycle = Cycle.objects.filter(name=options["cycle"]).first()
        if cycle is None:
            raise CommandError("No cycle has this name.")
        try:
            person = person_with(options["email"])
        except Invalid as error:
            raise CommandError("No open account has this address.") from error
        appoint_administrator(cycle=cycle, person=person)
        self.stdout.write(f"{person.email} runs {cycle.name}.")
