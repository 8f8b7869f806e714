"""Reading a band from a number, and the one place where numbers are rounded."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil

from assessments.scoring.types import Cap, HeldRule, Instrument

Scores = Mapping[str, Fraction | None]


def round_half_up(value: Fraction, places: int = 2) -> Decimal:
    """The number as it is shown: halves go up, towards +infinity. Values of this system are never negative but gaps."""
    halves = 2 * value.numerator * 10**places + value.denominator
    units = halves // (2 * value.denominator)
    return Decimal(units).scaleb(-places)


def read(instrument: Instrument, value: Fraction) -> Fraction:
    """The reading that bands are looked up by: exact, or as shown, whichever the instrument says."""
    return value if instrument.band_on == "exact" else Fraction(round_half_up(value))


def least_read_as(instrument: Instrument, bound: Fraction) -> Fraction:
    """The lowest exact value whose reading is not below `bound`."""
    if instrument.band_on == "exact":
        return bound
    return Fraction(ceil(bound * 100), 100) - Fraction(1, 200)


def band_of(instrument: Instrument, value: Fraction | None) -> str | None:
    if value is None:
        return None
    found = [band.code for band in instrument.bands if band.lower <= read(instrument, value)]
    return found[-1] if found else None


def rank(instrument: Instrument, code: str) -> int:
    return [band.code for band in instrument.bands].index(code)


def below(instrument: Instrument, cap: Cap, scores: Scores) -> tuple[str, ...]:
    """The cap's nodes whose score lies below its threshold."""
    values = {code: scores.get(code) for code in cap.nodes}
    return tuple(code for code, value in values.items() if value is not None and read(instrument, value) < cap.below)


def capped(instrument: Instrument, band: str | None, scores: Scores) -> str | None:
    """The band that the whole ends in once every cap whose condition holds has spoken."""
    if band is None:
        return None
    limits = [cap.at_most for cap in instrument.caps if below(instrument, cap, scores)]
    return min([band, *limits], key=lambda code: rank(instrument, code))


def held_rules(instrument: Instrument, band: str | None, scores: Scores, best: Scores) -> tuple[HeldRule, ...]:
    """The caps that hold now. `best` are the scores when everything missing turns out best."""
    if band is None:
        return ()
    return tuple(
        HeldRule(
            code=cap.code,
            nodes=causes,
            below=cap.below,
            at_most=cap.at_most,
            stays=below(instrument, cap, best),
            changed=rank(instrument, band) > rank(instrument, cap.at_most),
        )
        for cap in instrument.caps
        if (causes := below(instrument, cap, scores))
    )
