"""The ribbon of seven: how much of each element is complete, drawn as bars in the instrument's order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from assessments.questionnaires.models import Version
from assessments.questionnaires.package import Package
from assessments.responses.enums import AnswerState
from assessments.responses.models import Assessment, Response

HEIGHT, WIDTH, STEP, GROUP_GAP = 30, 8, 11, 8


@dataclass(frozen=True)
class Bar:
    """`x`, `y` and `height` are whole pixels: a decimal comma would not be read in a drawing."""

    code: str
    name: object
    hue: str
    asked: int
    complete: int
    x: int

    @property
    def height(self) -> int:
        return HEIGHT * self.complete // self.asked if self.asked else 0

    @property
    def y(self) -> int:
        return HEIGHT - self.height


@dataclass(frozen=True)
class Ribbon:
    bars: tuple[Bar, ...]

    @property
    def width(self) -> int:
        return self.bars[-1].x + WIDTH if self.bars else 0

    @property
    def asked(self) -> int:
        return sum(bar.asked for bar in self.bars)

    @property
    def complete(self) -> int:
        return sum(bar.complete for bar in self.bars)


def ribbons_of(assessments: Iterable[Assessment]) -> dict[UUID, Ribbon]:
    """Two queries for any number of assessments."""
    rows = list(assessments)
    counts = _counts([row.pk for row in rows])
    packages = _packages({row.version_id for row in rows})
    return {row.pk: _ribbon(packages[row.version_id], counts[row.pk]) for row in rows}


Counts = dict[str, tuple[int, int]]


def _counts(ids: list[UUID]) -> dict[UUID, Counts]:
    done = Q(finished=True) & ~Q(state=AnswerState.UNANSWERED)
    found: dict[UUID, Counts] = defaultdict(dict)
    rows = Response.objects.filter(assessment__in=ids).values_list("assessment", "indicator__node__code")
    for assessment, node, asked, complete in rows.annotate(asked=Count("pk"), complete=Count("pk", filter=done)):
        found[assessment][node] = (asked, complete)
    return found


def _packages(ids: set[int]) -> dict[int, Package]:
    # Published packages are kept by each process, so their long documents are read once.
    return {version.pk: version.package for version in Version.objects.filter(pk__in=ids).defer("document")}


def _ribbon(package: Package, counts: Counts) -> Ribbon:
    bars: list[Bar] = []
    x, pillar = 0, None
    for node in package.elements:
        x += GROUP_GAP if pillar not in (None, node.pillar) else 0
        asked, complete = counts.get(node.code, (0, 0))
        bars.append(Bar(node.code, node.name, node.hue, asked, complete, x))
        x, pillar = x + STEP, node.pillar
    return Ribbon(tuple(bars))
