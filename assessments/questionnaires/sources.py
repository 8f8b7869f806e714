"""A package's files as one nested value of JSON's kinds, which remembers the file and the line of each part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

PACKAGES = Path(__file__).parent / "packages"
MAIN_FILE = "instrument.yaml"
WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Finding(str):
    """A sentence about a thing, to mend or changed, with its place, and with its file and line where known.

    `sentence` and `values` are kept apart, so that a page can say it in its reader's language.
    """

    place = ""
    sentence = ""
    values: Mapping[str, object] = {}

    @classmethod
    def of(cls, place: str, sentence: str, values: Mapping[str, object], mark: object = None) -> Finding:
        said = f"{place}: {sentence % values}"
        finding = cls(f"{mark}: {said}" if mark else said)
        finding.place, finding.sentence, finding.values = place, sentence, values
        return finding


class PackageError(Exception):
    """`findings`: everything that is wrong."""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = list(findings)


@dataclass(frozen=True)
class Mark:
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Names(dict[str, Any]):
    """A mapping. `marks` has the mark of each name."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: dict[str, Mark] = {}


class Items(list[Any]):
    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: list[Mark] = []


def find_package(name: str) -> Path:
    """The main file of a shipped package, by its code (`spbe-2020`, or `spbe-2020@2023` for another edition), or of
    the package at a path. Raises `PackageError`."""
    code, _at, edition = name.partition("@")
    shipped = PACKAGES / code / (f"{edition}.yaml" if edition else MAIN_FILE)
    if re.fullmatch(r"[a-z0-9-]+(@[a-z0-9-]+)?", name) and shipped.is_file():
        return shipped
    given = main_file(Path(name))
    if not given.is_file():
        raise PackageError([f"There is no instrument {name!r}. Give a path, or one of {', '.join(shipped_codes())}."])
    return given


def shipped_codes() -> list[str]:
    return sorted(path.parent.name for path in PACKAGES.glob(f"*/{MAIN_FILE}"))


def main_file(path: Path) -> Path:
    return path / MAIN_FILE if path.is_dir() else path


def read_document(path: Path) -> Any:
    """The package at `path`, a folder or its main file, with every include replaced by what its file holds.

    Raises `PackageError`.
    """
    reading = _Reading(main_file(path).parent.resolve())
    document = reading.file(main_file(path).name, None)
    if reading.findings:
        raise PackageError(reading.findings)
    return document


@dataclass
class _Reading:
    folder: Path
    findings: list[str] = field(default_factory=list)
    open_files: list[str] = field(default_factory=list)

    def add(self, mark: Mark | None, sentence: str) -> None:
        self.findings.append(f"{mark}: {sentence}" if mark else sentence)

    def file(self, name: str, asked_at: Mark | None) -> Any:
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder):
            self.add(asked_at, f"include names {name!r}, which lies outside the package's folder.")
            return None
        if name in self.open_files:
            self.add(
                asked_at, f"include names {name!r}, which is being read already: files may not include each other."
            )
            return None
        node = self._node(path, name, asked_at)
        self.open_files.append(name)
        value = None if node is None else self._value(node, name, set())
        self.open_files.pop()
        return value

    def _node(self, path: Path, name: str, asked_at: Mark | None) -> yaml.Node | None:
        try:
            node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
        except OSError:
            self.add(asked_at, f"the file {name!r} cannot be read.")
            return None
        except UnicodeDecodeError:
            self.add(Mark(name, 1), "the file is not in UTF-8.")
            return None
        except yaml.YAMLError as error:
            self.add(_mark_of_error(error, name), f"this is not YAML: {getattr(error, 'problem', None) or error}.")
            return None
        if node is None:
            self.add(Mark(name, 1), "the file is empty.")
        return node

    def _value(self, node: yaml.Node, file: str, seen: set[int]) -> Any:
        mark = _mark(node, file)
        if id(node) in seen:
            self.add(mark, "an anchor is used again; write its value out.")
            return None
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._names(node, file, seen)
        if isinstance(node, yaml.SequenceNode):
            return self._items(node, file, seen)
        return _scalar(node.tag.rpartition(":")[2], node.value)

    def _names(self, node: yaml.MappingNode, file: str, seen: set[int]) -> Any:
        names = Names(_mark(node, file))
        for key, value in node.value:
            mark = _mark(key, file)
            if not isinstance(key, yaml.ScalarNode):
                self.add(mark, "a name must be one word.")
            elif key.value in names:
                self.add(mark, f"the name {key.value!r} stands twice.")
            else:
                names.marks[key.value] = mark
                names[key.value] = self._value(value, file, seen)
        if set(names) == {"include"}:
            return self.file(str(names["include"]), names.mark)
        return names

    def _items(self, node: yaml.SequenceNode, file: str, seen: set[int]) -> Items:
        items = Items(_mark(node, file))
        for child in node.value:
            items.append(self._value(child, file, seen))
            items.marks.append(_mark(child, file))
        return items


def _mark(node: yaml.Node, file: str) -> Mark:
    return Mark(file, node.start_mark.line + 1)


def _mark_of_error(error: yaml.YAMLError, file: str) -> Mark:
    mark = getattr(error, "problem_mark", None)
    return Mark(file, mark.line + 1 if mark else 1)


def _scalar(kind: str, written: str) -> Any:
    """Numbers with decimals stay as they are written, and `no`, `on` or `010` stay words."""
    if kind == "null":
        return None
    if kind == "bool" and written.lower() in ("true", "false"):
        return written.lower() == "true"
    if kind == "int" and WHOLE_NUMBER.fullmatch(written):
        return int(written)
    return written
