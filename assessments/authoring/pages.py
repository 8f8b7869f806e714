"""What the pages about a version show: its tree with weights, findings beside what they concern, its languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.authoring import labels
from assessments.questionnaires.aging import DATES, behind, texts_of
from assessments.questionnaires.differences import differences
from assessments.questionnaires.models import Version
from assessments.questionnaires.package import NodeText, Package
from assessments.questionnaires.sources import Finding
from assessments.questionnaires.texts import IndicatorText

CODED = ("node", "indicator", "band", "cap")


@dataclass(frozen=True)
class Line:
    """A node or an indicator in the tree. `share`: its part of the whole's weight. `depth` counts from 2, as its
    heading does."""

    kind: str
    text: NodeText | IndicatorText
    share: Fraction
    depth: int
    findings: int

    @property
    def percent(self) -> Decimal:
        exact = Decimal(self.share.numerator * 100) / Decimal(self.share.denominator)
        return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Found:
    """A finding in the reader's language, with the page on which it can be mended."""

    place: str
    sentence: str
    address: str


@dataclass(frozen=True)
class Progress:
    """How many of the package's texts are there in one language. `behind`: those older than their source."""

    name: str
    done: int
    total: int
    behind: int


def tree(package: Package, findings: list[Finding]) -> list[Line]:
    counts = Counter(_head(finding) for finding in findings)
    return list(_lines(package.nodes, Fraction(1), 2, counts))


def _lines(nodes: tuple[NodeText, ...], share: Fraction, depth: int, counts: Counter[str]) -> Iterator[Line]:
    whole = sum((node.weight_exact for node in nodes), Fraction(0))
    for node in nodes:
        yield from _node_lines(node, _part(node.weight_exact, whole, share), depth, counts)


def _node_lines(node: NodeText, share: Fraction, depth: int, counts: Counter[str]) -> Iterator[Line]:
    yield Line("node", node, share, depth, counts[f"node {node.code}"])
    inside = [*(one.weight_exact for one in node.indicators), *(one.weight_exact for one in node.nodes)]
    whole = sum(inside, Fraction(0))
    for one in node.indicators:
        found = counts[f"indicator {one.code}"]
        yield Line("indicator", one, _part(one.weight_exact, whole, share), depth, found)
    below = sum((one.weight_exact for one in node.nodes), Fraction(0))
    yield from _lines(node.nodes, _part(below, whole, share), min(depth + 1, 4), counts)


def _part(weight: Fraction, whole: Fraction, share: Fraction) -> Fraction:
    return share * weight / whole if whole else Fraction(0)


def _head(finding: Finding) -> str:
    return finding.place.partition(", ")[0]


def found(version: Version, findings: list[Finding]) -> list[Found]:
    return [
        Found(place_words(one.place), _(one.sentence) % _spelt(one.values), address_of(version, _head(one)))
        for one in findings
    ]


def changes(version: Version, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Found]:
    """Of what is asked and counted; when texts were written is not shown."""
    return found(version, [one for one in differences(before, after) if DATES not in one.place.split(", ")])


def findings_of(version: Version, kind: str, code: str) -> list[Found]:
    """Those that concern one thing."""
    head = f"{kind} {code}" if kind in CODED else {"frame": "package"}.get(kind, kind)
    mine = [one for one in version.findings if _head(one) == head]
    if kind == "weights":
        mine = [one for one in version.findings if "weight" in one.sentence]
    return found(version, mine)


def _spelt(values: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def address_of(version: Version, head: str) -> str:
    kind, _space, code = head.partition(" ")
    if kind in CODED:
        return reverse("instruments:edit", args=[version.pk, kind, code])
    return reverse("instruments:edit", args=[version.pk, "scale" if kind == "scale" else "frame"])


def place_words(place: str) -> str:
    """The place of a finding in the reader's words: 'indicator RE1, level 2, short'."""
    return ", ".join(_step_words(step) for step in place.split(", "))


def _step_words(step: str) -> str:
    head, _space, rest = step.partition(" ")
    if head in ("package", "nodes"):
        return _("the whole")
    if head == "level":
        return _("level %(value)s") % {"value": rest}
    if head in labels.KINDS:
        return f"{labels.KINDS[head]} {rest}".strip()
    if head in labels.NAMES:
        return f"{labels.NAMES[head]} {rest}".strip()
    return pgettext("a list in an instrument", "levels") if step == "levels" else step


def progress(document: Mapping[str, Any], languages: tuple[str, ...]) -> list[Progress]:
    texts = [text for _place, text in texts_of(document)]
    late = Counter(language for text in texts for language in behind(text, languages))
    return [
        Progress(
            labels.in_language(language), sum(bool(text.get(language)) for text in texts), len(texts), late[language]
        )
        for language in languages
    ]
