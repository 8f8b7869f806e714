from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.accounts.models import User
from assessments.accounts.services import forget_second_factor


class Command(BaseCommand):
    help = "For somebody who lost her phone and her recovery codes. First make sure that it is she who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None or not Authenticator.objects.filter(user=user).exists():
            raise CommandError("No account with this address has a second factor.")
        forget_second_factor(user=user)
        self.stdout.write(f"{user.email} signs in with the password alone until a new second factor is set up.")
