from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from assessments.questionnaires.models import Version
from tests.factories import World, make_draft


@pytest.fixture
def administrator(world: World, sign_in: Any) -> Client:
    return sign_in(world.administrator)


@pytest.fixture
def draft(world: World) -> Version:
    return make_draft(world.cycle.version, world.administrator)
