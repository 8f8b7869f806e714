"""Translations that their source left behind, in the browser: found, stopping the publication, and caught up."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from assessments.questionnaires.models import Version
from tests.authoring.test_pages import filled, page


def findings(draft: Version) -> list[Any]:
    return Version.objects.get(pk=draft.pk).findings


def test_a_translation_that_its_source_left_behind_stops_the_publication(draft: Version, administrator: Client) -> None:
    reworded = filled(draft, "indicator", "RE1", question_id="Pasal mana?", why_id="Baru.", why_en="New.")
    administrator.post(page(draft, "edit/indicator/RE1/"), reworded)
    assert [(one.place, one.values) for one in findings(draft)] == [
        ("indicator RE1, question", {"languages": "en", "source": "id"})
    ]
    administrator.cookies["readiness-language"] = "en"
    assert "(1 older than the source)" in administrator.get(page(draft)).content.decode()
    administrator.post(page(draft, "edit/indicator/RE1/"), filled(draft, "indicator", "RE1", question_en="Which?"))
    assert findings(draft) == []
    assert "older than the source" not in administrator.get(page(draft)).content.decode()


@pytest.mark.parametrize(
    ("kind", "code", "name", "change"),
    [
        ("indicator", "RE1", "indicator/RE1/", {"level_2_criteria_id": "Satu syarat."}),
        ("frame", "", "frame/", {"title_id": "Judul baru"}),
        ("scale", "", "scale/", {"level_1_meaning_id": "Arti baru"}),
        ("band", "ready", "band/ready/", {"overall_name_id": "Nama baru"}),
    ],
)
def test_a_translation_that_still_fits_is_said_to(
    draft: Version, administrator: Client, kind: str, code: str, name: str, change: dict[str, str]
) -> None:
    values = filled(draft, kind, code)
    for key in change:
        # One condition in each language, so that nothing is missing.
        values[key.replace("_id", "_en")] = values[key.replace("_id", "_en")].split("\r\n")[0]
    administrator.post(page(draft, f"edit/{name}"), values)
    administrator.post(page(draft, f"edit/{name}"), filled(draft, kind, code, **change))
    assert {one.values.get("source") for one in findings(draft)} == {"id"}
    seen = administrator.get(page(draft, f"edit/{name}")).context["form"].initial["seen"]
    administrator.post(page(draft, f"hold/{name}"), {"seen": "of another page"})
    assert findings(draft)
    assert administrator.post(page(draft, f"hold/{name}"), {"seen": seen})["Location"] == page(draft, f"edit/{name}")
    assert findings(draft) == []
    assert 'name="seen"' in administrator.get(page(draft, f"edit/{name}")).content.decode()
    assert f"/hold/{name}" not in administrator.get(page(draft, f"edit/{name}")).content.decode()
