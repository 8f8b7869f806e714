"""`python -m tests.responses.crashing STEP USER ADDRESS`: sends a file through the page, and is killed at that step."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

PDF = b"%PDF-1.7 " + b"isi " * 100_000


def main(step: str, user: str, address: str) -> None:
    django.setup()
    from django.conf import settings
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from assessments.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(pk=user), backend=settings.AUTHENTICATION_BACKENDS[0])
    arm(step)
    fields = {"kind": "document", "title": "SK", "dated": "2026-01-31", "file": SimpleUploadedFile("sk.pdf", PDF)}
    assert client.post(address, fields).status_code == 302
    die()


def arm(step: str) -> None:
    """Kills the process just before or after the named piece of the work; 'after all': once the page has answered."""
    from assessments.common.files import storing, uploading
    from assessments.responses.services import evidence, files

    places: dict[str, tuple[Any, str, bool]] = {
        "while it streams": (uploading.StreamingHandler, "receive_data_chunk", True),
        "once it has streamed": (uploading.StreamingHandler, "file_complete", True),
        "before its bytes are flushed": (storing, "flush_to_disk", False),
        "before it is renamed": (storing, "flush_to_disk", True),
        "before its folder is flushed": (storing, "flush_folder", False),
        "before its row": (files, "add_row", False),
        "before the evidence's row": (evidence, "_row_of", True),
    }
    if step in places:
        owner, name, after = places[step]
        setattr(owner, name, deadly(getattr(owner, name), after))
    elif step == "before the commit":
        evidence.Evidence.objects.create = deadly(evidence.Evidence.objects.create, True)  # type: ignore[method-assign]


def deadly(work: Callable[..., Any], after: bool) -> Callable[..., Any]:
    def killed(*args: Any, **kwargs: Any) -> Any:
        if after:
            work(*args, **kwargs)
        die()

    return killed


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
