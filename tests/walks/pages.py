"""Every page with forms, as those who work with it meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.test import Client
from django.urls import reverse

from assessments.responses.enums import Status
from tests.addresses import ANONYMOUS, rows_in
from tests.scenes import Scene, make_scene
from tests.walking import Page, page_of

# Who meets forms in which status; between them they reach every page.
WALKS = (
    (Status.DRAFT, "coordinator"),
    (Status.IN_REVIEW, "evaluator"),
    (Status.RETURNED, "coordinator"),
    (Status.FINAL, "administrator"),
    (Status.DRAFT, ANONYMOUS),
)


def walks(sign_in: Callable[..., Client]) -> Iterator[tuple[Scene, str, Client]]:
    scenes: dict[Status, Scene] = {}
    for status, who in WALKS:
        scene = scenes[status] = scenes.get(status) or make_scene(status)
        yield scene, who, Client() if who == ANONYMOUS else sign_in(getattr(scene.world, who))


def pages_for(client: Client, who: str, scene: Scene) -> Iterator[tuple[str, Page]]:
    """Each page that this person may open, by its name."""
    for name, row in rows_in(scene):
        if who in row.who or row.public:
            address = reverse(name, kwargs=row.kwargs(scene))
            page = page_of(client.get(address), address)
            if page is not None:
                yield name, page
