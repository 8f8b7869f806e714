from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.dashboards.board import ATTENTION, LABELS, SORTS, Asked


class BoardSearch(forms.Form):
    """The board's filters, from the address: what cannot be read is passed over."""

    q = forms.CharField(label=_("Agency, region or medium"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All states")), *LABELS.items()], required=False)
    attention = forms.ChoiceField(
        label=_("Needs attention"), choices=[("", _("Everything")), *ATTENTION.items()], required=False
    )
    sort = forms.ChoiceField(choices=[(name, name) for name in SORTS], required=False, widget=forms.HiddenInput)
    desc = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def asked(self) -> Asked:
        self.is_valid()
        found = self.cleaned_data
        return Asked(
            words=found.get("q", ""),
            state=found.get("state", ""),
            attention=found.get("attention", ""),
            sort=found.get("sort") or "agency",
            descending=bool(found.get("desc")),
        )
