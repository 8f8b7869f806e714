"""What a backup holds, so that a restoration can prove that it is whole.

manifest.json   written last: a folder without it is no backup
database.dump   PostgreSQL's custom format
files.sha256    one line a file, as `sha256sum --check` reads it
files/          the files under their stored names
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from assessments.operations.copies.problems import CopyError

FORMAT = 1
MANIFEST, DUMP, LIST, FILES = "manifest.json", "database.dump", "files.sha256", "files"


@dataclass(frozen=True)
class Manifest:
    """`rows`: how many each table held at the dump's moment. `migrations`: the newest of each room."""

    format: int
    made_at: str
    postgres: int
    database_sha256: str
    files: int
    files_sha256: str
    rows: dict[str, int]
    migrations: dict[str, str]

    def write(self, folder: Path) -> None:
        half = folder / f"{MANIFEST}.part"
        half.write_text(json.dumps(asdict(self), indent=2, sort_keys=True) + "\n", encoding="utf-8")
        os.replace(half, folder / MANIFEST)


def read_checked(folder: Path) -> Manifest:
    """Raises `CopyError` unless the folder is a whole backup, its files apart."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**said)
    except FileNotFoundError:
        raise CopyError(f"{folder} is no finished backup: it has no {MANIFEST}.") from None
    except (ValueError, TypeError) as error:
        raise CopyError(f"{folder / MANIFEST} cannot be read: {error}.") from error
    if manifest.format != FORMAT:
        raise CopyError(f"{folder} has format {manifest.format}; this software reads {FORMAT}.")
    for name, sha256 in ((DUMP, manifest.database_sha256), (LIST, manifest.files_sha256)):
        if not (folder / name).is_file() or file_sha256(folder / name) != sha256:
            raise CopyError(f"{folder / name} is not what the manifest says: take another backup.")
    return manifest


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def listed(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and SHA-256 of each file."""
    with (folder / LIST).open(encoding="utf-8") as lines:
        for line in lines:
            sha256, _space, path = line.rstrip("\n").partition("  ")
            yield path.removeprefix(f"{FILES}/"), sha256
