"""Which function does a job of which kind. Rooms register theirs in `tasks.py`; nobody imports another room's work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessments.common.jobs.services import Claim

Work = Callable[["Claim"], None]
_work: dict[str, Work] = {}
_waits: dict[str, Sequence[timedelta]] = {}


def handles(kind: str, *, waits: Sequence[timedelta] = ()) -> Callable[[Work], Work]:
    """`waits`: how long the job rests after its first failure, its second: where what it needs may be away for long."""

    def register(work: Work) -> Work:
        _work[kind], _waits[kind] = work, waits
        return work

    return register


def work_for(kind: str) -> Work:
    """Raises `KeyError` for a kind that no room has registered."""
    return _work[kind]


def wait_after(kind: str, failures: int) -> timedelta:
    waits = _waits.get(kind, ())
    return waits[failures - 1] if failures <= len(waits) else timedelta()
