"""Where a number comes from: page, files and command say the same, and to nobody more than the result's page does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessments.questionnaires.levels_csv import read_levels, write_levels
from assessments.questionnaires.package import parse
from assessments.responses.enums import Status
from assessments.responses.models import Assessment
from assessments.results.shapes import Basis
from assessments.results.templatetags.results import exact, fraction
from assessments.results.trace import Side, scored
from assessments.reviews.services import moves
from assessments.scoring.types import Answer, Missing
from tests.factories import World, package, save
from tests.results.small import DOCUMENT, adjusted, answer, facts, levels
from tests.results.test_page import adjusted_final, release

CODES = list(package().indicators)
LEVELS = st.integers(1, 5).map(Fraction) | st.sampled_from(list(Missing))
SignIn = Callable[..., Client]


def get(client: Client, name: str, assessment: Assessment, *args: str, side: str = "", language: str = "en") -> str:
    client.cookies["readiness-language"] = language
    answer = client.get(reverse(f"results:{name}", args=[assessment.pk, *args]), {"side": side} if side else {})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def mixed(world: World, status: Status = Status.DRAFT) -> Assessment:
    """A draft with unequal levels, an answer that is not known, and nothing elsewhere."""
    assessment = world.at(status)
    given = {"RE1": "2", "RE2": "5", "RE3": "not_known", "FI1": "3", "BE1": "4", "HR2": "1"}
    for response in assessment.responses.select_related("indicator").filter(indicator__code__in=given):
        save(response, world.staff, answer=given[response.indicator.code])
    return assessment


def printed(folder: Path, table: str, *words: str) -> dict[str, Any]:
    """What the two commands on the page print."""
    instrument, file = folder / "instrument.yaml", folder / "levels.csv"
    output = StringIO()
    if not instrument.exists():
        exported = StringIO()
        call_command("instrument", "export", "egov-readiness", package().version, stdout=exported)
        instrument.write_text(exported.getvalue())
    file.write_text(table)
    call_command("score", *words, str(instrument), str(file), stdout=output)
    return json.loads(output.getvalue())


@pytest.mark.parametrize(("make", "language"), [(mixed, "id"), (adjusted_final, "en")])
def test_page_file_and_command_agree_to_the_last_digit(
    world: World, sign_in: SignIn, tmp_path: Path, make: Callable[[World], Assessment], language: str
) -> None:
    assessment = make(world)
    client = sign_in(world.staff if make is mixed else world.administrator)
    document = json.loads(get(client, "trace_data", assessment))
    assert set(document["readings"]) == ({"self"} if make is mixed else {"self", "verified"})
    for side, reading in document["readings"].items():
        record = printed(tmp_path, get(client, "levels", assessment, side=side))
        assert reading["record"] == record
        assert on_page(get(client, "trace", assessment, side=side, language=language)) == record["index"]
        for code in ("D", "K", "N", "RE", "HR", "SU"):
            shown = on_page(get(client, "trace_node", assessment, code, side=side, language=language))
            assert (shown or None) == record["nodes"][code]["score"], code


def on_page(text: str) -> str:
    """The number as it is written for machines and, in the reader's format, for people."""
    found = re.search(r'<data [^>]*value="([^"]*)">([^<]*)</data>', text)
    assert found is not None
    value, shown = found.groups()
    assert shown.replace(",", ".") == (value or "–")
    return value


def test_the_parts_in_the_file_add_up(world: World, sign_in: SignIn) -> None:
    document = json.loads(get(sign_in(world.administrator), "trace_data", adjusted_final(world)))
    verified = document["readings"]["verified"]
    exact_scores = {code: node["exact"] for code, node in verified["nodes"].items()} | verified["answers"]
    for node in (verified["whole"], *verified["nodes"].values()):
        products = sum(Fraction(part["weight"]) * Fraction(exact_scores[part["code"]]) for part in node["parts"])
        weights = sum(Fraction(part["weight"]) for part in node["parts"])
        assert Fraction(node["exact"]) == products / weights
    assert document["format"] == 1
    assert document["finalisation"]["number"] == 1


def test_the_files_name_no_evaluator_and_no_notes(world: World, sign_in: SignIn) -> None:
    world.evaluator.name = "Canary Evaluator"
    world.evaluator.save()
    assessment = adjusted_final(world)
    release(world.cycle)
    client = sign_in(world.staff)
    everything = [get(client, name, assessment) for name in ("trace", "trace_data", "levels")]
    for text in everything:
        assert "Canary Evaluator" not in text
        assert "The decree lapsed." not in text


def test_before_the_release_the_agency_gets_its_own_numbers_only(world: World, sign_in: SignIn) -> None:
    assessment = adjusted_final(world)
    client = sign_in(world.staff)
    assert set(json.loads(get(client, "trace_data", assessment))["readings"]) == {"self"}
    assert "RE1,4\n" in get(client, "levels", assessment, side="verified")
    assert 'value="4.00"' in get(client, "trace_node", assessment, "RE", side="verified")
    release(world.cycle)
    assert set(json.loads(get(client, "trace_data", assessment))["readings"]) == {"self", "verified"}
    assert "RE1,1\n" in get(client, "levels", assessment)
    assert 'value="3.40"' in get(client, "trace_node", assessment, "RE")
    assert 'value="4.00"' in get(client, "trace_node", assessment, "RE", side="self")


