"""Reading the environment. A wrong value stops the start with the variable's name and what it may be."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable's value; `NAME_FILE` may name a file that holds it, as container secrets do."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set: see .env.example for what it means.")
    return value


def flag(name: str, default: bool) -> bool:
    value = text(name, "true" if default else "false").lower()
    if value not in ("true", "false"):
        raise ImproperlyConfigured(f"{name}={value!r}: use 'true' or 'false' (see .env.example).")
    return value == "true"


def number(name: str, default: int, *, least: int | None = None) -> int:
    value = text(name, str(default))
    try:
        found = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r}: use a whole number (see .env.example).") from None
    if least is not None and found < least:
        raise ImproperlyConfigured(f"{name}={value!r}: use {least} or more (see .env.example).")
    return found


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}: use one of {', '.join(allowed)} (see .env.example).")
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word for word in text(name, default).replace(",", " ").split() if word]


def database(url: str) -> dict[str, object]:
    """Django's settings for `postgresql://user:password@host:port/name`; the host may be a socket's folder,
    percent-encoded."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL: use postgresql://user:password@host:port/name (see .env.example).")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.netloc.rpartition("@")[2].rpartition(":")[0] or parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }
