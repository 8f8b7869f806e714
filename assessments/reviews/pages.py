"""What the evaluators' pages show, read in one go and shaped for the eye."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.functional import Promise

from assessments.questionnaires.package import IndicatorText, LevelText, NodeText, Package, Text
from assessments.responses.enums import Status
from assessments.responses.models import Assessment, Comment, Evidence, Response, Return, StatusChange, Submission
from assessments.responses.previous import Earlier, earlier_answer, previous_of
from assessments.reviews import selectors
from assessments.reviews.models import Outcome
from assessments.reviews.selectors import Judged, Thread

NO_MESSAGES = Thread()


@dataclass(frozen=True)
class Line:
    """One indicator with its answer, verdict and thread."""

    text: IndicatorText
    judged: Judged
    thread: Thread = NO_MESSAGES

    @property
    def code(self) -> str:
        return self.text.code


@dataclass(frozen=True)
class Group:
    """An element with its asked indicators."""

    element: NodeText
    lines: tuple[Line, ...]

    @property
    def reviewed(self) -> int:
        return sum(not line.judged.open_reason for line in self.lines)

    def holds(self, code: str) -> bool:
        return any(line.code == code for line in self.lines)


@dataclass(frozen=True)
class Sheet:
    """A whole assessment as its evaluator reads it."""

    assessment: Assessment
    submission: Submission | None
    groups: tuple[Group, ...]

    @property
    def package(self) -> Package:
        return self.assessment.version.package

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]

    @property
    def reviewed(self) -> int:
        return sum(group.reviewed for group in self.groups)

    @property
    def adjusted(self) -> int:
        return sum(line.judged.is_adjusted for line in self.lines)

    @property
    def columns(self) -> range:
        return range(1, max((len(group.lines) for group in self.groups), default=0) + 1)

    @property
    def next_to_review(self) -> Line | None:
        return next((line for line in self.lines if line.judged.needs_verdict), None)

    @property
    def current(self) -> Group | None:
        """Where the evaluator goes on: the one that lists show open."""
        line = self.next_to_review
        unfinished = (group for group in self.groups if group.reviewed < len(group.lines))
        return next((group for group in self.groups if line in group.lines), next(unfinished, None))

    def remaining(self) -> dict[str | Promise, list[Line]]:
        """What keeps it from being finalised: lines by reason."""
        found: dict[str | Promise, list[Line]] = {}
        for line in self.lines:
            if line.judged.open_reason:
                found.setdefault(line.judged.open_reason, []).append(line)
        return found

    def to_clarify(self) -> list[Line]:
        return [line for line in self.lines if line.judged.verdict and line.judged.verdict.outcome == Outcome.CLARIFY]


def read_sheet(assessment: Assessment, threads: Mapping[int, Thread] | None = None) -> Sheet:
    """Three queries."""
    submission = selectors.newest_submission(assessment)
    responses = selectors.answers_as_sent(assessment, submission)
    rows = selectors.judged(responses, selectors.current_verdicts(assessment))
    return Sheet(assessment, submission, _groups(assessment.version.package, rows, threads or {}))


def _groups(package: Package, rows: Iterable[Judged], threads: Mapping[int, Thread]) -> tuple[Group, ...]:
    asked = {row.code: row for row in rows}
    groups = []
    for element in package.elements:
        lines = tuple(
            Line(text, asked[text.code], threads.get(asked[text.code].response.pk, NO_MESSAGES))
            for text in element.indicators
            if text.code in asked
        )
        if lines:
            groups.append(Group(element, lines))
    return tuple(groups)


@dataclass(frozen=True)
class Overview:
    sheet: Sheet
    returns: list[Return]
    changes: list[StatusChange]


def read_overview(assessment: Assessment) -> Overview:
    sheet = read_sheet(assessment, selectors.threads(assessment))
    changes = list(assessment.changes.select_related("by"))
    return Overview(sheet, selectors.returns_of(assessment), changes)


@dataclass(frozen=True)
class Desk:
    """One indicator on the workbench, with the list of all beside it."""

    sheet: Sheet
    line: Line
    group: Group
    pillar: NodeText
    evidence: list[Evidence]
    comments: list[Comment]
    levels: list[LevelText] = field(default_factory=list)
    previous: Assessment | None = None
    earlier: Earlier | None = None

    @property
    def response(self) -> Response:
        return self.line.judged.response

    @property
    def level_names(self) -> dict[Decimal, Text]:
        return self.sheet.package.level_names(self.line.code)

    @property
    def neighbours(self) -> tuple[Line | None, Line | None]:
        lines = self.sheet.lines
        place = lines.index(self.line)
        return (lines[place - 1] if place else None, lines[place + 1] if place + 1 < len(lines) else None)

    @property
    def next_unreviewed(self) -> Line | None:
        lines = self.sheet.lines
        place = lines.index(self.line)
        in_turn = lines[place + 1 :] + lines[:place]
        return next((line for line in in_turn if line.judged.needs_verdict), None)


def read_desk(assessment: Assessment, code: str) -> Desk:
    """Raises `Response.DoesNotExist` where the indicator is not asked."""
    sheet = read_sheet(assessment)
    group = next((group for group in sheet.groups if group.holds(code)), None)
    if group is None:
        raise Response.DoesNotExist
    line = next(line for line in group.lines if line.code == code)
    previous = previous_of(assessment)
    return Desk(
        sheet=sheet,
        line=line,
        group=group,
        pillar=sheet.package.node(group.element.pillar),
        evidence=selectors.evidence_as_sent(line.judged.response, sheet.submission),
        comments=selectors.thread_of(line.judged.response),
        levels=_claimed_and_above(line),
        previous=previous,
        earlier=earlier_answer(assessment, previous, code) if previous else None,
    )


def _claimed_and_above(line: Line) -> list[LevelText]:
    """The rubric of the claimed level and of the one above; nothing where no level is claimed."""
    claimed = line.judged.response.level
    if claimed is None:
        return []
    reached = line.text.level(claimed)
    place = line.text.levels.index(reached)
    return list(line.text.levels[place : place + 2])


def with_age(rows: Iterable[Assessment], now: datetime) -> list[Assessment]:
    """Each of the queue's rows with the whole days since it was sent, and whether its question is overdue."""
    aged = list(rows)
    for row in aged:
        row.days = (now - row.sent_at).days  # type: ignore[attr-defined]  # annotated by queue_of
        row.overdue = row.status == Status.RETURNED and row.due_at <= now  # type: ignore[attr-defined]
    return aged


def continue_with(rows: Iterable[Assessment]) -> Assessment | None:
    """The oldest begun review that waits for the evaluator."""
    return next((row for row in rows if row.status != Status.SUBMITTED and row.next_code), None)  # type: ignore[attr-defined]
