"""What the texts of an indicator must give the people who answer it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from assessments.questionnaires.reading import Reader
from assessments.questionnaires.texts import MEDIUM_KINDS, IndicatorText, NodeText

if TYPE_CHECKING:
    from assessments.questionnaires.package import Package

LONGEST_SHORT = 110


def check(package: Package, nodes: list[NodeText], reader: Reader) -> None:
    _check_described(package, nodes, reader)
    for node in nodes:
        for indicator in node.indicators:
            _check_hints(indicator, reader)
            _check_shorts(indicator, reader)
            _check_levels(package, indicator, reader)


def _check_described(package: Package, nodes: list[NodeText], reader: Reader) -> None:
    """A level that an indicator takes from the scale needs a meaning or criteria there."""
    lent = {one.level_set for node in nodes for one in node.indicators if not one.own_levels}
    for name in sorted(lent):
        for level in package.level_sets[name]:
            if not level.meaning and not level.criteria:
                place = f"scale, {name or 'levels'}, level {level.value}"
                reader.add(
                    place, gettext_noop("indicators take their levels from here: give it a meaning or criteria.")
                )


def _check_hints(indicator: IndicatorText, reader: Reader) -> None:
    for kind in indicator.hints:
        if kind not in MEDIUM_KINDS:
            place = f"indicator {indicator.code}"
            reader.add(
                place,
                gettext_noop("hints has '%(kind)s'; use one of %(kinds)s."),
                f"hints, {kind}",
                kind=kind,
                kinds=", ".join(MEDIUM_KINDS),
            )


def _check_shorts(indicator: IndicatorText, reader: Reader) -> None:
    for level in indicator.levels if indicator.own_levels else ():
        for language, text in level.short.items():
            if len(text) > LONGEST_SHORT:
                place = f"indicator {indicator.code}, level {level.value}"
                reader.add(
                    place,
                    gettext_noop("short has %(length)s characters in %(language)s; %(longest)s fit."),
                    "short",
                    length=len(text),
                    language=language,
                    longest=LONGEST_SHORT,
                )


def _check_levels(package: Package, indicator: IndicatorText, reader: Reader) -> None:
    place = f"indicator {indicator.code}"
    expected = [level.value for level in package.level_sets[indicator.level_set]]
    found = [level.value for level in indicator.levels]
    if found != expected:
        reader.add(
            place,
            gettext_noop("its levels are %(found)s; the scale has %(expected)s."),
            "levels",
            found=_list(found),
            expected=_list(expected),
        )
    if package.texts == "full":
        _check_full(indicator, expected, reader)


def _check_full(indicator: IndicatorText, expected: list[Decimal], reader: Reader) -> None:
    place = f"indicator {indicator.code}"
    if not indicator.own_levels:
        reader.add(place, gettext_noop("levels is missing; a package with full texts describes each indicator's own."))
    if not indicator.evidence:
        reader.add(place, gettext_noop("evidence is missing; name at least one thing that can be shown."))
    lacking = [value for value in expected[:-1] if value not in indicator.next_steps]
    if lacking:
        reader.add(place, gettext_noop("it says no next step from %(levels)s."), "next_steps", levels=_list(lacking))


def _list(values: Sequence[object]) -> str:
    return ", ".join(str(value) for value in values) or "none"
