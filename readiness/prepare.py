"""What has to be there before the site serves. `python -m readiness.prepare` may run before every start.

With the word `files` it makes only what an image can bring along: translations, style sheets, scripts
and fonts.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readiness.settings")
    django.setup()
    # First: whatever is said after it may need a translation.
    call_command("compile_translations")
    collect_static()
    if sys.argv[1:] == ["files"]:
        call_command("cut_fonts")
    else:
        prepare_data()


def prepare_data() -> None:
    say("Bringing the database up to date ...")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_instruments")
    if settings.DEMO:
        say("Entering the demonstration, unless it is there ...")
        call_command("seed_demo")
    ask_workers_for_a_beat()


def say(line: str) -> None:
    print(line, flush=True)


def collect_static() -> None:
    """Compressing takes seconds, so only when a file has changed."""
    mark = Path(settings.STATIC_ROOT, ".collected")
    state = state_of_static_files()
    if not mark.exists() or mark.read_text() != state:
        say("Collecting style sheets and scripts ...")
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(state)


def state_of_static_files() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            # By content: an image rounds the time of a file's last change.
            digest.update(f"{name}\n".encode() + Path(storage.path(name)).read_bytes())
    return digest.hexdigest()


def ask_workers_for_a_beat() -> None:
    """The schedule's first beat comes after its interval; asking now, the site knows at once whether workers live."""
    from kombu.exceptions import OperationalError

    from readiness.celery import app

    try:
        for queue in settings.QUEUES:
            app.send_task("jobs.beat", kwargs={"queue": queue}, queue=queue, expires=60)
    except (OperationalError, OSError):
        say("The broker does not answer yet: jobs wait until it does.")


if __name__ == "__main__":
    main()
