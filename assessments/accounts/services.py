from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password

from assessments.accounts.models import User


def change_profile(*, user: User, name: str, language: str, time_zone: str) -> None:
    user.name, user.language, user.time_zone = name, language, time_zone
    user.save(update_fields=["name", "language", "time_zone"])


def choose_language(*, user: User, language: str) -> None:
    user.language = language
    user.save(update_fields=["language"])


def create_administrator(*, email: str, name: str, password: str | None) -> User:
    """Without a password, one is chosen by link. Raises `ValidationError` for a taken address or an empty name."""
    user = User(email=email.strip().lower(), name=name.strip(), is_administrator=True)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    return user


def find_or_create_person(*, email: str, name: str, language: str, time_zone: str) -> tuple[User, bool]:
    """The account with this address, and whether it is new. An existing one stays as it is."""
    fields = {"name": name, "language": language, "time_zone": time_zone, "password": make_password(None)}
    return User.objects.get_or_create(email=email.strip().lower(), defaults=fields)


def close_account(*, user: User) -> None:
    """With her sessions: a cookie in other hands must not work again once the account is open again."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_sessions(user)


def reopen_account(*, user: User) -> None:
    # Whoever signed in at the moment of closing may have got a session after the others were ended.
    _end_sessions(user)
    user.is_active = True
    user.save(update_fields=["is_active"])


def _end_sessions(user: User) -> None:
    get_adapter().end_sessions(UserSession.objects.filter(user=user))


def forget_second_factor(*, user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
