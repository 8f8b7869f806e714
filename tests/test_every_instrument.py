"""Each shipped instrument carries one assessment from its start to its report: also those without texts of levels."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from pypdf import PdfReader

from assessments.questionnaires.package import named_package
from assessments.questionnaires.sources import shipped_codes
from assessments.reports import making, rendering, selectors
from assessments.reports.collecting import collect_report
from assessments.responses.enums import Status
from tests.factories import STEPS, World, fill, make_medium, submit_by
from tests.reports.test_requests import ask

SIZES = {"egov-readiness": (39, 7), "spbe-2020": (47, 8), "spbe-2018": (37, 7), "pemdi-2026": (20, 7)}


@pytest.fixture(params=shipped_codes())
def shipped(request: pytest.FixtureRequest, world: World) -> str:
    world.ask_by(named_package(request.param))
    return str(request.param)


def test_from_the_start_to_the_report(world: World, shipped: str, sign_in: Any) -> None:
    assessment = world.start()
    package = assessment.version.package
    assert (assessment.responses.count(), len(package.elements)) == SIZES[shipped]
    staff = sign_in(world.staff)
    for element in package.elements:
        shown = staff.get(f"/assessments/{assessment.pk}/elements/{element.code}/").content.decode()
        assert all(f'id="{one.code}"' in shown for one in element.indicators)
    for step in STEPS[Status.FINAL]:
        step(world, assessment)
    assessment.refresh_from_db()
    result = sign_in(world.administrator).get(f"/results/{assessment.pk}/", headers={"accept-language": "id"})
    assert "4,00" in result.content.decode() or "4.00" in result.content.decode()
    report = ask(assessment.finalisations.get(), world)
    with translation.override(report.language):
        html = rendering.to_html(collect_report(report, now=datetime.now(UTC)))
    assert all(str(node.name) in html or node.code in html for node in package.nodes)
    assert str(package.title.in_(report.language)).partition(":")[0] in html


@pytest.mark.parametrize("shipped", ["spbe-2020"], indirect=True)
def test_an_instrument_of_names_alone_leaves_no_empty_place(world: World, shipped: str, sign_in: Any) -> None:
    assessment = world.at(Status.FINAL)
    world.medium = make_medium(world.agency)
    draft = world.start()
    card = sign_in(world.staff).get(f"/assessments/{draft.pk}/elements/A1/").content.decode()
    assert "Tingkat 2 – Terkelola" in card
    assert "Biasanya:" not in card
    assert "Yang sering keliru" not in card
    page = sign_in(world.administrator).get(f"/results/{assessment.pk}/").content.decode()
    assert 'id="steps"' not in page
    assert "#steps" not in page
    with translation.override("id"):
        paper = rendering.to_html(collect_report(ask(assessment.finalisations.get(), world), now=datetime.now(UTC)))
    assert "Setiap indikator sudah di tingkat tertinggi" not in paper
    assert "5 · Optimum" in paper


@pytest.mark.parametrize("shipped", ["pemdi-2026"], indirect=True)
def test_a_band_without_a_published_name_is_called_by_its_bounds(world: World, shipped: str, sign_in: Any) -> None:
    assessment = world.start()
    fill(assessment, world.staff, "2.75")
    submit_by(assessment, world.coordinator)
    for step in STEPS[Status.FINAL][1:]:
        step(world, assessment)
    page = sign_in(world.administrator).get(f"/results/{assessment.pk}/").content.decode()
    with translation.override("id"):
        paper = rendering.to_html(collect_report(ask(assessment.finalisations.get(), world), now=datetime.now(UTC)))
    for text in (page, paper):
        assert "Indeks, 2,75, terbaca Rentang 2,50–3,50" in text or "Indeks 2,75 terbaca Rentang 2,50–3,50" in text
        assert text.count("Rentang 2,50–3,50") > len(assessment.version.package.nodes)
        assert "elum diketahui</" not in text
    assert "ke atas: namanya belum diumumkan" in paper


@pytest.mark.parametrize("shipped", ["spbe-2020"], indirect=True)
def test_twelve_nodes_still_leave_room_for_the_facts_on_the_first_page(world: World, shipped: str) -> None:
    report = ask(world.at(Status.FINAL).finalisations.get(), world, "en")
    first, second, *_rest = PdfReader(BytesIO(making.render(selectors.report_to_render(report.pk)))).pages
    assert "Result code" in first.extract_text()
    assert "Contents" in second.extract_text()
