"""The history as a table, written while it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.operations.audit.entries import Change, Entry

AT_ONCE = 500


def table(rows: Iterable[Entry]) -> Iterator[tuple[Any, ...]]:
    yield (
        _("When"),
        _("Who"),
        _("What"),
        _("Action"),
        _("Indicator"),
        _("Before"),
        _("After"),
        _("From where"),
        _("Request"),
    )
    for entry in rows:
        yield (
            timezone.localtime(entry.at).isoformat(timespec="seconds"),
            entry.who,
            entry.topic.label,
            entry.act,
            entry.code,
            _cell(entry.changes, "before"),
            _cell(entry.changes, "after"),
            entry.address,
            entry.request or "",
        )


def _cell(changes: Iterable[Change], side: str) -> str:
    return "\n".join(f"{change.field}: {text}" for change in changes if (text := getattr(change, side)))


def while_allowed(rows: Iterable[Any], still_allowed: Callable[[], bool]) -> Iterator[Any]:
    """Asks again after every few rows: a right that ends during a long download ends the download."""
    rows = iter(rows)
    while some := list(islice(rows, AT_ONCE)):
        if not still_allowed():
            return
        yield from some
