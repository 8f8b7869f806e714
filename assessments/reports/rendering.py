"""The second and third step of a report: from data to HTML, and from HTML to the bytes of a PDF."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from assessments.common.jobs.models import Reason
from assessments.reports.collecting import ReportData
from assessments.reports.fetching import OnlyFonts, nothing_but_data

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

STYLE = "css/report.css"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

logger = logging.getLogger(__name__)


class RendererMissing(RuntimeError):
    """The libraries that lay out a page are not installed on this machine."""

    reason = Reason.LIBRARIES


def to_html(data: ReportData) -> str:
    """In the language and the time zone that are active."""
    return render_to_string("reports/assessment.html", {"report": data, "result": data.result})


def to_pdf(html: str) -> bytes:
    """A tagged PDF (PDF/UA-1). Nothing is fetched but fonts: neither files nor addresses that the HTML names."""
    weasyprint = _weasyprint()
    style, fonts = _style()
    document = weasyprint.HTML(string=html, url_fetcher=nothing_but_data())
    return document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")


def _weasyprint() -> Any:
    try:
        import weasyprint  # slow, and it needs libraries that a web server may lack
    except OSError as error:
        raise RendererMissing(
            f"PDFs need Pango, which this machine lacks. On Debian: apt install {PACKAGES}"
        ) from error
    return weasyprint


@cache
def _style() -> tuple[CSS, FontConfiguration]:
    """Parsed once a process: it takes as long as several pages."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    path = finders.find(STYLE)
    if path is None:
        raise FileNotFoundError(STYLE)
    fonts = FontConfiguration()
    with open(path, encoding="utf-8") as file:
        style = weasyprint.CSS(string=file.read(), font_config=fonts, url_fetcher=OnlyFonts())
    return style, fonts
