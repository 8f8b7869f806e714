"""What a service raises when it will not do what was asked. Each carries the sentence that the user reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Denied(Exception):
    """The actor may not do this, or not now. `message` says why and what to do instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Closed(Denied):
    """The row is not open for this change any more (HTTP 423): nothing that the actor does here can change that."""


class Invalid(Exception):
    """What was typed cannot be taken. `errors` maps a field to its sentence, '' to the whole."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


def why_not(check: Callable[..., object], *args: Any, **kwargs: Any) -> str:
    """The reason why `check` refuses, or '' when it allows."""
    try:
        check(*args, **kwargs)
    except Denied as reason:
        return reason.message
    return ""
