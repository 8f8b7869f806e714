"""What is old and finished ends when an administrator says so, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError

from assessments.responses.enums import Status
from assessments.responses.models import Destruction
from tests.factories import World
from tests.operations.damage import damage
from tests.operations.test_redaction import close, fresh, pdf, retain
from tests.operations.test_verify import on_disk, problems, with_file


def in_the_past(world: World) -> None:
    damage(
        "UPDATE cycles_cycle SET opens_at = '2020-01-01', closes_at = '2020-02-01', release_at = '2020-03-01' "
        "WHERE id = %s",
        world.cycle.pk,
    )


def test_retention_ends_what_is_old_and_finished(
    world: World, other: World, django_capture_on_commit_callbacks: Any
) -> None:
    (_old, file), (_new, young) = with_file(world, Status.FINAL), with_file(other, Status.FINAL)
    copy = close(world, file, replacement=pdf()).replacement
    in_the_past(world)
    assert retain(world, before="2020-01-15") == "0 files would be destroyed. Add --yes to destroy them.\n"
    assert retain(world, before="2021-01-01") == "2 files would be destroyed. Add --yes to destroy them.\n"
    assert on_disk(file).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert retain(world, before="2021-01-01", yes=True) == "2 files are destroyed.\n"
    assert [on_disk(each).exists() for each in (file, copy, young)] == [False, False, True]
    assert fresh(copy).redaction.ground == "retention"
    assert Destruction.objects.first().origin.metadata["actor"] == world.administrator.pk
    assert problems() == []


def test_retention_leaves_what_is_being_worked_on(world: World) -> None:
    with_file(world, Status.SUBMITTED)
    in_the_past(world)
    assert retain(world, before="2021-01-01").startswith("0 files")


def test_retention_needs_an_administrator_and_a_reason(world: World) -> None:
    _assessment, file = with_file(world, Status.FINAL)
    in_the_past(world)
    for options in ({"by": world.coordinator.email}, {"reason": " "}, {"by": "nobody@example.org"}):
        with pytest.raises(CommandError):
            retain(world, before="2021-01-01", yes=True, **options)
    assert on_disk(file).exists()
