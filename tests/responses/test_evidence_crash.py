"""A process that is killed in the middle of an upload leaves no row without its file."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from assessments.responses.models import Evidence, StoredFile
from tests.factories import World

ROOT = Path(__file__).parent.parent.parent
BEFORE_THE_COMMIT = [
    "while it streams",
    "once it has streamed",
    "before its bytes are flushed",
    "before it is renamed",
    "before its folder is flushed",
    "before its row",
    "before the evidence's row",
    "before the commit",
]
pytestmark = pytest.mark.django_db(transaction=True)


def here() -> str:
    given = {name: quote(str(value), safe="") for name, value in connection.settings_dict.items()}
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}{port}/{given['NAME']}"


def killed_at(step: str, world: World, data: Path) -> None:
    address = reverse("responses:evidence_add", args=[world.start().pk, "RE1"])
    command = [sys.executable, "-m", "tests.responses.crashing", step, str(world.staff.pk), address]
    own = {"DATABASE_URL": here(), "READINESS_DATA": str(data), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **own}, capture_output=True, text=True)
    assert done.returncode == -9, done.stderr


def verified() -> str:
    out = StringIO()
    call_command("verify", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("step", BEFORE_THE_COMMIT)
def test_what_is_killed_before_the_commit_never_was(step: str, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    killed_at(step, World(), tmp_path)
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()
    assert verified()


def test_what_is_killed_after_the_commit_is_whole(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    killed_at("after all", World(), tmp_path)
    assert Evidence.objects.get().file == StoredFile.objects.get()
    assert verified()
    Path(settings.MEDIA_ROOT, StoredFile.objects.get().name).unlink()
    with pytest.raises(SystemExit):
        verified()
