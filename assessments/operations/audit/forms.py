from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.operations.audit.sources import Topic, Wanted

SELECT = {"class": "form-select"}


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})


class AuditFilter(forms.Form):
    """From the address; what cannot be read is passed over."""

    topic = forms.ChoiceField(label=_("What"), required=False, widget=forms.Select(attrs=SELECT))
    person = forms.ChoiceField(label=_("Who"), required=False, widget=forms.Select(attrs=SELECT))
    code = forms.ChoiceField(label=_("Indicator"), required=False, widget=forms.Select(attrs=SELECT))
    since = forms.DateField(label=_("From"), required=False, widget=_day())
    until = forms.DateField(label=_("To"), required=False, widget=_day())

    def __init__(self, data: Any, *, people: Sequence[tuple[str, str]], codes: Sequence[str]) -> None:
        super().__init__(data)
        choices = {
            "topic": [("", gettext("Everything")), *Topic.choices],
            "person": [("", gettext("Everybody")), *people],
            "code": [("", gettext("All indicators")), *((code, code) for code in codes)],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def person_key(self) -> str:
        return str(self.cleaned_data.get("person") or "")

    def wanted(self, actors: frozenset[int | None]) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            topic=said.get("topic") or "",
            code=said.get("code") or "",
            actors=actors,
            since=_start(said.get("since")),
            until=_start(said.get("until"), days=1),
        )


def _start(day: date | None, days: int = 0) -> datetime | None:
    """The first moment of the day, or of one after it, in the reader's zone."""
    if day is None or day.year >= 9999:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))
