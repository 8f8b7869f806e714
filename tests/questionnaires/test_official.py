"""The official instruments, held against the worked examples of their regulation and against their own arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest

from assessments.questionnaires.package import Package, PackageError, named_package, walk
from assessments.questionnaires.texts import NodeText
from assessments.scoring import types as scoring
from assessments.scoring.bands import band_of
from assessments.scoring.engine import score

OFFICIAL = {"spbe-2018": 37, "spbe-2020": 47, "spbe-2020@2023": 47, "pemdi-2026": 20}
BAND_NAMES = {
    "1.00": "Kurang", "1.79": "Kurang", "1.80": "Cukup", "2.59": "Cukup", "2.60": "Baik", "3.49": "Baik",
    "3.50": "Sangat Baik", "4.19": "Sangat Baik", "4.20": "Memuaskan", "5.00": "Memuaskan",
}  # fmt: skip


def result_of(code: str, levels: Mapping[str, object]) -> scoring.Result:
    answers = {indicator: Fraction(str(level)) for indicator, level in levels.items()}
    return score(named_package(code).instrument(), answers)


def span(first: int, last: int, level: object) -> dict[str, object]:
    return {str(number): level for number in range(first, last + 1)}


def nodes_of(package: Package) -> list[NodeText]:
    return [node for top in package.nodes for node in walk(top)]


@pytest.mark.parametrize(("code", "count"), OFFICIAL.items())
def test_each_has_its_indicators(code: str, count: int) -> None:
    assert len(named_package(code).indicators) == count


@pytest.mark.parametrize("code", OFFICIAL)
def test_the_weights_inside_a_node_give_its_own_and_all_give_a_hundred(code: str) -> None:
    package = named_package(code)
    assert sum(node.weight_exact for node in package.nodes) == 100
    assert sum(indicator.weight_exact for indicator in package.indicators.values()) == 100
    for node in nodes_of(package):
        inside = [child.weight_exact for child in node.nodes] + [one.weight_exact for one in node.indicators]
        assert sum(inside) == node.weight_exact


def test_codes_are_those_of_the_tables() -> None:
    assert [node.code for node in nodes_of(named_package("spbe-2020"))] == [
        "D1", "A1", "D2", "A2", "A3", "A4", "D3", "A5", "A6", "D4", "A7", "A8",
    ]  # fmt: skip
    assert [node.code for node in nodes_of(named_package("pemdi-2026"))] == [f"A{number}" for number in range(1, 8)]
    assert list(named_package("spbe-2018").indicators)[-3:] == ["35", "35-2", "35-3"]


def test_worked_example_of_an_aspect() -> None:
    assert result_of("spbe-2020", {"11": 3, "12": 4, "13": 3, "14": 2}).nodes["A2"].shown == Decimal("3.00")


def test_worked_example_of_a_domain() -> None:
    result = result_of("spbe-2020", {**span(11, 14, 3), **span(15, 18, 4), **span(19, 20, 3)})
    assert [result.nodes[code].shown for code in ("A2", "A3", "A4", "D2")] == [
        Decimal("3.00"), Decimal("4.00"), Decimal("3.00"), Decimal("3.40"),
    ]  # fmt: skip


def test_worked_example_of_the_index() -> None:
    """No whole levels give domain 4 the example's 3.2, so the domains stand in for what they hold."""
    package = named_package("spbe-2020")
    domains = tuple(scoring.Indicator(node.code, node.weight_exact) for node in package.nodes)
    whole = scoring.Instrument(
        "example", (scoring.Node("whole", Fraction(1), domains),), (), package.instrument().scale
    )
    given = {"D1": "3.7", "D2": "3.4", "D3": "3.0", "D4": "3.2"}
    assert score(whole, {code: Fraction(value) for code, value in given.items()}).shown == Decimal("3.28")


@pytest.mark.parametrize("code", ["spbe-2018", "spbe-2020"])
@pytest.mark.parametrize(("value", "name"), BAND_NAMES.items())
def test_bands_begin_at_their_lower_bound(code: str, value: str, name: str) -> None:
    package = named_package(code)
    assert package.band_name(band_of(package.instrument(), Fraction(value)))["id"] == name


