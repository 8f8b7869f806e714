"""The first of a report's three steps: every query it needs, and none after."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from assessments.cycles.models import Cycle
from assessments.questionnaires.texts import NodeText
from assessments.reports.models import Report
from assessments.results.collector import collect
from assessments.results.history import Finished, finished, short_code
from assessments.results.shapes import Basis, Result
from assessments.reviews.models import Finalisation


@dataclass(frozen=True)
class ReportData:
    """Everything that stands in a report."""

    language: str
    time_zone: str
    result: Result
    weights: tuple[NodeText, ...]
    history: tuple[Finished, ...]
    number: int
    code: str
    superseded: bool
    issued_at: datetime
    not_known_at_final: str


def collect_report(report: Report, *, now: datetime) -> ReportData:
    """In the language that is active. Two queries beside the report's own row."""
    finalisation = report.finalisation
    package = finalisation.assessment.version.package
    facts = json.loads(finalisation.snapshot)
    rows = list(finalisation.assessment.finalisations.all())
    return ReportData(
        language=report.language,
        time_zone=facts["time_zone"],
        result=collect(facts, package, basis=Basis.FINAL, now=now),
        weights=package.nodes,
        history=finished(rows, package, this=finalisation),
        number=finalisation.number,
        code=short_code(finalisation.sha256),
        superseded=finalisation.pk != rows[-1].pk,
        issued_at=now,
        not_known_at_final=package.not_known_at_final,
    )


def file_name(finalisation: Finalisation, *, superseded: bool = False) -> str:
    """'Laporan-Kesiapan_DPPPA-Sumsel_Instagram_2026.pdf' in the language that is active."""
    assessment = finalisation.assessment
    year = finalisation.at.astimezone(ZoneInfo(assessment.agency.time_zone)).year
    parts: list[Any] = [_("Readiness-Report"), slug(assessment.agency.code), slug(assessment.medium.name), year]
    if superseded:
        parts.append(_("superseded"))
    return "_".join(str(part) for part in parts) + ".pdf"


def slug(words: str) -> str:
    """Letters and digits of any script with single hyphens between, at most 60."""
    return re.sub(r"[^\w]+|_+", "-", words).strip("-")[:60] or "-"


def bundle_name(cycle: Cycle, language: str) -> str:
    return "_".join([_("Readiness-Reports"), slug(cycle.name), language]) + ".zip"
