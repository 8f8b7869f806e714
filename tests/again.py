"""The cycle after: the same medium once more, by the same version of the instrument or by a new one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from assessments.cycles.models import Cycle
from assessments.questionnaires.models import Version
from assessments.questionnaires.package import parse
from assessments.questionnaires.publishing import publish_package
from assessments.responses.models import Assessment
from assessments.responses.services.moves import start_assessment
from tests.factories import NOW, World, assign, make_cycle, package


def renewed() -> Version:
    """RE1 worded anew, RE2 with another level 4, RE3 gone, RE9 new."""
    document = json.loads(json.dumps(package().document()))
    element = next(node for top in document["nodes"] for node in top["nodes"] if node["code"] == "RE")
    by_code = {one["code"]: one for one in element["indicators"]}
    by_code["RE1"]["question"] = {"id": "Pertanyaan baru?", "en": "A new question?"}
    by_code["RE2"]["levels"][3]["short"] = {"id": "Syarat lain.", "en": "Another condition."}
    element["indicators"] = [one for one in element["indicators"] if one["code"] != "RE3"]
    element["indicators"].append(by_code["RE5"] | {"code": "RE9"})
    document["version"] = "9.9"
    return publish_package(parse(document), actor=None, reason="test", now=NOW)


def following(world: World, version: Version | None = None, *, released: bool = True) -> Assessment:
    """The same medium's assessment in the cycle after."""
    now = datetime.now(UTC)
    Cycle.objects.filter(pk=world.cycle.pk).update(
        opens_at=now - timedelta(days=400),
        closes_at=now - timedelta(days=380),
        release_at=now - timedelta(days=370) if released else now + timedelta(days=1),
    )
    cycle = make_cycle(world.agency, administrator=world.administrator)
    Cycle.objects.filter(pk=cycle.pk).update(version=version or cycle.version)
    cycle.refresh_from_db()
    assign(world.evaluator, cycle, world.agency)
    return start_assessment(medium=world.medium, cycle=cycle, actor=world.staff, now=now)
