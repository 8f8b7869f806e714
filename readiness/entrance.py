"""Where the site is reached on this machine."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

from readiness import env
from readiness.processes import StartError

HOST = "127.0.0.1"
PORT = 8000
TRIES = 20


@dataclass(frozen=True)
class Entrance:
    host: str
    port: int
    url: str


def choose_entrance() -> Entrance:
    """The port asked for, or the first free one from 8000 on. Links and checks of origin need to know it."""
    asked = env.number("READINESS_PORT", 0)
    free = [port for port in ([asked] if asked else range(PORT, PORT + TRIES)) if is_free(port)]
    if not free:
        tried = f"Port {asked} is" if asked else f"The ports {PORT} to {PORT + TRIES - 1} are"
        raise StartError(f"{tried} taken. Name a free one: READINESS_PORT=9000 make run")
    url = os.environ.setdefault("READINESS_BASE_URL", f"http://{HOST}:{free[0]}")
    return Entrance(HOST, free[0], url)


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True
