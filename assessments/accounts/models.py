from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from assessments.common.triggers import not_truncated


class Language(models.TextChoices):
    INDONESIAN = "id", "Bahasa Indonesia"
    ENGLISH = "en", "English"


class TimeZone(models.TextChoices):
    WESTERN = "Asia/Jakarta", "WIB"
    CENTRAL = "Asia/Makassar", "WITA"
    EASTERN = "Asia/Jayapura", "WIT"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.ManualEvent("invitation_copied"),
    fields=["email", "name", "is_active", "is_administrator"],
    meta={"triggers": [not_truncated("user_history")]},
)
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. What she may do follows from memberships and assignments, not from here."""

    email = models.EmailField(
        _("e-mail address"), max_length=254, unique=True, error_messages={"unique": _("This address has an account.")}
    )
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.INDONESIAN)
    time_zone = models.CharField(_("time zone"), max_length=20, choices=TimeZone, default=TimeZone.WESTERN)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_administrator = models.BooleanField(
        _("administrator"), default=False, help_text=_("May open cycles and register agencies and people.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        # One spelling an address, so that two accounts cannot differ by capitals alone.
        constraints = (models.CheckConstraint(name="user_email_lower_case", condition=models.Q(email=Lower("email"))),)

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name
