"""What the agency types outside the questionnaire. Which rules hold, the services say."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.accounts.models import User
from assessments.agencies.models import Medium
from assessments.common.files import MAX_BYTES, TYPES
from assessments.cycles.models import Cycle
from assessments.responses import selectors
from assessments.responses.answers import NOTE_LIMIT
from assessments.responses.enums import EvidenceKind
from assessments.responses.services.evidence import NewEvidence
from assessments.responses.services.moves import Signatory

ACCEPT = ",".join(f".{kind}" for kind in TYPES)


class MediumChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Medium) -> str:
        return f"{obj.name} ({obj.get_kind_display()}, {obj.agency.short_name})"


class StartForm(forms.Form):
    medium = MediumChoice(
        queryset=Medium.objects.none(),
        label=gettext_lazy("Medium"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose the medium that you assess.")},
    )
    cycle = forms.ModelChoiceField(
        queryset=Cycle.objects.none(),
        label=gettext_lazy("Cycle"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose the cycle.")},
    )

    def __init__(self, *args: Any, user: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["medium"].queryset = Medium.objects.visible_to(user).select_related("agency")
        self.fields["cycle"].queryset = selectors.open_cycles(user, now)


class SignatoryForm(forms.Form):
    name = forms.CharField(
        max_length=150,
        label=gettext_lazy("Name of the signatory"),
        help_text=gettext_lazy("Who answers for these answers, usually the head of the agency. No staff number."),
        error_messages={"required": gettext_lazy("Enter the name of the person who answers for these answers.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    position = forms.CharField(
        max_length=150,
        label=gettext_lazy("Position of the signatory"),
        help_text=gettext_lazy("As it stands on a letter, for example 'Acting head of office'."),
        error_messages={"required": gettext_lazy("Enter that person's position, for example 'Head of office'.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    declared = forms.BooleanField(
        label=gettext_lazy(
            "The answers are true as far as we know, the evidence supports them, and the signatory agrees to send them."
        ),
        error_messages={"required": gettext_lazy("Confirm the declaration before you send.")},
    )

    def signatory(self) -> Signatory:
        return Signatory(self.cleaned_data["name"], self.cleaned_data["position"])


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        help_text=gettext_lazy(
            "The evaluators read it. A message that was sent cannot be changed; write another to correct it."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=NOTE_LIMIT,
        error_messages={"required": gettext_lazy("Write a message first.")},
    )


class EvidenceForm(forms.Form):
    """What all kinds share. Each kind adds what it needs."""

    kind: ClassVar[EvidenceKind]

    title = forms.CharField(
        max_length=200,
        label=gettext_lazy("Title"),
        error_messages={"required": gettext_lazy("Enter a title by which the evaluators can recognise this.")},
    )
    dated = forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": gettext_lazy("Enter the date.")},
    )
    place = forms.CharField(max_length=120, required=False)

    def new_evidence(self) -> NewEvidence:
        given = self.cleaned_data
        return NewEvidence(
            kind=self.kind,
            title=given["title"],
            dated=given["dated"],
            place=given["place"],
            url=given.get("url", ""),
            text=given.get("text", ""),
            upload=given.get("file"),
        )


def _file(*, required: bool, **options: Any) -> forms.FileField:
    # Size and kind are refused by the service, which looks at the content.
    return forms.FileField(
        required=required,
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=format_lazy(
            gettext_lazy("PDF, PNG, JPG, DOCX, XLSX, ODT, ODS, TXT or CSV, at most {limit} MB."),
            limit=MAX_BYTES // 1024 // 1024,
        ),
        error_messages={
            "required": gettext_lazy("Choose the document's file."),
            "empty": gettext_lazy("This file is empty. Choose another."),
        },
        **options,
    )


class DocumentForm(EvidenceForm):
    kind = EvidenceKind.DOCUMENT
    file = _file(required=True, label=gettext_lazy("File"))
    field_order = ("file", "title", "dated", "place")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "dated", _("Date of the document"), "")
        _word(
            self,
            "place",
            _("Page or article"),
            _("Where the evaluators should look, for example 'page 4' or 'article 3'."),
        )


class LinkForm(EvidenceForm):
    kind = EvidenceKind.LINK
    url = forms.URLField(
        max_length=500,
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("Starts with https://. The page must open without signing in."),
        assume_scheme="https",
        error_messages={
            "required": gettext_lazy("Enter the address, starting with https://"),
            "invalid": gettext_lazy("This is not a whole address. Copy it from the browser, starting with https://"),
        },
    )
    file = _file(required=False, label=gettext_lazy("Screenshot or saved copy of the page"))
    field_order = ("url", "title", "dated", "place", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "dated", _("Date on which you saw the page"), "")
        _word(self, "place", _("Where on the page"), "")


class NoteForm(EvidenceForm):
    text = forms.CharField(
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write down what was said or seen.")},
    )
    field_order = ("title", "dated", "place", "text")


class InterviewForm(NoteForm):
    kind = EvidenceKind.INTERVIEW

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self,
            "title",
            _("Who was asked"),
            _("The task, not the name, for example 'Account manager, Data division'."),
        )
        _word(self, "dated", _("Date of the talk"), "")
        _word(self, "place", _("Place"), "")
        _word(self, "text", _("What was said"), "")


class ObservationForm(NoteForm):
    kind = EvidenceKind.OBSERVATION

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "title", _("What was looked at"), _("For example 'Visit to the team's room'."))
        _word(self, "dated", _("Date of the visit"), "")
        _word(self, "place", _("Place"), "")
        _word(self, "text", _("What was seen"), "")


def _word(form: forms.Form, name: str, label: str, hint: str) -> None:
    form.fields[name].label, form.fields[name].help_text = label, hint


EVIDENCE_FORMS: dict[str, type[EvidenceForm]] = {
    form.kind: form for form in (DocumentForm, LinkForm, InterviewForm, ObservationForm)
}
