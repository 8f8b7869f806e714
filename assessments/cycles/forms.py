from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.agencies.models import AgencyKind
from assessments.cycles.models import Cycle, CycleKind
from assessments.cycles.policies import fixed_fields
from assessments.questionnaires.models import Version

MOMENTS = ("opens_at", "closes_at", "release_at")


class CycleForm(forms.ModelForm):
    """A cycle's frame. What answers already rest on is shown, and cannot be changed."""

    version = forms.ModelChoiceField(
        label=gettext_lazy("Instrument"),
        queryset=Version.objects.filter(published_at__isnull=False, retired_at=None).defer("document"),
    )

    class Meta:
        model = Cycle
        fields = ("name", "kind", "version", *MOMENTS)
        widgets = {
            "kind": forms.RadioSelect,
            **{
                # A browser's own control would show the month first to half of the readers.
                name: forms.DateTimeInput({"autocomplete": "off"}, format="%d-%m-%Y %H:%M")
                for name in MOMENTS
            },
        }

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = CycleKind.choices  # type: ignore[attr-defined]  # without the empty choice
        self.fields["kind"].help_text = _("A practice cycle is marked on every page and never counted.")
        zone = timezone.localtime(now).tzname()
        for name in MOMENTS:
            self.fields[name].help_text = _("Day, month, year and time in %(zone)s, for example 24-11-2026 23:59.") % {
                "zone": zone
            }
            self.fields[name].error_messages["invalid"] = _("Enter day, month, year and time: 24-11-2026 23:59.")
        self._fix(fixed_fields(self.instance, now))

    def _fix(self, names: tuple[str, ...]) -> None:
        self._kept = {name: getattr(self.instance, name) for name in names}
        for name in names:
            self.fields[name].disabled = True
            self.fields[name].help_text = _("Fixed: answers or results already rest on it.")
        version: Any = self.fields["version"]
        if "version" in names:
            # A version retired in the meantime stays the cycle's own.
            version.queryset = Version.objects.filter(pk=self.instance.version_id).defer("document")
        version.choices = [(one.pk, f"{one.package.title} ({one.number})") for one in version.queryset.all()]

    def clean(self) -> dict[str, Any]:
        # The controls know whole minutes alone and would round what is kept.
        return {**(super().clean() or {}), **self._kept}


class EnrolSearch(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name, code or region"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("All kinds")), *AgencyKind.choices], required=False
    )


def ticked(values: Iterable[str]) -> list[int]:
    """The keys of the rows that were ticked. Anything that is no number is left out, not argued about."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 16]


class PersonForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)


class EvaluatorSearch(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name, code or region"), max_length=100, required=False)
    without = forms.BooleanField(label=gettext_lazy("Only agencies without an evaluator"), required=False)
