"""What a result is, once collected: typed, read-only values that page, PDF and boards print and never compute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from django.utils.functional import Promise

from assessments.questionnaires.texts import LevelName, NodeText, Text
from assessments.results.marks import IndicatorResult


class Basis(Enum):
    """What the numbers rest on."""

    SELF = "self"  # the agency's own answers
    REVIEW = "review"  # the evaluators' verdicts so far
    FINAL = "final"  # frozen by a finalisation


@dataclass(frozen=True)
class Shortfall:
    """How far a node lies below the threshold of a cap that names it."""

    threshold: Decimal
    by: Decimal


@dataclass(frozen=True)
class NodeResult:
    """Scores are rounded; None where nothing counts. `low` and `high`: the worst and the best completion, which are in
    different bands where it is `provisional`."""

    text: NodeText
    depth: int
    own: Decimal | None
    counted: Decimal | None
    gap: Decimal | None
    low: Decimal | None
    high: Decimal | None
    band: Text | None
    provisional: bool
    shortfall: Shortfall | None
    answered: int
    asked: int
    nodes: tuple[NodeResult, ...]
    indicators: tuple[IndicatorResult, ...]

    @property
    def code(self) -> str:
        return self.text.code

    @property
    def name(self) -> Text:
        return self.text.name

    @property
    def hue(self) -> str:
        return self.text.hue

    def walk(self) -> Iterator[NodeResult]:
        yield self
        for node in self.nodes:
            yield from node.walk()


@dataclass(frozen=True)
class Subject:
    """Who is ready for what: texts as they stood when the facts were taken."""

    agency: str
    agency_short: str
    agency_code: str
    region: str
    medium: str
    medium_kind: str | Promise
    address: str
    purpose: str | Promise
    users: str
    unit: str
    stage: str
    cycle: str
    reference: str
    time_zone: str


@dataclass(frozen=True)
class Step:
    """What to do next: from `indicator`'s level to the one above. `lifts`: it lifts a node that caps the whole."""

    indicator: IndicatorResult
    element: NodeResult
    text: Text
    lifts: bool


@dataclass(frozen=True)
class CapResult:
    """A cap that holds: `nodes` are below its threshold, `stays` in every completion of what is missing. `causes`: the
    elements below it, lowest first. `changed`: the index alone reads higher."""

    nodes: tuple[NodeResult, ...]
    stays: tuple[NodeResult, ...]
    causes: tuple[NodeResult, ...]
    threshold: Decimal
    at_most: Text
    changed: bool


@dataclass(frozen=True)
class Outlook:
    """What the whole would be with at least `level` everywhere in `nodes`, which cap it now."""

    nodes: tuple[NodeResult, ...]
    level: Decimal
    index: Decimal
    band: Text


@dataclass(frozen=True)
class Rise:
    """An indicator to raise to `end`; `texts`: what to do for each level on the way."""

    indicator: IndicatorResult
    end: Decimal
    steps: int
    texts: tuple[Text, ...]


class NoWay(Enum):
    """Why there is no way to a next band."""

    TOP = "top"  # it is the highest
    THIN = "thin"  # too few levels to promise anything
    MISSING = "missing"  # not without the levels that are missing


@dataclass(frozen=True)
class Way:
    """The shortest way into the next band, of the whole (`node` None) or of a node. `band` begins at `lower`; `score`
    is what the rises lead to."""

    node: NodeResult | None
    why_not: NoWay | None = None
    band: Text | None = None
    lower: Decimal | None = None
    rises: tuple[Rise, ...] = ()
    score: Decimal | None = None

    @property
    def steps(self) -> int:
        return sum(rise.steps for rise in self.rises)


@dataclass(frozen=True)
class BandMark:
    """A band of the whole: its name, its lower bound, whether the verdict is in it, whether the name is published."""

    name: Text
    lower: Decimal
    is_verdict: bool
    is_named: bool


@dataclass(frozen=True)
class Course:
    """When what happened, and who stands for it."""

    started_at: datetime | None
    submitted_at: datetime | None
    finalised_at: datetime | None
    signatory_position: str
    reviewers: tuple[int, ...]


@dataclass(frozen=True)
class Ruler:
    """The instrument as a result shows it: its scale, levels, bands of the whole and thresholds of caps."""

    title: Text
    version: str
    lowest: Decimal
    highest: Decimal
    levels: tuple[LevelName, ...]
    bands: tuple[BandMark, ...]
    thresholds: tuple[Decimal, ...]


@dataclass(frozen=True)
class Coverage:
    """`share` of the weight has a level; `needed` for a verdict. The counts are of indicators, `proofs` of evidence."""

    share: Decimal
    needed: Decimal
    answered: int
    asked: int
    not_known: int
    unanswered: int
    not_applicable: int
    evidenced: int
    proofs: int

    @property
    def missing(self) -> int:
        return self.asked - self.answered


@dataclass(frozen=True)
class Result:
    """`index`, `low`, `high` are rounded. `gap` is the agency's own index less this one."""

    basis: Basis
    as_of: datetime
    subject: Subject
    practice: bool
    demonstration: str
    course: Course
    ruler: Ruler
    coverage: Coverage
    index: Decimal | None
    own_index: Decimal | None
    gap: Decimal | None
    band: Text | None
    band_by_index: Text | None
    low: Decimal | None
    high: Decimal | None
    band_low: Text | None
    band_high: Text | None
    provisional: bool
    conclusive: bool
    caps: tuple[CapResult, ...]
    pillars: tuple[NodeResult, ...]
    strengths: tuple[IndicatorResult, ...] = ()
    weaknesses: tuple[IndicatorResult, ...] = ()
    steps: tuple[Step, ...] = ()
    outlook: Outlook | None = None
    ways: tuple[Way, ...] = ()
    head: str = ""
    verdict: str = ""
    qualifier: str = ""
    reasons: tuple[str, ...] = ()
    certainty: str = ""
    outlook_sentence: str = ""

    @property
    def is_verified(self) -> bool:
        return self.basis is not Basis.SELF

    @property
    def is_planned(self) -> bool:
        return self.subject.stage == "planned"

    @property
    def unsettled(self) -> tuple[IndicatorResult, ...]:
        """Asked, and still without a level."""
        return tuple(one for one in self.indicators if one.counted.is_missing)

    @property
    def has_next_steps(self) -> bool:
        return bool(self.outlook_sentence or self.steps or self.unsettled)

    @property
    def is_at_the_top(self) -> bool:
        """No indicator has a level above its own."""
        return not self.unsettled and not any(one.above for one in self.indicators)

    @property
    def has_provisional_bands(self) -> bool:
        return any(node.band and node.provisional for node in self.nodes)

    @property
    def nodes(self) -> tuple[NodeResult, ...]:
        """All nodes, each before those below it."""
        return tuple(node for pillar in self.pillars for node in pillar.walk())

    @property
    def elements(self) -> tuple[NodeResult, ...]:
        """The nodes that hold indicators."""
        return tuple(node for node in self.nodes if node.indicators)

    @property
    def indicators(self) -> tuple[IndicatorResult, ...]:
        return tuple(one for element in self.elements for one in element.indicators)
