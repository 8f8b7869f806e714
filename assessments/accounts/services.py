from __future__ import annotations

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
