"""Instruments in the browser, without the browser: what is shown, what is saved, what is refused."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from assessments.authoring import services
from assessments.authoring.forms import PartForm
from assessments.authoring.kinds import part_of
from assessments.questionnaires.models import Indicator, Version
from tests.factories import World, make_user


def page(draft: Version, name: str = "") -> str:
    return f"/instruments/{draft.pk}/{name}"


def filled(draft: Version, kind: str, code: str = "", /, **changes: str) -> dict[str, str]:
    """What a browser sends of the form as it stands now, with some fields typed anew."""
    draft.refresh_from_db()
    part = part_of(draft.document, kind, code)
    assert part is not None
    form = PartForm(part.slots, part.item)
    assert set(changes) <= set(form.fields)
    return {name: str(form.initial[name]) for name in form.fields} | changes


def thing(draft: Version, kind: str, code: str) -> dict[str, Any]:
    draft = Version.objects.get(pk=draft.pk)
    part = part_of(draft.document, kind, code)
    assert part is not None
    return part.item


READ = (
    "",
    "edit/frame/",
    "edit/scale/",
    "edit/weights/",
    "edit/node/RE/",
    "edit/indicator/RE1/",
    "edit/band/ready/",
    "edit/cap/preconditions/",
)
READ += ("preview/RE/", "preview/BE/?kind=website", "differences/", "clone/", "publish/", "retire/", "delete/")
READ += ("add/node/", "add/indicator/RE/", "add/band/", "add/cap/", "remove/node/RE/", "place/indicator/RE1/")


@pytest.mark.parametrize("name", READ)
def test_every_page_reads_little_and_writes_nothing(
    draft: Version, administrator: Client, reads_only: Any, name: str
) -> None:
    with reads_only(12):
        answer = administrator.get(page(draft, name))
    assert answer.status_code == 200


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_list_names_each_version_with_its_state_and_use(
    world: World, draft: Version, administrator: Client, language: str
) -> None:
    administrator.cookies["readiness-language"] = language
    text = administrator.get("/instruments/").content.decode()
    assert draft.number in text
    assert str(world.cycle.version.package.title.in_(language)) in text


def test_nobody_else_sees_instruments(world: World, draft: Version, sign_in: Any) -> None:
    for person in (world.staff, world.coordinator, world.evaluator, make_user("nobody")):
        client = sign_in(person)
        assert {client.get(page(draft, name)).status_code for name in READ} == {403}
        assert client.get("/instruments/").status_code == 403


@pytest.mark.parametrize(
    ("kind", "code", "name"),
    [
        ("frame", "", "edit/frame/"),
        ("scale", "", "edit/scale/"),
        ("weights", "", "edit/weights/"),
        ("node", "RE", "edit/node/RE/"),
        ("indicator", "RE1", "edit/indicator/RE1/"),
        ("band", "ready", "edit/band/ready/"),
        ("cap", "preconditions", "edit/cap/preconditions/"),
    ],
)
def test_saving_what_stands_changes_nothing(
    draft: Version, administrator: Client, kind: str, code: str, name: str
) -> None:
    before = draft.sha256
    values = {key: value.replace("\n", "\r\n") for key, value in filled(draft, kind, code).items()}
    assert administrator.post(page(draft, name), values).status_code == 302
    draft.refresh_from_db()
    assert draft.sha256 == before


def test_an_indicator_is_reworded(draft: Version, administrator: Client) -> None:
    values = filled(
        draft,
        "indicator",
        "RE1",
        question_en="Which article?",
        evidence_id="Satu\r\nDua",
        evidence_en="One\r\nTwo",
        level_2_criteria_en="A draft can be shown.",
        may_be_not_applicable="yes",
        weight="1,5",
        website_hint_id="Lihat JDIH.",
        website_hint_en="See the database.",
    )
    assert administrator.post(page(draft, "edit/indicator/RE1/"), values).status_code == 302
    item = thing(draft, "indicator", "RE1")
    assert item["question"]["en"] == "Which article?"
    assert item["evidence"] == [{"id": "Satu", "en": "One"}, {"id": "Dua", "en": "Two"}]
    assert item["levels"][1]["criteria"][0]["en"] == "A draft can be shown."
    assert (item["weight"], item["may_be_not_applicable"]) == ("1.5", True)
    assert item["hints"]["website"] == {"id": "Lihat JDIH.", "en": "See the database."}


def test_what_is_wrong_stands_beside_what_it_concerns(draft: Version, administrator: Client) -> None:
    values = filled(draft, "indicator", "RE1", why_en="", weight="0")
    assert administrator.post(page(draft, "edit/indicator/RE1/"), values).status_code == 302
    for name in ("edit/indicator/RE1/", "", "publish/"):
        text = administrator.get(page(draft, name), headers={"accept-language": "en"}).content.decode()
        assert 'id="findings"' in text, name
    assert 'id="findings"' not in administrator.get(page(draft, "edit/indicator/RE2/")).content.decode()
    draft.refresh_from_db()
    assert [(one.place, one.values) for one in draft.findings] == [
        ("indicator RE1, why", {"languages": "en"}),
        ("indicator RE1", {"weight": "0"}),
    ]


@pytest.mark.parametrize(
    ("kind", "name", "code", "changes"),
    [
        ("indicator", "edit/indicator/RE1/", "RE1", {"weight": "ten"}),
        ("indicator", "edit/indicator/RE1/", "RE1", {"weight": ""}),
        ("indicator", "edit/indicator/RE1/", "RE1", {"applies_from": "never"}),
        ("indicator", "edit/indicator/RE1/", "RE1", {"why_id": "x" * 5000}),
        ("indicator", "edit/indicator/RE1/", "RE1", {"level_1_criteria_id": "a\nb\nc\nd"}),
        ("node", "edit/node/RE/", "RE", {"kind": "two words"}),
        ("cap", "edit/cap/preconditions/", "preconditions", {"nodes": "D, XX"}),
        ("cap", "edit/cap/preconditions/", "preconditions", {"below": "3,4,0"}),
        ("band", "edit/band/ready/", "ready", {"from": "high"}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    draft: Version, administrator: Client, kind: str, name: str, code: str, changes: dict[str, str]
) -> None:
    before = draft.sha256
    answer = administrator.post(page(draft, name), filled(draft, kind, code, **changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(changes)
    draft.refresh_from_db()
    assert draft.sha256 == before


def test_two_people_on_one_indicator_overwrite_nothing_unseen(
    draft: Version, administrator: Client, sign_in: Any
) -> None:
    mine = filled(draft, "indicator", "RE1", why_en="Mine.")
    theirs = filled(draft, "indicator", "RE1", why_en="Theirs.")
    other = sign_in(make_user("kolega", is_administrator=True))
    assert other.post(page(draft, "edit/indicator/RE1/"), theirs).status_code == 302
    answer = administrator.post(page(draft, "edit/indicator/RE1/"), mine)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Mine." in text
    assert "Theirs." in text
    assert thing(draft, "indicator", "RE1")["why"]["en"] == "Theirs."
    again = mine | {"seen": answer.context["form"].data["seen"]}
    assert administrator.post(page(draft, "edit/indicator/RE1/"), again).status_code == 302
    assert thing(draft, "indicator", "RE1")["why"]["en"] == "Mine."


def test_two_people_on_two_indicators_do_not_meet(draft: Version, administrator: Client) -> None:
    first, second = (filled(draft, "indicator", code, why_en=f"Of {code}.") for code in ("RE1", "RE2"))
    for code, values in (("RE1", first), ("RE2", second)):
        assert administrator.post(page(draft, f"edit/indicator/{code}/"), values).status_code == 302
        assert thing(draft, "indicator", code)["why"]["en"] == f"Of {code}."


def test_things_are_added_moved_and_removed(draft: Version, administrator: Client) -> None:
    indicator = {"seen": "x", "code": "RE6", "name_id": "Baru", "name_en": "New"}
    answer = administrator.post(page(draft, "add/indicator/RE/"), indicator)
    assert answer["Location"] == page(draft, "edit/indicator/RE6/")
    assert administrator.post(page(draft, "add/indicator/FI/"), indicator).status_code == 422
    administrator.post(page(draft, "move/indicator/RE6/"), {"direction": "up"})
    assert [one["code"] for one in thing(draft, "node", "RE")["indicators"]][-2:] == ["RE6", "RE5"]
    administrator.post(page(draft, "place/indicator/RE6/"), {"parent": "FI"})
    assert thing(draft, "node", "FI")["indicators"][-1]["code"] == "RE6"
    node = {"seen": "x", "code": "ZZ", "name_id": "Simpul", "name_en": "Node", "kind": "element"}
    assert administrator.post(page(draft, "add/node/D/"), node).status_code == 302
    assert administrator.post(page(draft, "place/node/D/"), {"parent": "ZZ"}).status_code == 422
    seen = filled(draft, "indicator", "RE6")["seen"]
    assert administrator.post(page(draft, "remove/indicator/RE6/"), {"seen": "old"}).status_code == 409
    assert administrator.post(page(draft, "remove/indicator/RE6/"), {"seen": seen}).status_code == 302
    assert administrator.get(page(draft, "edit/indicator/RE6/")).status_code == 404


def test_bands_and_caps_are_added_in_order(draft: Version, administrator: Client) -> None:
    values = {"seen": "x", "code": "middle", "from": "3", "overall_name_id": "Tengah", "overall_name_en": "Middle"}
    names = {f"{labels}_name_{language}": "x" for labels in ("precondition", "value") for language in ("id", "en")}
    assert administrator.post(page(draft, "add/band/"), values | names).status_code == 302
    cap = {"seen": "x", "code": "second", "nodes": "D,K", "below": "2", "at_most": "middle"}
    assert administrator.post(page(draft, "add/cap/"), cap).status_code == 302
    draft = Version.objects.get(pk=draft.pk)
    assert [band["code"] for band in draft.document["bands"]][1:3] == ["not_ready_enough", "middle"]
    assert draft.findings == []


def test_the_last_band_and_the_last_node_stay(draft: Version, administrator: Client) -> None:
    document = deepcopy(draft.document)
    document["nodes"], document["bands"], document["caps"] = document["nodes"][:1], document["bands"][:1], []
    Version.objects.filter(pk=draft.pk).update(document=document)
    for kind, code in (("node", "D"), ("band", "not_ready")):
        seen = filled(draft, kind, code)["seen"]
        assert administrator.post(page(draft, f"remove/{kind}/{code}/"), {"seen": seen}).status_code == 403
        assert thing(draft, kind, code)


def test_a_draft_is_cloned_published_once_and_retired(world: World, administrator: Client) -> None:
    source = world.cycle.version
    assert administrator.post(page(source, "clone/"), {"number": source.number}).status_code == 422
    assert administrator.post(page(source, "clone/"), {"number": "no spaces"}).status_code == 422
    answer = administrator.post(page(source, "clone/"), {"number": "2.0"})
    draft = Version.objects.get(number="2.0")
    assert answer["Location"] == page(draft)
    assert administrator.post(page(draft, "publish/"), {"seen": draft.sha256}).status_code == 422
    assert administrator.post(page(draft, "publish/"), {"seen": "old", "reason": "Baru."}).status_code == 409
    sent = {"seen": draft.sha256, "reason": "Pertanyaan diperjelas."}
    assert administrator.post(page(draft, "publish/"), sent).status_code == 302
    assert administrator.post(page(draft, "publish/"), sent).status_code == 423
    draft = Version.objects.get(number="2.0")
    assert (draft.reason, draft.published_by) == ("Pertanyaan diperjelas.", world.administrator)
    assert Indicator.objects.filter(version=draft).count() == 39
    assert administrator.post(page(draft, "delete/")).status_code == 423
    assert administrator.post(page(draft, "retire/")).status_code == 302
    assert administrator.post(page(draft, "retire/")).status_code == 423
    assert administrator.get("/cycles/new/").content.decode().count("<option") == 1


def test_publishing_is_blocked_while_anything_is_to_mend(draft: Version, administrator: Client) -> None:
    administrator.post(page(draft, "edit/indicator/RE1/"), filled(draft, "indicator", "RE1", why_en=""))
    draft.refresh_from_db()
    answer = administrator.post(page(draft, "publish/"), {"seen": draft.sha256, "reason": "Baru."})
    assert answer.status_code == 403
    assert "RE1" in answer.content.decode()
    assert Version.objects.get(pk=draft.pk).is_draft


def test_a_draft_is_deleted_and_its_history_stays(world: World, draft: Version, administrator: Client) -> None:
    assert administrator.post(page(draft, "delete/")).status_code == 302
    assert not Version.objects.filter(pk=draft.pk).exists()
    gone = Version.pgh_event_models["delete"].objects.get(pgh_obj_id=draft.pk, pgh_label="delete")
    assert gone.pgh_context.metadata["actor"] == world.administrator.pk


def test_a_draft_that_somebody_deletes_meanwhile_is_said_to_be_gone(world: World) -> None:
    with pytest.raises(services.Changed):
        services.edit(version_id=987_654, edit=dict.clear, actor=world.administrator, now=datetime.now(UTC))


def test_a_published_version_is_read_and_never_saved(world: World, administrator: Client) -> None:
    version = world.cycle.version
    answer = administrator.get(page(version, "edit/indicator/RE1/"))
    assert "disabled" in answer.content.decode()
    values = filled(version, "indicator", "RE1", why_en="Other.")
    assert administrator.post(page(version, "edit/indicator/RE1/"), values).status_code == 423
    for name in ("move/indicator/RE1/", "remove/indicator/RE1/", "place/indicator/RE1/", "add/indicator/RE/"):
        sent = {"parent": "FI", "seen": values["seen"], "code": "X1", "name_id": "x", "name_en": "x"}
        administrator.post(page(version, name), sent)
    assert Version.objects.get(pk=version.pk).sha256 == version.sha256


def test_the_preview_is_the_agencys_own_card(world: World, draft: Version, administrator: Client, sign_in: Any) -> None:
    values = filled(draft, "indicator", "RE1", question_id="Pasal mana?", question_en="Which article?")
    administrator.post(page(draft, "edit/indicator/RE1/"), values)
    shown = administrator.get(page(draft, "preview/RE/")).content.decode()
    assert "Pasal mana?" in shown or "Which article?" in shown
    assessment = world.start()
    asked = sign_in(world.staff).get(f"/assessments/{assessment.pk}/elements/RE/").content.decode()
    for marker in ('id="RE1-answer-5"', 'class="rubric mt-2"', 'id="RE2-note"'):
        assert marker in shown
        assert marker in asked
    assert administrator.get(page(draft, "preview/XX/")).status_code == 404