def test_a_reopened_result_is_traced_as_it_stood(world: World, sign_in: SignIn) -> None:
    assessment = adjusted_final(world)
    release(world.cycle)
    moves.reopen(assessment_id=assessment.pk, reason="A mistake.", actor=world.administrator, now=datetime.now(UTC))
    client = sign_in(world.staff)
    assert "This result is being reviewed again." in get(client, "trace", assessment)
    assert "RE1,1\n" in get(client, "levels", assessment)


def test_strangers_and_unknown_nodes_are_missing(world: World, other: World, sign_in: SignIn) -> None:
    assessment = world.at(Status.FINAL)
    addresses = [reverse(f"results:{name}", args=[assessment.pk]) for name in ("trace", "trace_data", "levels")]
    for user in (other.staff, other.evaluator, other.administrator):
        client = sign_in(user)
        assert {client.get(address).status_code for address in addresses} == {404}
    client = sign_in(world.staff)
    for code in ("RE1", "XX"):
        assert client.get(reverse("results:trace_node", args=[assessment.pk, code])).status_code == 404


def test_every_score_of_the_result_leads_to_its_sum(world: World, sign_in: SignIn) -> None:
    assessment = adjusted_final(world)
    text = get(sign_in(world.administrator), "result", assessment)
    for address in (
        "trace/",
        *(f"trace/{node}/" for node in ("D", "K", "N", "RE", "LC", "SU", "FI", "IN", "HR", "BE")),
    ):
        for query in ("", "?side=self"):
            assert f'href="/results/{assessment.pk}/{address}{query}"' in text, address + query


def test_the_pages_read_within_their_budget(world: World, sign_in: SignIn, reads_only: Callable[[int], Any]) -> None:
    assessment = world.at(Status.FINAL)
    client = sign_in(world.evaluator)
    for name, args in (("trace", []), ("trace_node", ["RE"]), ("trace_data", []), ("levels", [])):
        address = reverse(f"results:{name}", args=[assessment.pk, *args])
        client.get(address)
        with reads_only(12):
            assert client.get(address).status_code == 200


@given(st.fixed_dictionaries(dict.fromkeys(CODES, LEVELS)))
def test_a_table_is_read_back_as_it_was_written(answers: dict[str, Answer]) -> None:
    assert read_levels(package(), write_levels(package(), answers).encode()) == {None: answers}


def test_a_level_between_two_is_written_as_a_decimal() -> None:
    fine = parse({**DOCUMENT, "scale": {**DOCUMENT["scale"], "step": "0.01"}})
    table = write_levels(fine, {"A1": Fraction("3.25"), "A2": Fraction("4.5"), "B1": Fraction(5)})
    assert table.splitlines()[1:4] == ["A1,3.25", "A2,4.5", "B1,5"]


def traced(*answers: dict[str, Any], side: Side = Side.VERIFIED, **document: Any) -> Any:
    found = parse({**DOCUMENT, **document})
    return scored(facts(*answers), found, basis=Basis.FINAL, side=side)


def test_the_whole_names_the_rule_and_both_bands() -> None:
    """D 5, K ((1+2)/2 + 5)/2 = 3.25, N 5: index 4.25."""
    trace = traced(*levels(A1="5", A2="5", B1="1", B2="2", C1="5", E1="5")).trace()
    with translation.override("en"):
        assert (str(trace.band.name), str(trace.band.lower), trace.band.upper) == ("Ready", "4.20", None)
        assert str(trace.final_band) == "Not ready enough"
    (cap,) = trace.caps
    assert [(node.code, below) for node, _score, below in cap.nodes] == [("D", False), ("K", True)]
    assert cap.holds


def test_a_node_names_the_rules_that_look_at_it_and_its_own_band() -> None:
    found = traced(*levels(A1="4", A2="4", B1="4", B2="4", C1="4", E1="3"))
    assert [len(found.trace(code).caps) for code in ("D", "N", "A")] == [1, 0, 0]
    assert not found.trace("D").caps[0].holds
    with translation.override("en"):
        assert str(found.trace("N").band.name) == "Beginning"
    assert [node.code for node in found.trace("B").above] == ["K"]


def test_both_sides_are_traced_from_their_own_levels() -> None:
    given = [*levels(A1="4", A2="4", B2="3", C1="5", E1="3"), answer("B1", "4", adjusted("2"))]
    assert traced(*given).trace("B").exact == Fraction(5, 2)
    assert traced(*given, side=Side.SELF).trace("B").exact == Fraction(7, 2)


@pytest.mark.parametrize(("rule", "score"), [("excluded", Fraction(4)), ("lowest", Fraction(5, 2))])
def test_what_is_not_known_at_the_end_counts_as_the_instrument_says(rule: str, score: Fraction, tmp_path: Path) -> None:
    found = traced(*levels(A1="4", A2="not_known", B1="4", B2="4", C1="4", E1="4"), not_known_at_final=rule)
    assert found.trace("A").exact == score
    (tmp_path / "small.json").write_text(json.dumps(dict(found.package.document())))
    (tmp_path / "levels.csv").write_text(write_levels(found.package, found.answers))
    output = StringIO()
    call_command("score", "--final", str(tmp_path / "small.json"), str(tmp_path / "levels.csv"), stdout=output)
    assert Fraction(json.loads(output.getvalue())["nodes"]["A"]["score"]) == score


def test_exact_numbers_are_shown_whole() -> None:
    with translation.override("id"):
        assert exact(Fraction("3.25")) == "3,25"
        assert exact(Fraction(23, 7)) == "23/7 (≈ 3,285714)"
        assert (fraction(Fraction(3)), fraction(Fraction(10, 3))) == ("3", "10/3")
