"""From facts to HTML to PDF: complete, silent, closed to everything outside."""

from __future__ import annotations

import http.server
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from pypdf import PdfReader

from assessments.reports import making, rendering, selectors
from assessments.reports.collecting import ReportData, collect_report, file_name, slug
from assessments.reports.models import Report
from assessments.responses.enums import AnswerState, Status
from assessments.results.history import Finished
from assessments.results.shapes import Result
from assessments.reviews.services import moves as review_moves
from tests.demo.test_study import SILENT
from tests.factories import World, fill, judge_all, package, submit_by
from tests.reports.test_requests import ask
from tests.results.small import NOW, adjusted, agreed, answer, final, levels, small

HOSTILE = (
    "<script>alert(1)</script><img src='{base}/a.png'><img src='file:///etc/passwd'>"
    "<link rel=attachment href='file:///etc/hostname'><a rel=attachment href='{base}/b'>x</a>"
    "<style>body{{background:url({base}/c)}}</style>"
)


@pytest.fixture
def hits() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and what was asked of it."""
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            """Silent."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


def data(result: Result, **more: Any) -> ReportData:
    values = {
        "language": "en",
        "time_zone": "Asia/Jakarta",
        "result": result,
        "weights": small().nodes,
        "history": (Finished(1, NOW, result.index, result.verdict, "AAAA-BBBB-CCCC", True, True),),
        "number": 1,
        "code": "AAAA-BBBB-CCCC",
        "superseded": False,
        "issued_at": NOW,
        "not_known_at_final": "excluded",
    }
    return ReportData(**{**values, **more})


def english(**said: Any) -> Result:
    with translation.override("en"):
        return final(*levels(A1="4", A2="5", B2="2", C1="3", E1="4"), answer("B1", "4", adjusted("1"), **said))


def html(report: ReportData) -> str:
    with translation.override(report.language):
        return rendering.to_html(report)


