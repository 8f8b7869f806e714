from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.accounts.models import User
from assessments.common import formats
from assessments.common.errors import Invalid
from assessments.common.forms import add_errors
from assessments.responses.answers import level_text
from assessments.responses.enums import AnswerState, Audience, Status
from assessments.responses.models import Assessment, Response
from assessments.reviews.models import Outcome, Verdict
from assessments.reviews.selectors import Judged, cycles_of
from assessments.reviews.services.verdicts import Judgement

# What the button says, and what it puts into the reason.
PHRASES = (
    (_("Not shown"), _("The evidence does not show this.")),
    (_("Not signed"), _("The document is not signed.")),
    (_("Out of date"), _("The document is out of date.")),
    (_("Another office's"), _("What is shown belongs to another office.")),
    (_("Not written down"), _("This is not written down anywhere.")),
)
SELECT = {"class": "form-select"}
TIME_TO_ANSWER = timedelta(days=7)


class QueueFilter(forms.Form):
    UNFINISHED = ""
    ALL = "all"

    status = forms.ChoiceField(label=_("Status"), required=False, widget=forms.Select(attrs=SELECT))
    cycle = forms.ChoiceField(label=_("Cycle"), required=False, widget=forms.Select(attrs=SELECT))

    def __init__(self, *args: Any, evaluator: User, **options: Any) -> None:
        super().__init__(*args, **options)
        sent = [choice for choice in Status.choices if choice[0] != Status.DRAFT]
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (self.UNFINISHED, _("Not finished")),
            *sent,
            (self.ALL, _("All")),
        ]
        mine = [(str(pk), name) for pk, name in cycles_of(evaluator).values_list("pk", "name")]
        self.fields["cycle"].choices = [("", _("All cycles")), *mine]  # type: ignore[attr-defined]


class LevelField(forms.CharField):
    """A number with either decimal mark, for scales with values between the levels."""

    widget = forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value)
        try:
            return formats.read_decimal(typed) if typed else None
        except Invalid as refusal:
            raise forms.ValidationError(refusal.errors[""]) from refusal

    def prepare_value(self, value: Any) -> Any:
        try:
            return formats.level(formats.read_decimal(str(value or "")))
        except Invalid:
            return value


class VerdictForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Verdict"), widget=forms.RadioSelect, error_messages={"required": _("Choose a verdict.")}
    )
    level = forms.TypedChoiceField(
        label=_("Level that the evidence shows"),
        widget=forms.RadioSelect,
        required=False,
        coerce=Decimal,
        empty_value=None,
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    response_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, response: Response, **options: Any) -> None:
        super().__init__(*args, **options)
        names = response.assessment.version.package.level_names(response.indicator.code)
        self.fields["outcome"].choices = outcome_choices(response)  # type: ignore[attr-defined]
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            (level_text(value), f"{level_text(value)} – {name}" if name else level_text(value))
            for value, name in names.items()
        ]
        if response.assessment.version.package.has_decimals:
            self.fields["level"] = LevelField(label=self.fields["level"].label, required=False)

    def judgement(self) -> Judgement:
        given = self.cleaned_data
        return Judgement(
            Outcome(given["outcome"]), given["level"], given["reason"], given["response_version"], given["version"]
        )


def outcome_choices(response: Response) -> list[tuple[str, str | Promise]]:
    clarify = (Outcome.CLARIFY.value, _("Needs clarification: ask the agency"))
    if response.state == AnswerState.NOT_KNOWN:
        return [
            (Outcome.AGREE.value, _("Confirmed: it is not known")),
            (Outcome.ADJUST.value, _("Set a level: the evidence shows one")),
            clarify,
        ]
    if response.state == AnswerState.NOT_APPLICABLE:
        return [
            (Outcome.AGREE.value, _("Accepted: it does not apply, and is left out of the score")),
            (Outcome.ADJUST.value, _("Refused: it applies, and the evidence shows a level")),
            clarify,
        ]
    level = formats.level(response.level) if response.level is not None else ""
    agreed = gettext("Agreed: level %(level)s fits the evidence") % {"level": level}
    return [
        (Outcome.AGREE.value, agreed),
        (Outcome.ADJUST.value, _("Adjusted: the evidence shows another level")),
        clarify,
    ]


def verdict_initial(judged: Judged) -> dict[str, Any]:
    verdict, response = judged.verdict, judged.response
    versions = {"response_version": response.version, "version": verdict.version if verdict else 0}
    if verdict is None or judged.is_stale:
        return versions
    return {**versions, "outcome": verdict.outcome, "level": level_text(verdict.level), "reason": verdict.reason}


def typed_again(form: VerdictForm, standing: Verdict | None, judged: Judged) -> VerdictForm:
    """The form with what was typed, now on top of what stands: saving it again is a choice, not an accident."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["response_version"] = str(judged.response.version)
    data["version"] = str(standing.version if standing else 0)
    return VerdictForm(data, response=judged.response)


class CommentForm(forms.Form):
    audience = forms.ChoiceField(choices=Audience, widget=forms.HiddenInput)
    text = forms.CharField(
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a message first.")},
    )

    @classmethod
    def to(cls, audience: Audience, data: Any = None) -> CommentForm:
        form = cls(data, initial={"audience": audience}, auto_id=f"{audience.lower()}_%s")
        internal = audience == Audience.INTERNAL
        form.fields["text"].label = _("Internal note") if internal else _("Message to the agency")
        return form


class ReturnForm(forms.Form):
    codes = forms.MultipleChoiceField(
        label=_("Indicators to ask about"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one indicator of this assessment.")},
    )
    reason = forms.CharField(
        label=_("What the agency should know"),
        help_text=_("The coordinator reads this first. Your questions on each indicator go with it."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tell the agency what you need to know.")},
    )
    due_date = forms.DateField(
        label=_("Answer by: date"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Give a date by which the agency answers.")},
    )
    due_time = forms.TimeField(
        label=_("Answer by: time"),
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": _("Give a time.")},
    )

    def __init__(self, *args: Any, assessment: Assessment, codes: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = ZoneInfo(assessment.agency.time_zone)
        self.fields["codes"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]
        self.fields["due_time"].help_text = gettext("In the agency's time zone, %(zone)s.") % {
            "zone": assessment.agency.get_time_zone_display()
        }

    def refuse(self, refusal: Invalid) -> None:
        """The service knows one moment, the form its date and its time."""
        sentences = {"due_date" if name == "due_at" else name: text for name, text in refusal.errors.items()}
        add_errors(self, Invalid(sentences))

    def due_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["due_date"], self.cleaned_data["due_time"], self.zone)


def return_initial(codes: list[str], now: datetime, assessment: Assessment) -> dict[str, Any]:
    due = (now + TIME_TO_ANSWER).astimezone(ZoneInfo(assessment.agency.time_zone))
    return {"codes": codes, "due_date": due.date(), "due_time": time(23, 59)}


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stands in the assessment's history. The evaluators read it."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give the reason: it stands in the history.")},
    )
