"""`manage.py score` on a national round: 1,200 cases of 47 indicators, from the start of Python on."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CASES, INDICATORS = 1200, 47


def measure(folder: Path) -> dict[str, float]:
    """In seconds of processor time, which a busy machine does not lengthen as it does the clock's."""
    table = folder / "levels.csv"
    table.write_text("case,indicator,level\n" + "".join(_rows()), encoding="utf-8")
    before = _spent()
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", "score", "spbe-2020", str(table)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = _spent() - before
    if len(done.stdout.splitlines()) != CASES:
        raise RuntimeError(f"{len(done.stdout.splitlines())} of {CASES} cases were scored.")
    return {"score_national_round_seconds": round(seconds, 2)}


def _rows() -> list[str]:
    return [f"{case},{code},{(case * code) % 5 + 1}\n" for case in range(CASES) for code in range(1, INDICATORS + 1)]


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
