from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.questionnaires.package import named_package
from assessments.scoring.bands import rank
from assessments.scoring.engine import WHOLE, score
from assessments.scoring.types import Answer, Cap, Indicator, Instrument, Missing, Node
from assessments.scoring.whatif import Plan, next_band
from tests.scoring.strategies import BANDS, SCALE, answers, instruments

PEOPLE = Node("P", Fraction(1), (Indicator("p1", Fraction(3)), Indicator("p2"), Indicator("p3")))
TOOLS = Node("T", Fraction(1), (Indicator("t1"), Indicator("t2")))
INSTRUMENT = Instrument("test", (PEOPLE, TOOLS), BANDS, SCALE)
TOOLS_FIRST = Cap("tools", ("T",), Fraction("3.4"), "fair")


def levels(**given: int | Missing) -> dict[str, Answer]:
    return {code: value if isinstance(value, Missing) else Fraction(value) for code, value in given.items()}


def steps(plan: Plan | None) -> dict[str, int]:
    assert plan is not None
    return {rise.code: rise.steps for rise in plan.rises}


def test_the_weightiest_indicator_is_the_cheapest() -> None:
    plan = next_band(INSTRUMENT, levels(p1=2, p2=3, p3=3, t1=2, t2=3))
    assert plan is not None
    assert (plan.band, steps(plan), plan.score) == ("fair", {"p1": 1}, Fraction("2.75"))


def test_few_indicators_are_preferred_to_many_and_the_first_to_the_last() -> None:
    plan = next_band(INSTRUMENT, levels(p1=5, p2=1, p3=1, t1=1, t2=1), "T")
    assert steps(plan) == {"t1": 4}


def test_a_cap_has_to_be_left_too() -> None:
    capped = replace(INSTRUMENT, caps=(TOOLS_FIRST,))
    given = levels(p1=5, p2=5, p3=5, t1=3, t2=3)
    assert score(capped, given).band == "fair"
    assert steps(next_band(capped, given)) == {"t1": 1}
    assert next_band(INSTRUMENT, given).band == "top"


def test_the_band_is_the_one_that_is_reached() -> None:
    """Once T leaves the cap at fair, the index, (5 + 3.5) / 2 = 4.25, reads as top."""
    capped = replace(INSTRUMENT, caps=(TOOLS_FIRST,))
    assert next_band(capped, levels(p1=5, p2=5, p3=5, t1=3, t2=3)).band == "top"


def test_the_next_band_of_a_node_knows_no_caps() -> None:
    capped = replace(INSTRUMENT, caps=(TOOLS_FIRST,))
    assert next_band(capped, levels(p1=3, p2=3, p3=3, t1=1, t2=1), "P").band == "good"


def test_what_is_missing_stays_missing() -> None:
    given = levels(p1=Missing.NOT_KNOWN, p2=2, p3=Missing.NOT_APPLICABLE, t1=2)
    assert set(steps(next_band(INSTRUMENT, given))) <= {"p2", "t1"}


def test_there_is_no_way_above_the_top_nor_without_a_score() -> None:
    assert next_band(INSTRUMENT, levels(p1=5, p2=5, p3=5, t1=5, t2=5)) is None
    assert next_band(INSTRUMENT, {}) is None
    assert next_band(INSTRUMENT, levels(p1=3), "T") is None


@pytest.mark.parametrize(("band_on", "ends"), [("exact", {"a": 2}), ("shown", {"a": 1})])
def test_the_next_band_is_read_as_the_instrument_reads_it(band_on: str, ends: dict[str, int]) -> None:
    """One step more than 2.895 gives 3.395, which reads as 3.40 only where the band is read as shown."""
    node = Node("n", Fraction(1), (Indicator("a"), Indicator("b")))
    instrument = Instrument("t", (node,), BANDS, SCALE, band_on=band_on)
    assert steps(next_band(instrument, {"a": Fraction("2.79"), "b": Fraction(3)})) == ends


@given(instruments(leaves=4), st.booleans(), st.data())
def test_no_set_of_rises_is_cheaper(instrument: Instrument, final: bool, draw: st.DataObject) -> None:
    """Also where *not known* counts lowest at the end, and so holds a place in the sum that no rise can lift."""
    codes = [indicator.code for indicator in instrument.indicators()]
    assume(len(codes) <= 5)
    instrument = replace(instrument, not_known_at_final=draw.draw(st.sampled_from(["excluded", "lowest"])))
    low = st.integers(3, 5).map(Fraction) | st.sampled_from(
        [Fraction("3.5"), Missing.NOT_KNOWN, Missing.NOT_APPLICABLE]
    )
    given = {code: draw.draw(low if len(codes) > 3 else answers) for code in codes}
    for node in (WHOLE, *(node.code for node in instrument.nodes)):
        plan = next_band(instrument, given, node, final=final)
        assert (steps(plan) if plan else None) == by_hand(instrument, given, node, final)
        if plan:
            ends = {rise.code: rise.end for rise in plan.rises}
            assert rank(instrument, plan.band) == band_at(instrument, {**given, **ends}, node, final)


def by_hand(instrument: Instrument, given: dict[str, Answer], node: str, final: bool) -> dict[str, int] | None:
    """Every set of rises tried, in the order of what it costs."""
    now = band_at(instrument, given, node, final)
    if now is None:
        return None
    known = [code for code, answer in given.items() if not isinstance(answer, Missing) and answer < SCALE.maximum]
    rooms = [range(-int(-(SCALE.maximum - given[code]) // 1) + 1) for code in known]
    for taken in sorted(product(*rooms), key=lambda one: (sum(one), sum(map(bool, one)), [-steps for steps in one])):
        raised = {code: min(given[code] + steps, SCALE.maximum) for code, steps in zip(known, taken, strict=True)}
        if band_at(instrument, {**given, **raised}, node, final) > now:
            return {code: steps for code, steps in zip(known, taken, strict=True) if steps}
    return None


def band_at(instrument: Instrument, given: dict[str, Answer], node: str, final: bool) -> int | None:
    result = score(instrument, given, final=final)
    band = result.band if node == WHOLE else result.nodes[node].band
    return None if band is None else rank(instrument, band)


@pytest.mark.parametrize("code", ["spbe-2020", "spbe-2018", "egov-readiness"])
def test_it_is_fast_for_a_whole_instrument(code: str) -> None:
    """Counted in processor time, so that a busy machine is no failure."""
    package = named_package(code)
    given = {name: Fraction(1 + place % 3) for place, name in enumerate(package.indicators)}
    began = time.process_time()
    assert next_band(package.instrument(), given) is not None
    assert time.process_time() - began < 0.2
