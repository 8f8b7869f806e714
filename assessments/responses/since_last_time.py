"""What is asked otherwise than last time, in groups by what that means for the agency's answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.questionnaires.comparing import Change, changes
from assessments.questionnaires.package import IndicatorText
from assessments.responses.models import Assessment
from assessments.responses.previous import Earlier, earlier_answers


class Kind(Enum):
    """In the order in which they matter to those who answer."""

    LEVELS = "levels"
    FIRST = "first"
    GONE = "gone"
    REWORDED = "reworded"
    UNCHANGED = "unchanged"


WORDS: dict[Kind, tuple[str | Promise, str | Promise]] = {
    Kind.LEVELS: (
        _("Levels have changed"),
        _("Last time's answer cannot be taken over as it is: read the levels and choose anew."),
    ),
    Kind.FIRST: (_("Asked for the first time"), _("There is no answer to start from.")),
    Kind.GONE: (_("No longer asked"), _("Last time's answer stays in last time's assessment and counts nowhere here.")),
    Kind.REWORDED: (
        _("Worded anew, with the same levels"),
        _("Last time's answer can be taken as a start. Check whether it still fits the question."),
    ),
    Kind.UNCHANGED: (_("Unchanged"), _("Last time's answer can be taken as a start. Check whether it is still true.")),
}


@dataclass(frozen=True)
class Row:
    """`text` of the version that asks it; `earlier` where it was answered last time."""

    text: IndicatorText
    hue: str
    earlier: Earlier | None


@dataclass(frozen=True)
class Group:
    kind: Kind
    rows: tuple[Row, ...]

    @property
    def title(self) -> str | Promise:
        return WORDS[self.kind][0]

    @property
    def meaning(self) -> str | Promise:
        return WORDS[self.kind][1]


def changes_since(assessment: Assessment, previous: Assessment) -> tuple[Group, ...]:
    """Two queries. Groups without a row are left out."""
    old, new = previous.version.package, assessment.version.package
    earlier = earlier_answers(assessment, previous, {*old.indicators, *new.indicators})
    asked = {*new.indicator_codes_at(assessment.stage), *old.indicator_codes_at(previous.stage)}
    found: dict[Kind, list[Row]] = {kind: [] for kind in Kind}
    for code, change in changes(old, new).items():
        if code in asked:
            package = new if code in new.indicators else old
            text = package.indicators[code]
            still = code in new.indicator_codes_at(assessment.stage)
            row = Row(text, package.node(text.node).hue, earlier.get(code))
            found[_kind(change, still_asked=still, asked_before=code in earlier)].append(row)
    return tuple(Group(kind, tuple(rows)) for kind, rows in found.items() if rows)


def _kind(change: Change, *, still_asked: bool, asked_before: bool) -> Kind:
    if not still_asked:
        return Kind.GONE
    if not asked_before:
        return Kind.FIRST
    return {Change.LEVELS: Kind.LEVELS, Change.REWORDED: Kind.REWORDED}.get(change, Kind.UNCHANGED)
