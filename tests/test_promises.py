"""docs/promises.md names proofs: they are there, and no promise is without a line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs/promises.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def test_every_promise_has_its_line_and_its_proof() -> None:
    lines = dict(re.findall(r"^\| (P\d+) \|(.*)$", TEXT, re.MULTILINE))
    assert set(lines) == {f"P{number}" for number in range(1, 22)}
    assert [promise for promise, line in lines.items() if not NAMED.search(line)] == []


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall(TEXT))))
def test_every_named_proof_is_there(file: str, name: str) -> None:
    path = ROOT / file
    assert path.exists()
    assert not name or f"def {name}(" in path.read_text()


def test_every_requirement_stands_once_in_order() -> None:
    numbers = [tuple(map(int, found)) for found in re.findall(r"^\| (\d+)\.(\d+)\.(\d+) \|", TEXT, re.MULTILINE)]
    assert len(numbers) > 100
    assert numbers == sorted(set(numbers))
