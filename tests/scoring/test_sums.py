from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.engine import WHOLE, score
from assessments.scoring.sums import Standing, sums
from assessments.scoring.types import Answer, Indicator, Instrument, Missing, Node
from tests.scoring.strategies import BANDS, SCALE, answered

NODE = Node("N", Fraction(1), (Indicator("a", Fraction(3)), Indicator("b"), Indicator("c"), Indicator("d")))
INSTRUMENT = Instrument("test", (NODE,), BANDS, SCALE, not_known_at_final="lowest")
ANSWERS: dict[str, Answer] = {"a": Fraction(4), "b": Missing.NOT_KNOWN, "c": Missing.NOT_APPLICABLE}


@given(answered(), st.booleans(), st.sampled_from(["excluded", "lowest"]))
def test_every_sum_is_the_engine_s_score(
    drawn: tuple[Instrument, dict[str, Answer]], final: bool, not_known: str
) -> None:
    instrument, answers = replace(drawn[0], not_known_at_final=not_known), drawn[1]
    result = score(instrument, answers, final=final)
    found = sums(instrument, answers, result, final=final)
    assert found[WHOLE].score == result.index
    assert {code: found[code].score for code in result.nodes} == {
        code: node.score for code, node in result.nodes.items()
    }
    assert set(found) == {WHOLE, *result.nodes}


def test_each_part_says_how_it_stands() -> None:
    def standings(final: bool) -> list[Standing]:
        result = score(INSTRUMENT, ANSWERS, final=final)
        return [part.standing for part in sums(INSTRUMENT, ANSWERS, result, final=final)["N"].parts]

    assert standings(False) == [Standing.COUNTS, Standing.MISSING, Standing.OUT, Standing.MISSING]
    assert standings(True) == [Standing.COUNTS, Standing.LOWEST, Standing.OUT, Standing.MISSING]


def test_the_sum_shows_weights_and_products() -> None:
    found = sums(INSTRUMENT, ANSWERS, score(INSTRUMENT, ANSWERS, final=True), final=True)["N"]
    assert (found.products, found.weights, found.score) == (Fraction(13), Fraction(4), Fraction(13, 4))


def test_nodes_without_a_score_are_missing_or_out() -> None:
    empty = Node("E", Fraction(1), (Indicator("x"),))
    both = replace(INSTRUMENT, nodes=(NODE, empty))
    for answer, standing in ((Missing.UNANSWERED, Standing.MISSING), (Missing.NOT_APPLICABLE, Standing.OUT)):
        answers = {**ANSWERS, "x": answer}
        assert sums(both, answers, score(both, answers))[WHOLE].parts[1].standing is standing
