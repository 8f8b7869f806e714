"""`python -m readiness.throwaway COMMAND…` runs a command beside a PostgreSQL and a Valkey of its own.

They are empty, and gone afterwards. A server named by DATABASE_URL or REDIS_URL is used as it is.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from readiness import servers
from readiness.embedded import Place, as_root, database_url, redis_url
from readiness.processes import Program, StartError, stop


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, _leave)
    try:
        with environment() as variables:
            return subprocess.call(command, env=variables)  # noqa: S603
    except StartError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextmanager
def environment() -> Iterator[dict[str, str]]:
    """The environment with the addresses of two servers; those not named already are started for it."""
    variables = dict(os.environ)
    if variables.get("DJANGO_SETTINGS_MODULE") == "readiness.settings":
        # Importing this package named it (readiness.celery); tests have settings of their own, the site defaults to it.
        del variables["DJANGO_SETTINGS_MODULE"]
    with ExitStack() as stack:
        place = stack.enter_context(temporary_place())
        if not variables.get("DATABASE_URL"):
            stack.enter_context(_running(servers.start_postgres, servers.postgres, place))
            variables["DATABASE_URL"] = database_url(place)
        if not variables.get("REDIS_URL"):
            stack.enter_context(_running(servers.start_valkey, servers.valkey, place))
            variables["REDIS_URL"] = redis_url(place)
        yield variables


@contextmanager
def temporary_place() -> Iterator[Place]:
    # PostgreSQL's user cannot walk into root's own temporary folder, where there is one.
    home = Path(tempfile.mkdtemp(prefix="readiness-test-", dir="/tmp" if as_root() else None))  # noqa: S108
    try:
        yield Place(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _running(
    launch: Callable[..., subprocess.Popen[bytes]], program: Callable[..., Program], place: Place
) -> Iterator[None]:
    log = place.home / f"{program.__name__}.log"
    with log.open("wb") as output:
        try:
            process = launch(place, durable=False, log=output)
        except StartError as problem:
            raise StartError(f"{problem}\n{log.read_text(errors='replace')[-2000:]}") from problem
    try:
        yield
    finally:
        stop(process, program(place, durable=False))


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]))
