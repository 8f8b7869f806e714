"""The history as a file: the page without its limit, for a spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from django.urls import reverse

from assessments.cycles.models import CycleAdministrator
from assessments.responses.enums import Status
from tests.factories import World, save
from tests.operations.test_audit import as_administrator, exported


def test_the_export_opens_in_an_indonesian_excel_and_runs_nothing(world: World, sign_in: Any) -> None:
    assessment = world.start()
    rows = assessment.responses.select_related("indicator")
    for code, note in (("RE1", "=1+1"), ("RE2", "@SUM(A1)"), ("RE3", "+62"), ("RE4", "-2"), ("RE5", "baik; baik")):
        save(rows.get(indicator__code=code), world.staff, note=note)
    text = exported(sign_in(world.coordinator), assessment, topic="answer")
    assert text.startswith("\ufeff")
    table = list(csv.reader(StringIO(text[1:]), delimiter=";"))
    assert len(table) == 6
    assert len({len(row) for row in table}) == 1
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in table for cell in row)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\x00=", " =", "\x00"])
def test_a_cell_that_would_be_computed_is_disarmed(start: str) -> None:
    from assessments.common.tables import safe_cell

    assert safe_cell(f"{start}1+1").startswith("'")
    assert "\x00" not in safe_cell(start)
    assert safe_cell("Level 3 - ada") == "Level 3 - ada"


def test_the_export_is_the_page_without_its_limit(world: World, sign_in: Any) -> None:
    assessment = world.at(Status.FINAL)
    client = as_administrator(world, sign_in)
    count = client.get(reverse("operations:audit", args=[assessment.pk])).context["page"].paginator.count
    assert count > 100
    table = list(csv.reader(StringIO(exported(client, assessment)[1:])))
    assert len(table) == count + 1


def test_a_download_ends_with_the_right_to_it(world: World, sign_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("assessments.operations.audit.export.AT_ONCE", 5)
    assessment = world.at(Status.IN_REVIEW)
    answer = sign_in(world.administrator).get(reverse("operations:audit_export", args=[assessment.pk]))
    lines = iter(answer.streaming_content)
    for _line in range(4):
        next(lines)
    CycleAdministrator.objects.filter(user=world.administrator).delete()
    assert len(list(lines)) < 10
