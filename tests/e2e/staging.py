"""Puts assessments in every status onto a running site, with people signed in. As a module, it says where they are.

It runs in a process of its own: the tests beside a browser have neither the site's database nor its settings.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.e2e.site import ROOT, Site

if TYPE_CHECKING:
    from assessments.responses.enums import Status
    from tests.factories import World
    from tests.scenes import Scene


@dataclass(frozen=True)
class Person:
    pk: int
    email: str
    session: str


@dataclass(frozen=True)
class Staged:
    """One agency's assessment. `paths` holds the address of every page about it, by the address's name."""

    assessment: str
    people: dict[str, Person]
    paths: dict[str, str]


def stage(site: Site) -> dict[str, Staged]:
    # The tests' settings hash passwords quickly; all else is the site's.
    env = site.env | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.staging"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {name: read(found) for name, found in json.loads(done.stdout.splitlines()[-1]).items()}


def read(found: dict[str, Any]) -> Staged:
    people = {role: Person(**person) for role, person in found["people"].items()}
    return Staged(found["assessment"], people, found["paths"])


def _stage_all() -> dict[str, Any]:
    from assessments.responses.enums import Status
    from tests.e2e.staging_jobs import leave_at_work
    from tests.e2e.staging_people import give_second_factor
    from tests.scenes import make_scene

    made = {
        "draft": make_scene(Status.DRAFT),
        "sent": make_scene(Status.SUBMITTED),
        "in review": make_scene(Status.IN_REVIEW),
        "returned": make_scene(Status.RETURNED),
        "final": make_scene(Status.FINAL),
        "ready": _after(make_scene(Status.DRAFT), _fill),
        "judged": _after(make_scene(Status.IN_REVIEW), _judge, give_second_factor),
        "overdue": _after(make_scene(Status.IN_REVIEW), _ask_long_ago),
        "released": _after(make_scene(Status.FINAL), _release),
        "sending": _after(make_scene(Status.DRAFT), _fill),
        "finished": make_scene(Status.FINAL),
        "shared": make_scene(Status.DRAFT),
        "plain": make_scene(Status.DRAFT),
        "again": _again(make_scene(Status.FINAL)),
        "again, sent": _after(_again(make_scene(Status.FINAL)), _fill, _submit),
        "hostile": _after(make_scene(Status.RETURNED), _attack),
        "at work": _after(make_scene(Status.FINAL), leave_at_work),
    }
    between = {"between": _between(Status.DRAFT), "between, in review": _between(Status.IN_REVIEW)}
    return {name: described(scene) for name, scene in made.items()} | between


def _after(scene: Scene, *steps: Callable[[Scene], None]) -> Scene:
    for step in steps:
        step(scene)
    return scene


def _fill(scene: Scene) -> None:
    from tests.factories import fill

    fill(scene.assessment, scene.world.staff)


def _submit(scene: Scene) -> None:
    from tests.factories import submit_by

    submit_by(scene.assessment, scene.world.coordinator)


def _attack(scene: Scene) -> None:
    from tests.nasty import MARK, SCRIPTS
    from tests.walks.canaries import say

    say(scene.world, scene.assessment, content=SCRIPTS[1], names=f'"><b {MARK}>', note="\n".join(SCRIPTS))


def _judge(scene: Scene) -> None:
    from tests.factories import judge_all

    judge_all(scene.assessment, scene.world.evaluator)


def _ask_long_ago(scene: Scene) -> None:
    from django.utils import timezone

    from assessments.reviews.services.moves import return_to_agency

    asked = timezone.now() - timedelta(days=8)
    return_to_agency(
        assessment_id=scene.assessment.pk,
        codes=["RE1"],
        reason="Mohon dijelaskan.",
        due_at=asked + timedelta(days=5),
        actor=scene.world.evaluator,
        now=asked,
    )


def _release(scene: Scene) -> None:
    from django.utils import timezone

    now: datetime = timezone.now()
    cycle = scene.world.cycle
    cycle.opens_at, cycle.closes_at, cycle.release_at = (now - timedelta(days=days) for days in (40, 10, 1))
    cycle.save(update_fields=["opens_at", "closes_at", "release_at"])


def _again(scene: Scene) -> Scene:
    """The same medium a cycle later, by a new version of the instrument."""
    from tests.again import following, renewed

    return replace(scene, assessment=following(scene.world, renewed()))


def _between(status: Status) -> dict[str, Any]:
    """By an instrument that has values between its levels."""
    from django.urls import reverse

    from assessments.questionnaires.package import named_package
    from tests.factories import World

    world = World()
    world.ask_by(named_package("pemdi-2026"))
    assessment = world.at(status)
    places = {"responses:element": "A3", "reviews:workbench": "5"}
    return {
        "assessment": str(assessment.pk),
        "people": _signed_in(world),
        "paths": {name: reverse(name, args=[assessment.pk, code]) for name, code in places.items()},
    }


def described(scene: Scene) -> dict[str, Any]:
    from tests.e2e.staging_people import paths_of_people

    people = _signed_in(scene.world)  # before a link to choose a password is made, which signing in ends
    paths = _paths(scene) | paths_of_people(scene)
    return {"assessment": str(scene.assessment.pk), "people": people, "paths": paths}


def _signed_in(world: World) -> dict[str, Any]:
    from tests.e2e.staging_people import signed_in

    roles = ("staff", "coordinator", "evaluator", "administrator")
    return {
        **{role: signed_in(getattr(world, role)) for role in roles},
        "coordinator, later": signed_in(world.coordinator, fresh=False),
        "coordinator, idle": signed_in(world.coordinator, shared=True),
    }


def _paths(scene: Scene) -> dict[str, str]:
    from django.urls import reverse

    from tests.addresses import rows_in

    return {name: reverse(name, kwargs=row.kwargs(scene)) for name, row in rows_in(scene)}


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    print(json.dumps(_stage_all()))
