"""Reports one after another in one process: what the libraries that lay out pages keep of each is little, and a worker
is replaced before it is much."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.e2e.site import ROOT
from tests.sizes import rounds

RENDERS = rounds(2, 200)
WARM_UP = 2
MOST_MEGABYTES = 20 + 0.4 * RENDERS


def test_rendering_keeps_little() -> None:
    code = f"from tests.chaos.test_memory import grown; print(grown({RENDERS}))"
    prepared = f"import django; django.setup(); {code}"
    command = [sys.executable, "-c", prepared]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout.splitlines()[-1]) < MOST_MEGABYTES


def grown(renders: int) -> float:
    """Megabytes by which this process has grown over so many reports, the first few left out."""
    from tests.reports.test_rendering import data, english, html, rendering

    page = html(data(english(note="A note. " * 300)))
    for _number in range(WARM_UP):
        rendering.to_pdf(page)
    before = resident()
    for _number in range(renders):
        assert rendering.to_pdf(page).startswith(b"%PDF-")
    return resident() - before


def resident() -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024
