"""The finalisations of one assessment, told apart by number and code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import pgettext

from assessments.questionnaires.package import Package
from assessments.reviews.facts import verified_score
from assessments.reviews.models import Finalisation

CODE_DIGITS = 12


@dataclass(frozen=True)
class Finished:
    """`code`: the start of the finalisation's hash, by which two papers are compared."""

    number: int
    at: datetime
    index: Decimal | None
    verdict: str
    code: str
    is_this: bool
    is_newest: bool


def finished(rows: Sequence[Finalisation], package: Package, *, this: Finalisation | None) -> tuple[Finished, ...]:
    """`rows` oldest first, `this` the one that is being read."""
    return tuple(
        Finished(
            number=row.number,
            at=row.at,
            index=row.index,
            verdict=verdict_of(row, package),
            code=short_code(row.sha256),
            is_this=this is not None and row.pk == this.pk,
            is_newest=row.pk == rows[-1].pk,
        )
        for row in rows
    )


def verdict_of(row: Finalisation, package: Package) -> str:
    result = verified_score(json.loads(row.snapshot), package)
    if not result.conclusive or result.band is None:
        return pgettext("verdict", "Cannot be concluded yet")
    return str(package.band_name(result.band))


def short_code(sha256: str) -> str:
    digits = sha256[:CODE_DIGITS].upper()
    return "-".join(digits[start : start + 4] for start in range(0, CODE_DIGITS, 4))
