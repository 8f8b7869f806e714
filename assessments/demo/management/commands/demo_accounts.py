from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from assessments.demo import people


class Command(BaseCommand):
    help = "Prints the demonstration's accounts, where there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = people.present() if settings.DEMO else []
        if not accounts:
            return
        width = max(len(account.email) for account in accounts)
        with translation.override("en"):
            for account in accounts:
                self.stdout.write(f"{account.email:<{width}}  {people.PASSWORD}  {account.what}")
