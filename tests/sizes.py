"""How large a proof is: small beside every change, full where somebody asks for it by `make chaos`."""

from __future__ import annotations

import os

FULL = os.environ.get("READINESS_CHAOS") == "full"


def rounds(quick: int, full: int) -> int:
    """How often a proof tries: `full` times under `make chaos`, else `quick`."""
    return full if FULL else quick
