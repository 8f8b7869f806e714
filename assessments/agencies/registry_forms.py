from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.accounts.models import Language, TimeZone
from assessments.agencies.models import Agency, AgencyKind, Role
from assessments.agencies.registry import NewPerson


class AgencyForm(forms.ModelForm):
    parent = forms.ModelChoiceField(
        label=_("Belongs to"),
        queryset=Agency.objects.all(),
        to_field_name="code",
        required=False,
        # A list of all agencies would be as long as the country.
        widget=forms.TextInput,
        help_text=_("The code of the agency above this one, if there is one."),
        error_messages={"invalid_choice": _("No agency has this code.")},
    )

    class Meta:
        model = Agency
        fields = ("name", "short_name", "code", "kind", "region", "parent", "time_zone")
        widgets = {"kind": forms.RadioSelect, "time_zone": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["parent"] = self.instance.parent.code if self.instance.parent else ""
        self.fields["kind"].choices = AgencyKind.choices  # type: ignore[attr-defined]  # without the empty choice
        self.fields["region"].help_text = _("Province, or the regency or city.")


class PersonForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=forms.RadioSelect, initial="id")
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=TimeZone.choices, widget=forms.RadioSelect, initial=TimeZone.WESTERN
    )

    def person(self) -> NewPerson:
        return NewPerson(**{name: self.cleaned_data[name] for name in ("email", "name", "language", "time_zone")})


class MemberForm(PersonForm):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        widget=forms.RadioSelect,
        help_text=_("Staff fill in answers. A coordinator also sends them."),
    )
    field_order = ("email", "name", "role", "language", "time_zone")


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class AgencySearch(forms.Form):
    q = forms.CharField(label=_("Name, code or region"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All kinds")), *AgencyKind.choices], required=False)


class PeopleSearch(forms.Form):
    q = forms.CharField(label=_("Name or e-mail address"), max_length=100, required=False)
    only = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Everybody")),
            ("without_agency", _("Without an agency")),
            ("administrators", _("Administrators")),
            ("closed", _("Closed accounts")),
        ],
    )
