"""The shortest way to the next band, on the small instrument where a reader can check it by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from assessments.responses.enums import Status
from assessments.results.shapes import NoWay, Result, Way
from tests.factories import World
from tests.results.small import answer, final, levels

SENTENCE = "Shortest is the way with the fewest levels to rise in all; of equal ways the one with the fewest indicators"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def way(result: Result, code: str = "") -> Way:
    return next(one for one in result.ways if (one.node.code if one.node else "") == code)


def rises(found: Way) -> dict[str, tuple[str, int]]:
    return {rise.indicator.code: (str(rise.end), rise.steps) for rise in found.rises}


def test_the_whole_leaves_its_cap_on_the_cheapest_way() -> None:
    """D 5, K ((1+2)/2 + 5)/2 = 3.25, N 5. K needs 3.40: one level of B gives 3.5, and the index (15+10.5+5)/7 = 4.36,
    which reads as Ready once the cap no longer holds."""
    found = way(final(*levels(A1="5", A2="5", B1="1", B2="2", C1="5", E1="5")))
    assert (str(found.band), found.lower, found.steps) == ("Ready", Decimal("4.20"), 1)
    assert rises(found) == {"B1": ("2", 1)}
    assert found.score == Decimal("4.36")
    assert [str(text) for text in found.rises[0].texts] == ["lift B1 from 1"]


def test_a_pillar_has_a_way_of_its_own_in_its_own_words() -> None:
    """N 3 reads Beginning; 4 reads Felt. D 3 needs 3.40: one level of one of two indicators gives 3.5."""
    result = final(*levels(A1="3", A2="3", B1="5", B2="5", C1="5", E1="3"))
    assert (str(way(result, "N").band), rises(way(result, "N"))) == ("Felt", {"E1": ("4", 1)})
    assert (rises(way(result, "D")), way(result, "D").score) == ({"A1": ("4", 1)}, Decimal("3.50"))
    assert way(result, "K").why_not is NoWay.TOP


def test_every_level_on_the_way_brings_its_recommendation() -> None:
    """C counts half of K: from 1 to 4 in C, K rises from 3 to 4.5."""
    result = final(*levels(A1="5", A2="5", B1="5", B2="5", C1="1", E1="5"))
    found = way(result, "K")
    assert rises(found) == {"C1": ("2", 1)}
    lower = way(final(*levels(A1="5", A2="1", B1="5", B2="5", C1="5", E1="1")), "N")
    assert rises(lower) == {"E1": ("3", 2)}
    assert [str(text) for text in lower.rises[0].texts] == ["lift E1 from 1", "lift E1 from 2"]


def test_too_few_levels_promise_nothing() -> None:
    """A2 is half of D, so 3/14 of the weight: 79 % is left, 80 % are needed."""
    result = final(*levels(A1="3", A2="not_known", B1="3", B2="3", C1="3", E1="3"))
    assert way(result).why_not is NoWay.THIN
    assert way(result, "D").why_not is NoWay.THIN
    assert way(result, "K").why_not is None
    assert "Too few indicators have a level to promise anything: it takes 80%" in page(result)


def test_what_is_missing_is_not_raised_and_may_stand_in_the_way() -> None:
    """Only E1 has a level in N, which is all of it: with nothing else known there, D stands at its top."""
    result = final(*levels(A1="5", A2="5", B1="2", B2="5", C1="5", E1="not_known"))
    assert "What has no level yet stays as it is." in page(result)
    assert way(result, "N").why_not is NoWay.THIN
    assert "E1" not in rises(way(result))


def test_at_the_top_there_is_no_way() -> None:
    result = final(*levels(A1="5", A2="5", B1="5", B2="5", C1="5", E1="5"))
    assert {one.why_not for one in result.ways} == {NoWay.TOP}
    assert "This is the highest band already." in page(result)


def test_a_pillar_that_is_not_asked_has_no_way() -> None:
    result = final(*levels(A1="3", A2="3", B1="3", B2="3", C1="3"), stage="planned")
    assert [one.node.code for one in result.ways if one.node] == ["D", "K"]


def test_the_page_says_what_shortest_means_and_leads_to_the_recommendation() -> None:
    result = final(*levels(A1="5", A2="5", B1="1", B2="2", C1="5", E1="5"))
    text = page(result)
    assert SENTENCE in text
    assert 'href="#i-B1"' in text
    assert "one level up; the score is then 4.36" in text


def page(result: Result) -> str:
    return render_to_string("results/_ways.html", {"result": result})


def test_the_report_has_the_ways_too() -> None:
    text = render_to_string("reports/_ways.html", {"result": final(*levels(A1="3", A2="not_known"), answer("B1", "3"))})
    assert SENTENCE in text
    assert "Too few indicators have a level to promise anything" in text


def test_the_result_s_page_shows_the_ways(world: World, sign_in: Callable[..., Client]) -> None:
    assessment = world.at(Status.FINAL)
    client: Any = sign_in(world.evaluator)
    client.cookies["readiness-language"] = "en"
    text = client.get(reverse("results:result", args=[assessment.pk])).content.decode()
    assert 'id="ways"' in text
    assert "levels up; the score is then" in text
