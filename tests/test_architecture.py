"""What the import linter does not see: foreign keys given as strings, unscoped reads in views, sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(__file__).parent.parent
LAYERS = (
    ("accounts",),
    ("questionnaires", "agencies"),
    ("cycles",),
    ("responses",),
    ("reviews",),
    ("results",),
    ("authoring", "dashboards", "reports", "notices"),
    ("demo", "operations"),
)
RANK = {"jobs": 0, "common": 0} | {room: rank for rank, rooms in enumerate(LAYERS, start=1) for room in rooms}
SCOPED = ("Assessment", "Response", "Evidence", "Report", "Medium")


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in RANK]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        target = field.related_model if isinstance(field, models.ForeignKey | models.ManyToManyField) else None
        if target is None or target._meta.label == settings.AUTH_USER_MODEL or target._meta.app_label not in RANK:
            continue
        assert RANK[target._meta.app_label] <= RANK[model._meta.app_label], f"{model._meta.label}.{field.name}"


def test_nobody_looks_up_a_model_by_name() -> None:
    found = [path for path in python_files("assessments") if re.search(r"\bget_model\(", path.read_text())]
    assert found == []


def test_views_read_through_the_actor() -> None:
    pattern = re.compile(rf"\b({'|'.join(SCOPED)})\.objects\.(?!visible_to|of_member|for_evaluator|run_by)")
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in python_files("assessments")
        if "views" in path.name
        for match in pattern.finditer(path.read_text())
    ]
    assert found == []


def test_nobody_overrides_save_or_listens_to_signals() -> None:
    pattern = re.compile(r"def save\(self|post_save|pre_save|@receiver")
    found = [
        str(path.relative_to(ROOT))
        for path in python_files("assessments", "readiness")
        if "forms" not in path.name and pattern.search(path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    ("folder", "limit"), [("assessments", 300), ("readiness", 300), ("bench", 300), ("tests", 1000)]
)
def test_files_stay_short(folder: str, limit: int) -> None:
    long = {str(path.relative_to(ROOT)): lines for path in python_files(folder) if (lines := _lines(path)) > limit}
    assert long == {}


def test_templates_stay_short() -> None:
    long = {path.name: lines for path in (ROOT / "templates").rglob("*.html") if (lines := _lines(path)) > 120}
    assert long == {}


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_the_decisions_are_numbered_once_and_in_order() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
