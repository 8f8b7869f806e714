"""What the values of an instrument are called on pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.agencies.models import MediumKind, Stage

NAMES: dict[str, Promise] = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "source": gettext_lazy("Source"),
    "licence": gettext_lazy("Licence of the texts"),
    "confirmed": gettext_lazy("Every fact is held against its source"),
    "unconfirmed": gettext_lazy("What is not certain"),
    "weights": gettext_lazy("Weights"),
    "band_on": gettext_lazy("The band is read from"),
    "not_known_at_final": gettext_lazy("'Not known', once an assessment is final"),
    "minimum_coverage": gettext_lazy("Least share of the weight for a conclusion, 0 to 1"),
    "evidence_required_from": gettext_lazy("Evidence is required from level"),
    "whole_labels": gettext_lazy("Label set of the whole"),
    "name": pgettext_lazy("of a thing", "Name"),
    "about": gettext_lazy("What it is about"),
    "meaning": gettext_lazy("Meaning"),
    "criteria": gettext_lazy("Conditions"),
    "from": gettext_lazy("Begins at"),
    "nodes": gettext_lazy("While one of these"),
    "below": gettext_lazy("scores below"),
    "at_most": gettext_lazy("the whole is at most"),
    "kind": gettext_lazy("Kind"),
    "weight": gettext_lazy("Weight"),
    "labels": gettext_lazy("Label set of its bands"),
    "hue": gettext_lazy("Colour"),
    "level_set": gettext_lazy("Names of the levels"),
    "question": gettext_lazy("Question"),
    "why": gettext_lazy("Why it is asked"),
    "mistaken": gettext_lazy("What is often mistaken"),
    "evidence": gettext_lazy("What can be shown"),
    "may_be_not_applicable": gettext_lazy("'Not applicable' can be chosen"),
    "applies_from": gettext_lazy("Asked from the stage"),
    "taken_from": gettext_lazy("Other index that its value comes from"),
    "hint": gettext_lazy("Hint"),
    "short": gettext_lazy("In short"),
    "next_step": gettext_lazy("Next step from here"),
    "code": gettext_lazy("Code"),
}
WEIGHTS = (
    ("relative", gettext_lazy("count among siblings")),
    ("percent", gettext_lazy("are percentages of the whole and add up")),
)
BAND_ON = (("exact", gettext_lazy("the exact index")), ("shown", gettext_lazy("the index as shown, rounded")))
NOT_KNOWN = (("excluded", gettext_lazy("does not count")), ("lowest", gettext_lazy("counts as the lowest level")))
HUES = (
    ("", gettext_lazy("as around it")),
    ("D", gettext_lazy("violet")),
    ("K", gettext_lazy("ochre")),
    ("N", gettext_lazy("green")),
)
STAGES = tuple(Stage.choices)
MEDIA = dict(MediumKind.choices)
KINDS = {
    "frame": gettext_lazy("Title and rules"),
    "scale": gettext_lazy("Scale"),
    "weights": gettext_lazy("Weights"),
    "band": gettext_lazy("Band"),
    "cap": gettext_lazy("Cap"),
    "node": gettext_lazy("Node"),
    "indicator": gettext_lazy("Indicator"),
}


def said(name: str, language: str) -> str:
    return _("%(name)s, %(language)s") % {"name": NAMES[name], "language": in_language(language)}


def in_language(code: str) -> str:
    """'in English'; a language that is not known here is called by its code."""
    given = {"id": _("in Indonesian"), "en": _("in English")}
    return given.get(code) or _("in '%(code)s'") % {"code": code}
