"""Instruments and answers of every shape, small enough to think about."""

from __future__ import annotations

from fractions import Fraction
from itertools import count

from hypothesis import strategies as st

from assessments.scoring.types import Answer, Band, Cap, Indicator, Instrument, Missing, Node, Scale

SCALE = Scale(Fraction(1), Fraction(5))
BANDS = tuple(
    Band(code, Fraction(lower)) for code, lower in (("low", "1"), ("fair", "2.6"), ("good", "3.4"), ("top", "4.2"))
)
whole_levels = st.integers(1, 5).map(Fraction)
levels = whole_levels | st.decimals(1, 5, places=2).map(Fraction)
missing = st.sampled_from([Missing.UNANSWERED, Missing.NOT_KNOWN])
answers: st.SearchStrategy[Answer] = levels | missing | st.just(Missing.NOT_APPLICABLE)
weights = st.fractions(Fraction(1, 100), 100, max_denominator=100)


@st.composite
def instruments(draw: st.DrawFn, leaves: int = 8) -> Instrument:
    numbers = count(1)
    tops = draw(st.lists(st.recursive(_leaf, _branch, max_leaves=leaves), min_size=1, max_size=3))
    nodes = tuple(_built(top if isinstance(top, list) else [top], draw, numbers) for top in tops)
    caps = draw(st.lists(_caps([node.code for node in nodes]), max_size=2))
    return Instrument("test", nodes, BANDS, SCALE, tuple(caps), band_on=draw(st.sampled_from(["exact", "shown"])))


_leaf = st.just("leaf")


def _branch(children: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(children, min_size=1, max_size=3)


def _built(children: list[object], draw: st.DrawFn, numbers: count[int]) -> Node:
    inside = tuple(
        _built(child, draw, numbers) if isinstance(child, list) else Indicator(f"i{next(numbers)}", draw(weights))
        for child in children
    )
    return Node(f"n{next(numbers)}", draw(weights), inside)


def _caps(codes: list[str]) -> st.SearchStrategy[Cap]:
    return st.builds(
        Cap,
        code=st.just("cap"),
        nodes=st.lists(st.sampled_from(codes), min_size=1, max_size=2, unique=True).map(tuple),
        below=st.sampled_from([Fraction("2.6"), Fraction("3.4")]),
        at_most=st.sampled_from(["low", "fair"]),
    )


@st.composite
def answered(draw: st.DrawFn, kind: st.SearchStrategy[Answer] = answers) -> tuple[Instrument, dict[str, Answer]]:
    instrument = draw(instruments())
    return instrument, {indicator.code: draw(kind) for indicator in instrument.indicators()}
