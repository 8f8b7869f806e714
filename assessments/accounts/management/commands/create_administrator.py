from __future__ import annotations

import sys
from getpass import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from assessments.accounts.invitations import link_to_choose_password
from assessments.accounts.models import User
from assessments.accounts.services import create_administrator


class Command(BaseCommand):
    help = "Makes an account that may open cycles and register agencies and people. There is no default password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--prompt", action="store_true", help="type the password here instead of using a link")

    def handle(self, *args: Any, **options: Any) -> None:
        password = self._ask(options["email"]) if options["prompt"] else None
        try:
            validate_email(options["email"])
            user = create_administrator(email=options["email"], name=options["name"], password=password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if password:
            self.stdout.write(f"{user.email} can sign in.")
            return
        days = settings.PASSWORD_RESET_TIMEOUT // 86400
        self.stdout.write(f"Open this link within {days} days to choose a password for {user.email}:")
        self.stdout.write(settings.BASE_URL + link_to_choose_password(user))

    def _ask(self, email: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError("--prompt needs a terminal. Leave it out to get a link instead.")
        password = getpass("Password: ")
        if password != getpass("Once more: "):
            raise CommandError("The two passwords differ.")
        try:
            validate_password(password, User(email=email))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