def test_the_2024_evaluation_read_the_band_before_rounding() -> None:
    """Printed 3.50, yet Baik."""
    instrument = named_package("spbe-2020").instrument()
    assert band_of(instrument, Fraction("3.4985")) == "good"


def test_the_2023_evaluation_read_the_band_as_printed() -> None:
    instrument = named_package("spbe-2020@2023").instrument()
    assert (band_of(instrument, Fraction("1.795")), band_of(instrument, Fraction("1.7949"))) == ("fair", "poor")


@pytest.mark.parametrize(
    ("services", "index"),
    [({"35": 5}, "3.50"), ({"35": 5, "35-2": 4}, "3.60"), ({"35": 5, "35-2": 4, "35-3": 3}, "3.50")],
)
def test_in_2018_one_to_three_services_share_the_weight_of_their_aspect(services: dict[str, int], index: str) -> None:
    package = named_package("spbe-2018")
    answers: dict[str, scoring.Answer] = {code: Fraction(3) for code in ("32", "33", "34")}
    excused = dict.fromkeys(("35-2", "35-3"), scoring.Missing.NOT_APPLICABLE)
    result = score(
        package.instrument(), {**answers, **excused, **{c: Fraction(level) for c, level in services.items()}}
    )
    assert result.nodes["A7"].score == Fraction(9 + sum(services.values()), 3 + len(services))
    assert result.nodes["A7"].shown == Decimal(index)


def test_a_third_is_kept_exact() -> None:
    assert named_package("spbe-2018").indicators["35"].weight_exact == Fraction(10, 3)


def test_in_2026_values_are_decimals_and_some_come_from_other_indices() -> None:
    package = named_package("pemdi-2026")
    assert package.allows_value(Decimal("3.3333333"))
    assert not package.allows_value(Decimal("5.01"))
    assert [code for code, indicator in package.indicators.items() if indicator.taken_from] == ["5", "6", "7", "18"]


def test_unconfirmed_bands_have_no_name() -> None:
    package = named_package("pemdi-2026")
    names = [package.published_band_name(band.code).get("id") for band in package.bands]
    assert names == ["Kurang/Merintis", None, None, None, "Memuaskan/Unggul"]


def test_levels_without_texts_of_their_own_are_described_by_the_scale() -> None:
    package = named_package("spbe-2020")
    process, service = package.indicators["1"], package.indicators["47"]
    assert process.level(Decimal(3)).short["en"].startswith("The way of working is laid down")
    assert service.level(Decimal(3)).short["en"].startswith("A matter can be settled")
    assert package.level_reached("3", "1").name["id"] == "Terdefinisi"
    assert package.level_reached("4", "47").name["en"] == "Collaboration"
    assert all(level.criteria for level in process.levels)


def test_a_level_that_is_only_a_number_is_not_named_twice() -> None:
    assert named_package("pemdi-2026").level_reached("2", "1").telling == {}
    assert named_package("spbe-2020").level_reached("2", "1").telling["en"] == "Managed"
    ours = named_package("egov-readiness").level_reached("2", "RE1")
    assert ours.telling == ours.name


def test_all_names_of_levels_that_are_in_use_can_be_listed() -> None:
    names = [level.name["en"] for level in named_package("spbe-2020").levels_in_use]
    assert (len(names), names[0], names[5], "Level 1" in names) == (10, "Initial", "Information", False)


def test_an_unknown_instrument_is_refused_with_the_known_ones() -> None:
    with pytest.raises(PackageError, match="egov-readiness, pemdi-2026, spbe-2018, spbe-2020"):
        named_package("spbe-2019")


def test_our_own_instrument_gives_every_text_of_every_indicator() -> None:
    package = named_package("egov-readiness")
    assert package.texts == "full"
    assert len(package.indicators) == 39
    assert all(indicator.own_levels and indicator.evidence for indicator in package.indicators.values())
