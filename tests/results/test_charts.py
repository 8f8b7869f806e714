from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.utils import translation

from assessments.questionnaires.package import parse
from assessments.results.charts import bars, radar, ruler
from assessments.results.charts.svg import COLOURS, shape
from assessments.results.collector import collect
from assessments.results.shapes import Basis, Result
from tests.results.small import DOCUMENT, NOW, adjusted, agreed, answer, both, facts, final, levels


@pytest.fixture(autouse=True)
def indonesian() -> Iterator[None]:
    """The language with a decimal comma: none may stand in a coordinate."""
    with translation.override("id"):
        yield


@pytest.fixture
def result() -> Result:
    rest = levels(A1="4", A2="5", B2="2", C1="3", E1="4")
    return final(*rest[:-1], answer("B1", "3", adjusted("2")), answer("E1", "not_known", agreed("not_known")))


def drawings(result: Result) -> list[str]:
    return [
        ruler.ruler(result),
        ruler.ruler(result, ruler.PAPER),
        radar.radar(result),
        radar.radar(result, radar.PAPER),
        *(bars.bar(node, result) for node in result.nodes),
        bars.ribbon([("A", "D", 1), ("B", "K", 0.5), ("E", "N", 0)]),
    ]


def test_every_drawing_is_well_formed_titled_and_bare_of_style(result: Result) -> None:
    for drawing in drawings(result):
        root = ElementTree.fromstring(drawing)
        assert root[0].tag == "title"
        assert root[0].text
        assert "style" not in {name for one in root.iter() for name in one.attrib}


def test_every_colour_class_has_its_light_colour_beside_it(result: Result) -> None:
    for drawing in drawings(result):
        for one in ElementTree.fromstring(drawing).iter():
            for name in one.attrib.get("class", "").split():
                kind, _dash, colour = name.partition("-")
                if colour in COLOURS:
                    assert one.attrib["fill" if kind == "f" else "stroke"] == COLOURS[colour]


def test_coordinates_know_the_point_alone(result: Result) -> None:
    place = re.compile(r' (?:x|y|x1|x2|y1|y2|cx|cy|r|width|height)="([^"]*)"')
    for drawing in drawings(result):
        for value in place.findall(drawing):
            assert re.fullmatch(r"-?\d+(\.\d+)?%?", value), value


def test_text_speaks_the_reader_s_numbers(result: Result) -> None:
    assert f"Pillar D.id {4.5:.2f}".replace(".50", ",50") in ruler.ruler(result)


def test_hostile_words_stay_words() -> None:
    assert "<script>" not in shape("text", "f-ink", "<script>alert(1)</script>")
    assert 'x="&quot; onload=&quot;' in shape("rect", "f-ink", x='" onload="')


def test_positions_on_the_ruler_start_at_the_scale_s_lowest(result: Result) -> None:
    """Threshold 3.40 on a scale from 1 to 5 stands at 60 %."""
    assert 'x1="60%"' in ruler.ruler(result)


def test_an_axis_without_a_score_is_left_open_not_drawn_as_zero(result: Result) -> None:
    drawn = ElementTree.fromstring(radar.radar(result))
    filled = [one for one in drawn.iter("polygon") if one.attrib["class"].startswith("f-")]
    assert filled == []
    complete = final(*levels(A1="4", A2="5", B1="2", B2="2", C1="3", E1="4"))
    drawn = ElementTree.fromstring(radar.radar(complete))
    assert len([one for one in drawn.iter("polygon") if one.attrib["class"].startswith("f-")]) == 1


def test_a_radar_needs_three_axes(result: Result) -> None:
    assert radar.radar(replace(result, pillars=result.pillars[:1])) == ""


def test_an_empty_frame_in_the_ribbon_is_work_not_done() -> None:
    drawn = ElementTree.fromstring(bars.ribbon([("A", "D", 0), ("B", "D", 2), ("C", "K", 0.25)]))
    frames = [one for one in drawn.iter("rect") if one.attrib["fill"] == "none"]
    fills = [one for one in drawn.iter("rect") if one.attrib["fill"] != "none"]
    assert len(frames) == 3
    assert [float(one.attrib["height"]) for one in fills] == [21, 5.25]


def test_the_radar_is_widened_for_names_that_would_leave_it() -> None:
    def left_and_width(name: str) -> list[float]:
        document = deepcopy(DOCUMENT)
        for node in document["nodes"]:
            for one in node["nodes"]:
                one["name"] = both(name)
        named = collect(facts(*levels(A1="4", B2="2", C1="3", E1="4")), parse(document), basis=Basis.FINAL, now=NOW)
        left, _top, width, _height = ElementTree.fromstring(radar.radar(named)).attrib["viewBox"].split()
        return [float(left), float(width)]

    assert left_and_width("Unsur") == [0, 460]
    left, width = left_and_width("Layanan Administrasi Pemerintahan Berbasis Elektronik")
    assert left < -20
    assert width == 460 - 2 * left


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("Belum cukup siap", ["Belum", "cukup siap"]),
        ("Kurang/Merintis", ["Kurang/", "Merintis"]),
        ("Poor / pioneering", ["Poor /", "pioneering"]),
        ("Ya/Tidak", ["Ya/Tidak"]),
        ("Berkelanjutan", ["Berkelanjutan"]),
        ("", [""]),
    ],
)
def test_a_band_s_name_is_broken_at_spaces_and_slashes(words: str, lines: list[str]) -> None:
    assert ruler._lines(words, 10) == lines
