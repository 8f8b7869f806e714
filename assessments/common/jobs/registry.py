"""Which function does a job of which kind. Rooms register theirs in `tasks.py`; nobody imports another room's work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessments.common.jobs.services import Claim

Work = Callable[["Claim"], None]
_work: dict[str, Work] = {}


def handles(kind: str) -> Callable[[Work], Work]:
    def register(work: Work) -> Work:
        _work[kind] = work
        return work

    return register


def work_for(kind: str) -> Work:
    """Raises `KeyError` for a kind that no room has registered."""
    return _work[kind]
