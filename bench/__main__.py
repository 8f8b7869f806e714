"""Measures, prints, and writes `bench/results.json`. Needs DATABASE_URL and REDIS_URL: `make bench` gives them."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from bench import reports, scoring, web  # noqa: E402
from tests.e2e.site import running_site  # noqa: E402

RESULTS = Path(__file__).parent / "results.json"
GOALS = {
    "save_throughput_ratio": ("at least", 0.5),
    "element_page_time_ratio": ("at most", 2.5),
    "report_job_time_ratio": ("at most", 1.15),
    "report_ms_a_page": ("at most", 35.0),
    "score_national_round_seconds": ("at most", 5.0),
}


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder), name="readiness_bench", settings="bench.settings", processes=("web",)) as site,
    ):
        site.demonstrate()
        figures = web.measure(site) | reports.measure(site) | scoring.measure(Path(folder))
    goals = {
        name: {"goal": f"{word} {bound}", "met": met(figures[name], word, bound)}
        for name, (word, bound) in GOALS.items()
    }
    machine = {"processor": platform.processor() or platform.machine(), "python": platform.python_version()}
    text = json.dumps({"machine": machine, "figures": figures, "goals": goals}, indent=2)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    print(text)


def met(value: float, word: str, bound: float) -> bool:
    return value >= bound if word == "at least" else value <= bound


main()
