from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.accounts.models import User
from assessments.agencies.models import Agency, Medium, Stage


class MediumForm(forms.ModelForm):
    """A medium of one of the user's agencies. Whoever belongs to one agency alone is not asked for it."""

    class Meta:
        model = Medium
        fields = (
            "agency",
            "name",
            "kind",
            "address",
            "purpose",
            "target_users",
            "owning_unit",
            "stage",
            "in_use_since",
        )
        widgets: ClassVar[dict[str, Any]] = {
            "kind": forms.RadioSelect,
            "purpose": forms.RadioSelect,
            "stage": forms.RadioSelect,
            "in_use_since": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "name": gettext_lazy("As your users know it, for example 'Instagram' or 'Licence portal'."),
            "address": gettext_lazy("The account, the web address, the app's name in the store, or the number."),
            "target_users": gettext_lazy(
                "Whom it is meant to reach, for example 'residents' or 'staff of all divisions'."
            ),
            "owning_unit": gettext_lazy("The unit that answers for it. A unit, not a person."),
            "stage": gettext_lazy(
                "A planned medium is not asked about its benefit yet. An assessment keeps the stage that it began with."
            ),
            "in_use_since": gettext_lazy("The first day of use; an estimate will do."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.of_member(user)
        if not self.instance.agency_id and len(agencies) == 1:
            self.instance.agency = agencies[0]
        if self.instance.agency_id:
            del self.fields["agency"]
        else:
            self.fields["agency"].queryset = agencies
        for name in ("kind", "purpose", "stage"):
            # Nothing is chosen beforehand, and the empty choice is no choice.
            self.fields[name].choices = [
                (value, capfirst(label)) for value, label in self.fields[name].choices if value
            ]

    def clean_in_use_since(self) -> date | None:
        since = self.cleaned_data["in_use_since"]
        if since and self.cleaned_data.get("stage") == Stage.PLANNED:
            raise forms.ValidationError(
                _("A planned medium is not in use yet: leave the date empty, or choose another stage.")
            )
        return since
