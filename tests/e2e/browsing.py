"""A signed-in person's browser without the browser, and what stands in the database meanwhile."""

from __future__ import annotations

import json
import secrets
import urllib.request
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from bench.client import Client
from tests.e2e.site import Site
from tests.e2e.staging import Staged

Answer = tuple[int, dict[str, Any]]


class Browser:
    """One page of one person, which saves as the questionnaire's script does."""

    def __init__(self, site: Site, scene: Staged, role: str) -> None:
        self.site, self.scene, self.person = site, scene, scene.people[role]
        self.client = Client(site.url)
        self.client.cookies[settings.SESSION_COOKIE_NAME] = self.person.session
        self.client.get("/")
        self.name = secrets.token_urlsafe(9)
        self.sequence = 0

    def reconnect(self) -> None:
        """The next request may meet the other of the server's processes."""
        self.client.connection.close()

    def save(self, code: str, note: str, read: Mapping[str, Any]) -> Answer:
        self.sequence += 1
        return self.send(code, note, read)

    def send(self, code: str, note: str, read: Mapping[str, Any]) -> Answer:
        """The newest save, again: what the script does when no answer came."""
        body = {
            "user": self.person.pk,
            "client": self.name,
            "sequence": self.sequence,
            "version": read["version"],
            "fields": {"note": note},
            "base": {"note": read["note"]},
        }
        path = self.scene.paths["responses:save"].replace("/RE1/", f"/{code}/")
        status, text = self.client.ask_json(path, json.dumps(body))
        return status, json.loads(text)

    def post(self, address: str, **fields: str) -> int:
        return self.client.ask_form(self.scene.paths[address], fields)[0]

    def download(self, path: str) -> bytes:
        cookie = f"{settings.SESSION_COOKIE_NAME}={self.person.session}"
        request = urllib.request.Request(f"{self.site.url}{path}", headers={"Cookie": cookie})  # noqa: S310
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            return response.read()


def standing(site: Site, scene: Staged) -> dict[str, dict[str, Any]]:
    rows = site.rows(
        "SELECT code, note, r.version FROM responses_response r JOIN questionnaires_indicator i ON i.id = indicator_id"
        " WHERE assessment_id = %s",
        scene.assessment,
    )
    return {str(code): {"note": note, "version": version} for code, note, version in rows}


def history(site: Site, scene: Staged) -> dict[str, list[str]]:
    """What each answer's history says was written, in order; a change of something else than the note repeats it."""
    found: dict[str, list[str]] = {code: [] for code in standing(site, scene)}
    for code, note in site.rows(
        "SELECT code, note FROM responses_responseevent e JOIN questionnaires_indicator i ON i.id = indicator_id"
        " WHERE assessment_id = %s ORDER BY pgh_id",
        scene.assessment,
    ):
        found[str(code)].append(str(note))
    return found
