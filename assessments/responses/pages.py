"""What the agency's task list shows: answers joined with the instrument's texts, grouped as the instrument is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.questionnaires.package import IndicatorText, NodeText, Package, walk
from assessments.responses import selectors
from assessments.responses.enums import AnswerState, Progress, Side, Status
from assessments.responses.models import Assessment, Response, Return, Submission
from assessments.scoring import engine
from assessments.scoring.types import Answer, Missing, Result


@dataclass(frozen=True)
class Row:
    """An indicator in the list. `problem`: what still keeps a finished answer from being sent."""

    response: Response
    text: IndicatorText
    gap: str | Promise
    replied: bool = False

    @property
    def progress(self) -> Progress:
        return self.response.progress

    @property
    def problem(self) -> str | Promise:
        return self.gap if self.progress == Progress.COMPLETE else ""

    @property
    def is_complete(self) -> bool:
        return self.progress == Progress.COMPLETE and not self.gap

    @property
    def label(self) -> str | Promise:
        if self.replied and self.progress == Progress.TO_CLARIFY:
            return _("Replied")
        return self.problem or self.progress.label

    @property
    def tag(self) -> str:
        """The class of the status' frame; what is complete needs none."""
        if self.problem or self.waits:
            return "tag-w"
        return {Progress.TO_DO: "tag-0", Progress.STARTED: "tag-1", Progress.TO_CLARIFY: "tag-1"}.get(self.progress, "")

    @property
    def waits(self) -> bool:
        """The evaluators asked, and neither the answer nor the thread says anything new."""
        return self.progress == Progress.TO_CLARIFY and not self.replied


@dataclass(frozen=True)
class Group:
    """An element with its rows."""

    element: NodeText
    hue: str
    rows: tuple[Row, ...]

    @property
    def complete(self) -> int:
        return sum(row.is_complete for row in self.rows)

    @property
    def is_complete(self) -> bool:
        return self.complete == len(self.rows)


@dataclass(frozen=True)
class Section:
    """A pillar with its elements."""

    pillar: NodeText
    groups: tuple[Group, ...]

    @property
    def complete(self) -> int:
        return sum(group.complete for group in self.groups)

    @property
    def asked(self) -> int:
        return sum(len(group.rows) for group in self.groups)


@dataclass(frozen=True)
class TaskList:
    """All answers of an assessment. `open_rows`: those that the agency may change now."""

    sections: tuple[Section, ...]
    rows: tuple[Row, ...]
    open_rows: tuple[Row, ...]

    @property
    def complete(self) -> int:
        return sum(row.is_complete for row in self.rows)

    @property
    def gaps(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.gap)

    @property
    def waiting(self) -> tuple[Row, ...]:
        return tuple(row for row in self.open_rows if row.waits)

    @property
    def latest(self) -> Row | None:
        """The answer that was changed last."""
        changed = [(row.response.updated_at, row) for row in self.open_rows if row.response.updated_at]
        return max(changed, key=lambda pair: pair[0])[1] if changed else None

    @property
    def stamp(self) -> str:
        """Grows with every change of an answer: who checks and then sends learns of what came between."""
        return str(sum(row.response.version for row in self.rows))


def task_list(assessment: Assessment, asked: Return | None = None) -> TaskList:
    """Two queries; three where the evaluators have asked."""
    responses = selectors.responses_of(assessment)
    replied = _replied(asked) if asked else frozenset()
    package = assessment.version.package
    rows = [_row(response, package, response.pk in replied) for response in responses]
    may_change = {response.pk for response in selectors.open_responses(assessment, responses)}
    return TaskList(
        sections=sections_of(package, rows),
        rows=tuple(rows),
        open_rows=tuple(row for row in rows if row.response.pk in may_change),
    )


def _row(response: Response, package: Package, replied: bool) -> Row:
    text = package.indicators[response.indicator.code]
    return Row(response, text, selectors.gap_reason(response, package), replied)


def _replied(asked: Return) -> frozenset[int]:
    """The asked answers whose thread holds a message of the agency that is newer than the question."""
    later = asked.responses.filter(comments__side=Side.AGENCY, comments__at__gt=asked.at)
    return frozenset(later.values_list("pk", flat=True))


def sections_of(package: Package, rows: Iterable[Row]) -> tuple[Section, ...]:
    """Elements that nothing is asked of at this stage are left out."""
    by_element: dict[str, list[Row]] = {}
    for row in rows:
        by_element.setdefault(row.text.node, []).append(row)
    found = [
        Section(
            top,
            tuple(Group(node, top.hue, tuple(by_element[node.code])) for node in walk(top) if node.code in by_element),
        )
        for top in package.nodes
    ]
    return tuple(section for section in found if section.groups)


def newest_return(assessment: Assessment) -> Return | None:
    """What the evaluators ask now."""
    return assessment.returns.last() if assessment.status == Status.RETURNED else None


def self_score(package: Package, rows: Sequence[Row]) -> Result:
    """The agency's own, unofficial reading: 'not applicable' leaves the sum only once an evaluator has agreed."""
    answers = {row.text.code: _self_answer(row.response) for row in rows}
    not_asked = dict.fromkeys(set(package.indicators) - set(answers), Missing.NOT_APPLICABLE)
    return engine.score(package.instrument(), {**not_asked, **answers})


def _self_answer(response: Response) -> Answer:
    if response.level is not None:
        return Fraction(response.level)
    return Missing.UNANSWERED if response.state == AnswerState.UNANSWERED else Missing.NOT_KNOWN


def newest_submission(assessment: Assessment) -> Submission | None:
    """Without its long snapshot."""
    return assessment.submissions.defer("snapshot").last()
