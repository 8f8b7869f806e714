"""The first of a report's three steps: every query it needs, and none after."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from assessments.questionnaires.package import Package
from assessments.questionnaires.texts import NodeText, Text
from assessments.reports.models import Report
from assessments.results.collector import collect
from assessments.results.shapes import Basis, Result
from assessments.reviews.models import Finalisation

CODE_DIGITS = 12


@dataclass(frozen=True)
class Finished:
    """One finalisation in the document's history."""

    number: int
    at: datetime
    index: Decimal | None
    band: Text | None
    code: str
    is_this: bool
    is_newest: bool


@dataclass(frozen=True)
class ReportData:
    """`code`: the start of the finalisation's hash, by which two papers are compared."""

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
    rows = list(finalisation.assessment.finalisations.defer("snapshot"))
    return ReportData(
        language=report.language,
        time_zone=facts["time_zone"],
        result=collect(facts, package, basis=Basis.FINAL, now=now),
        weights=package.nodes,
        history=tuple(_finished(row, package, this=finalisation, newest=rows[-1]) for row in rows),
        number=finalisation.number,
        code=short_code(finalisation.sha256),
        superseded=finalisation.pk != rows[-1].pk,
        issued_at=now,
        not_known_at_final=package.not_known_at_final,
    )


def _finished(row: Finalisation, package: Package, *, this: Finalisation, newest: Finalisation) -> Finished:
    return Finished(
        number=row.number,
        at=row.at,
        index=row.index,
        band=package.band_name(row.band) if row.band else None,
        code=short_code(row.sha256),
        is_this=row.pk == this.pk,
        is_newest=row.pk == newest.pk,
    )


def short_code(sha256: str) -> str:
    digits = sha256[:CODE_DIGITS].upper()
    return "-".join(digits[start : start + 4] for start in range(0, CODE_DIGITS, 4))


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
