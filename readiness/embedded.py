"""The PostgreSQL and the Valkey that run beside the site when no server is named. Importing starts nothing.

Both listen on Unix sockets only. PostgreSQL asks the system who is calling (peer); Valkey's socket is its owner's.
"""

from __future__ import annotations

import hashlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from readiness import env
from readiness.processes import StartError

ROOT = Path(__file__).resolve().parent.parent
NAME = "readiness"  # of the role and of its database
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Place:
    """Where one pair of servers keeps its data and its sockets."""

    home: Path

    @property
    def postgres(self) -> Path:
        return self.home / "postgres"

    @property
    def valkey(self) -> Path:
        return self.home / "valkey"

    @property
    def sockets(self) -> Path:
        folder = self.home / "sockets"
        return folder if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER else Path("/tmp", key_of(self.home))  # noqa: S108

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"


def database_url(place: Place | None = None) -> str:
    host = quote(str((place or own_place()).sockets), safe="")
    return f"postgresql://{NAME}@{host}/{NAME}"


def redis_url(place: Place | None = None) -> str:
    return f"unix://{quote(str((place or own_place()).valkey_socket))}"


def own_place() -> Place:
    """The data folder, or a folder of its own under /var/lib where PostgreSQL's user cannot reach that one.

    Data that is there already decides, so that it is not left behind when a parent folder's mode changes.
    """
    near = Place(Path(env.text("READINESS_DATA", str(ROOT / "var"))).absolute())
    far = Place(Path("/var/lib", key_of(near.home)))
    for place in (near, far):
        if (place.postgres / "PG_VERSION").exists():
            return place
    return near if not as_root() or reachable(near.home.parent) else far


def key_of(folder: Path) -> str:
    return f"readiness-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"


def as_root() -> bool:
    return os.geteuid() == 0


def reachable(folder: Path) -> bool:
    """Whether a user who is neither owner nor in the group may walk to the folder."""
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents) if step.exists())


def server_owner() -> tuple[int, int] | None:
    """PostgreSQL refuses to run as root."""
    if not as_root():
        return None
    user = pwd.getpwnam(UNPRIVILEGED)
    return user.pw_uid, user.pw_gid


def make_private(folder: Path, owner: tuple[int, int] | None) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = owner or (os.geteuid(), os.getegid())
    if folder.is_symlink() or folder.stat().st_uid not in (owner[0], os.geteuid()):
        raise StartError(f"{folder} belongs to another user. Remove it, or start as that user.")
    os.chown(folder, *owner)
    folder.chmod(0o700)
