"""One run a data folder: who holds it, and the logs it keeps there."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from readiness.processes import StartError, is_running

LARGEST_LOG = 5 * 1024 * 1024
PATIENCE = 15.0


class Lock:
    """Held by the run and by each of its children, so that a new run waits for what a killed one left behind."""

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.file = (data / "running.lock").open("a+")

    def __enter__(self) -> Lock:
        deadline = time.monotonic() + PATIENCE
        while not self._taken():
            pid, address = self._holder()
            if pid and is_running(pid, mentions="readiness.supervisor"):
                raise StartError(f"It is running already: {address} (process {pid}).")
            if time.monotonic() > deadline:
                raise StartError(
                    "Parts of an earlier run have not ended. Look for them with 'ps', or start again later."
                )
            time.sleep(0.2)
        self.write("starting")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()

    def write(self, address: str) -> None:
        self.file.truncate(0)
        self.file.write(f"{os.getpid()} {address}")
        self.file.flush()

    def fileno(self) -> int:
        return self.file.fileno()

    def _taken(self) -> bool:
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _holder(self) -> tuple[int, str]:
        self.file.seek(0)
        pid, _, address = self.file.read().partition(" ")
        return int(pid or 0), address


def log_path(data: Path, name: str) -> Path:
    return data / "log" / f"{name}.log"


def open_log(data: Path, name: str) -> IO[bytes]:
    """The log to append to; a large one is set aside first, and the one set aside before is dropped."""
    path = log_path(data, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")
