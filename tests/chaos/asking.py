"""`python -m tests.chaos.asking KIND …` asks for a job of each kind as the site does, and prints their ids.

Without arguments it stages one assessment in draft, with its people signed in.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.e2e.site import ROOT, Site
from tests.e2e.staging import Staged, described, read


def ask(site: Site, *kinds: str) -> list[str]:
    return _run(site, site.env["DJANGO_SETTINGS_MODULE"], *kinds)


def stage_draft(site: Site) -> Staged:
    # The tests' settings hash passwords quickly; all else is the site's.
    return read(_run(site, "tests.settings"))


def _run(site: Site, settings: str, *arguments: str) -> Any:
    env = site.env | {"DJANGO_SETTINGS_MODULE": settings}
    command = [sys.executable, "-m", "tests.chaos.asking", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def _enqueue(kinds: list[str]) -> list[str]:
    from assessments.common.jobs.services import enqueue

    return [str(enqueue(kind=kind, payload={}).pk) for kind in kinds]


def _draft() -> dict[str, Any]:
    from assessments.responses.enums import Status
    from tests.scenes import make_scene

    return described(make_scene(Status.DRAFT))


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_enqueue(sys.argv[1:]) if sys.argv[1:] else _draft()))