def text_of(pdf: bytes) -> str:
    """Its words in one line: where they break is the layout's affair."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_hostile_words_stay_words_and_reach_nothing(hits: tuple[str, list[str]]) -> None:
    base, asked = hits
    words = HOSTILE.format(base=base)
    proof = {"kind": "link", "title": words, "date": "2026-10-01", "page": words, "url": base, "text": "", "sha256": ""}
    comment = {"side": "agency", "label": None, "at": NOW.isoformat(), "text": words}
    made = html(data(english(note=words, evidence=[proof], comments=[comment])))
    assert "<script>" not in made
    assert "<link" not in made
    pdf = rendering.to_pdf(made)
    assert asked == []
    reader = PdfReader(BytesIO(pdf))
    assert not reader.attachments
    assert "root:" not in text_of(pdf)


def test_even_markup_that_asks_is_refused(hits: tuple[str, list[str]], caplog: pytest.LogCaptureFixture) -> None:
    """The fetcher is closed by itself, were a template ever to let markup through."""
    base, asked = hits
    page = "<html lang=en><title>t</title>" + HOSTILE.format(base=base)
    with caplog.at_level(logging.CRITICAL, "weasyprint"):
        pdf = rendering.to_pdf(page)
    assert asked == []
    assert not PdfReader(BytesIO(pdf)).attachments


def test_a_report_is_rendered_without_a_word_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        rendering.to_pdf(html(data(english(note="A note. " * 300))))
    assert [record.getMessage() for record in caplog.records] == []


def test_the_paper_says_what_the_result_says() -> None:
    report = data(english(note="Agency's own words."), superseded=True)
    words = text_of(rendering.to_pdf(html(report)))
    for wanted in (
        "AT: Portal",
        report.result.verdict,
        f"{report.result.index}",
        "seen otherwise",
        "Agency's own words.",
        "self 4, adjusted",
        "AAAA-BBBB-CCCC",
        "Evaluator 2",
        "Page 1 of",
        "Head",
    ):
        assert wanted in words, wanted


def test_marks_stand_on_every_page() -> None:
    result = english()
    from dataclasses import replace

    report = data(replace(result, practice=True, demonstration="fictional"), superseded=True)
    pages = PdfReader(BytesIO(rendering.to_pdf(html(report)))).pages
    first = pages[0].extract_text()
    assert "Superseded:" in first
    assert "Practice:" in first
    assert "Demonstration:" in first
    for page in list(pages)[1:]:
        assert "SUPERSEDED · PRACTICE · DEMONSTRATION" in page.extract_text()


def test_it_is_tagged_titled_and_in_its_language() -> None:
    reader = PdfReader(BytesIO(rendering.to_pdf(html(data(english())))))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Readiness report: Agency of Tests, Portal, Cycle"
    assert "pdfuaid" in reader.xmp_metadata.stream.get_data().decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_whole_report_is_small_and_its_first_page_stands_alone(world: World, language: str) -> None:
    """Also with as much on that page as there can be: bands that missing answers may change."""
    now, assessment = datetime.now(UTC), world.start()
    fill(assessment, world.staff)
    not_known = {"state": AnswerState.NOT_KNOWN, "level": None}
    assessment.responses.filter(indicator__code__in=SILENT).update(**not_known)
    submit_by(assessment, world.coordinator)
    review_moves.start_review(assessment_id=assessment.pk, actor=world.evaluator, now=now)
    judge_all(assessment, world.evaluator)
    review_moves.finalise(assessment_id=assessment.pk, actor=world.evaluator, now=now)
    report = ask(assessment.finalisations.get(), world, language)
    pdf = making.render(selectors.report_to_render(report.pk))
    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pdf) < 500_000
    assert 10 <= len(pages) <= 30
    with translation.override(language):
        assert translation.gettext("Contents") in pages[1].extract_text()
        assert translation.gettext("Result code") in pages[0].extract_text()
        provisional = translation.pgettext("verdict", "provisional")
        assert f"* {provisional}" in pages[0].extract_text()
        assert f"({provisional})" not in pages[0].extract_text(), "written out it takes a line more in each row"
    whole = text_of(pdf)
    for code in package().indicators:
        assert code in whole


def test_an_answer_longer_than_a_page_is_broken_not_lost() -> None:
    long = " ".join(f"word{number}" for number in range(1500))
    comment = {"side": "evaluator", "label": 1, "at": NOW.isoformat(), "text": long}
    pdf = rendering.to_pdf(html(data(english(note=long, comments=[comment] * 2))))
    words = text_of(pdf)
    assert words.count("word1499") == 3
    assert words.count("word700") == 3
    begun = [page for page in PdfReader(BytesIO(pdf)).pages if "element 2 of 4" in page.extract_text()]
    assert "word0 " in begun[0].extract_text(), "the long card leaves its element's first page empty"


def test_missing_answers_and_an_absent_pillar_are_told() -> None:
    with translation.override("en"):
        result = final(
            *levels(A1="4", A2="4", B1="4"),
            answer("B2", "not_known", agreed("not_known")),
            answer("C1", ""),
            stage="planned",
        )
    words = text_of(rendering.to_pdf(html(data(result))))
    assert "Readiness before launch" in words
    assert "not assessed" in words
    assert "Not known" in words
    assert "not asked at this stage" in words
    assert "2 indicators still have no level" in words


def test_pango_s_absence_is_told_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libgobject-2.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(rendering.RendererMissing, match=r"apt install libpango-1\.0-0 libpangoft2-1\.0-0"):
        rendering.to_pdf("<html>")


@pytest.mark.django_db
def test_the_name_of_the_file(world: World) -> None:
    finalisation = world.at(Status.FINAL).finalisations.get()
    world.agency.code, world.medium.name = "DPPPA-Sumsel", "Instagram"
    finalisation.assessment.agency, finalisation.assessment.medium = world.agency, world.medium
    finalisation.at = datetime(2026, 12, 31, 18, 0, tzinfo=UTC)
    with translation.override("en"):
        assert file_name(finalisation) == "Readiness-Report_DPPPA-Sumsel_Instagram_2027.pdf"
        assert file_name(finalisation, superseded=True).endswith("_2027_superseded.pdf")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Situs layanan Kota", "Situs-layanan-Kota"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\r\nb\x00", "a-b"),
        ("!", "-"),
    ],
)
def test_names_in_file_names_are_harmless(words: str, expected: str) -> None:
    assert slug(words) == expected


@pytest.mark.django_db
def test_the_collector_asks_little_whatever_the_answers(world: World, django_assert_max_num_queries: Any) -> None:
    report = ask(world.at(Status.FINAL).finalisations.get(), world)
    with django_assert_max_num_queries(3):
        collect_report(selectors.report_to_render(report.pk), now=datetime.now(UTC))
    assert Report.objects.get().requested_at < datetime.now(UTC) + timedelta(seconds=1)
