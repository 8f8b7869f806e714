from __future__ import annotations

from django import forms

from assessments.accounts.models import Language, User


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "language", "time_zone")
        widgets = {"language": forms.RadioSelect, "time_zone": forms.RadioSelect}


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=Language.choices)
