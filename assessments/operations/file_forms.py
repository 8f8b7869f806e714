from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.responses.answers import NOTE_LIMIT


class CloseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it closed?"),
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say what kind of personal data it holds, never the data. The agency reads this."),
        error_messages={"required": _("Give the reason: it stands in the history for good.")},
    )
    replacement = forms.FileField(
        label=_("Copy without the personal data"),
        required=False,
        help_text=_("It is shown in place of the file. PDF, PNG, JPG, DOCX, XLSX, ODT, ODS, TXT or CSV, up to 10 MB."),
    )

    def clean(self) -> dict[str, Any]:
        # Closing cannot be taken back, so not without the copy that was chosen before the password was asked for.
        if "files_lost" in self.data and not self.files:
            self.add_error("replacement", _("Choose the copy once more: it could not be kept while you confirmed."))
        return self.cleaned_data


class DestroyForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Destroy this file for good"),
        error_messages={"required": _("Tick the box if the file is to be destroyed.")},
    )
