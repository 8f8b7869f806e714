"""The demonstration is entered once, beside whatever an administrator has begun, and never in production."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessments.responses.models import Assessment
from tests.factories import World, make_draft


def seeded() -> str:
    output = StringIO()
    call_command("seed_demo", stdout=output)
    return output.getvalue()


def test_it_is_entered_once_beside_a_draft_of_the_instrument(world: World, settings: Any) -> None:
    settings.DEMO = True
    make_draft(world.cycle.version, world.administrator)
    assert "in place" in seeded()
    assert {one.version for one in Assessment.objects.all()} == {world.cycle.version}
    count = Assessment.objects.count()
    assert "already" in seeded()
    assert Assessment.objects.count() == count >= 3


def test_production_refuses_it(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError):
        seeded()
