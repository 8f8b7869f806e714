"""Child processes that end with their parent, whatever ends it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


class StartError(Exception):
    """Something could not start; the message says what to do about it."""


@dataclass(frozen=True)
class Program:
    name: str
    command: Sequence[str]
    folder: Path
    stop_with: signal.Signals = signal.SIGTERM
    patience: float = 8.0  # seconds between the polite signal and SIGKILL
    owner: tuple[int, int] | None = None  # user and group to run as; None: our own


def start(program: Program, *, log: IO[bytes] | int, keep: Sequence[int] = ()) -> subprocess.Popen[bytes]:
    """Starts the program in a session of its own: Ctrl-C reaches us alone, and we stop our children in order."""
    user, group = program.owner or (None, None)
    return subprocess.Popen(  # noqa: S603
        list(program.command),
        cwd=program.folder,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=keep,
        user=user,
        group=group,
        extra_groups=[] if program.owner else None,
        preexec_fn=_end_with_parent(program.stop_with),
    )


def _end_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def arrange() -> None:
        prctl(PR_SET_PDEATHSIG, int(number))

    return arrange


def stop(process: subprocess.Popen[bytes], program: Program) -> None:
    ask_to_stop(process, program)
    await_end(process, program)


def ask_to_stop(process: subprocess.Popen[bytes], program: Program) -> None:
    if process.poll() is None:
        process.send_signal(program.stop_with)


def await_end(process: subprocess.Popen[bytes], program: Program) -> None:
    with suppress(subprocess.TimeoutExpired):
        process.wait(program.patience)
    kill_the_rest(process)
    process.wait()


def kill_the_rest(process: subprocess.Popen[bytes]) -> None:
    """What a child has started may outlive it, and hold its port; it is in the child's process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def wait_until(ready: Callable[[], bool], *, process: subprocess.Popen[bytes], name: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise StartError(f"{name} ended at once (status {process.returncode}).")
        if time.monotonic() > deadline:
            raise StartError(f"{name} did not answer within {seconds:.0f} seconds.")
        time.sleep(0.05)


def is_running(pid: int, *, mentions: str) -> bool:
    """Whether a process of that number lives whose command line mentions the text: numbers are used again."""
    return mentions in command_line(pid)


def command_line(pid: int) -> str:
    known = Path(f"/proc/{pid}/cmdline")
    if known.parent.parent.joinpath("self").exists():
        with suppress(OSError):
            return known.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    answer = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return answer.stdout
