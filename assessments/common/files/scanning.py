"""Asks a ClamAV daemon, where there is one, over its own protocol: the bytes are sent, no path is."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import struct
import tempfile
import uuid
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

from assessments.common.files.storing import local_folder

QUARANTINE = "quarantine"
CHUNK = 64 * 1024
PATIENCE = 20.0  # seconds for each step
LONGEST_ANSWER = 4096

logger = logging.getLogger(__name__)


class NoAnswer(Exception):
    """The daemon is set up but does not answer, or not as it should: nothing is known about the file."""


def is_on() -> bool:
    return bool(settings.CLAMD)


def finding_in(file: IO[bytes]) -> str:
    """The name of what was found in the file, or ''. Raises `NoAnswer`."""
    try:
        with _connection(settings.CLAMD) as connection:
            answer = _ask(connection, file)
    except OSError as error:
        raise NoAnswer(str(error)) from error
    if answer.endswith("FOUND"):
        return answer.removeprefix("stream:").removesuffix("FOUND").strip() or "unnamed"
    if answer != "stream: OK":
        raise NoAnswer(answer)
    return ""


def _connection(address: str) -> socket.socket:
    """`tcp://host:port` or `unix:///path`."""
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=PATIENCE)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE)
    try:
        connection.connect(parts.path)
    except OSError:
        connection.close()
        raise
    return connection


def _ask(connection: socket.socket, file: IO[bytes]) -> str:
    file.seek(0)
    connection.sendall(b"zINSTREAM\0")
    while chunk := file.read(CHUNK):
        connection.sendall(struct.pack("!L", len(chunk)) + chunk)
    connection.sendall(struct.pack("!L", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def quarantine(file: IO[bytes], finding: str) -> Path:
    """Sets the bytes apart for whoever looks after the site. No row names them, so nothing gives them out."""
    folder = local_folder(QUARANTINE) or Path(tempfile.gettempdir(), QUARANTINE)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = folder / uuid.uuid4().hex
    file.seek(0)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        shutil.copyfileobj(file, target)
    logger.warning("infected upload set apart finding=%r place=%s", finding, place)
    return place
