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
from assessments.common import formats
from assessments.common.files.checking import Place
from assessments.common.files.kinds import MAX_BYTES, TYPES
from assessments.cycles.models import Cycle
from assessments.responses import selectors
from assessments.responses.answers import NOTE_LIMIT
from assessments.responses.enums import EvidenceKind
from assessments.responses.models import Assessment, StoredFile
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

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assessment = assessment

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
            used=given.get("used"),
            photo_place=self.photo_place(),
        )

    def photo_place(self) -> Place:
        if "drop_place" not in self.fields:
            return Place.ASK
        return Place.DROP if self.cleaned_data["drop_place"] else Place.KEEP


class FileChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: StoredFile) -> str:
        return f"{obj.given_name} ({formats.day(obj.uploaded_at)})"


class WithFileForm(EvidenceForm):
    """With a file sent now, or one that was sent before. What to do with a photo's place is asked once it has one."""

    used = FileChoice(
        queryset=StoredFile.objects.none(),
        required=False,
        label=gettext_lazy("Or a file that was sent before"),
        empty_label=gettext_lazy("none"),
    )
    place_asked = forms.CharField(required=False, widget=forms.HiddenInput)
    drop_place = forms.BooleanField(
        required=False,
        label=gettext_lazy("Leave out the place where the photo was taken"),
        help_text=gettext_lazy("Keep it only where the place itself is what the photo is to show."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["used"].queryset = selectors.usable_files(self.assessment)
        if not self.fields["used"].queryset.exists():
            del self.fields["used"]
        if not self.data.get("place_asked"):
            del self.fields["place_asked"], self.fields["drop_place"]

    def asking_for_place(self) -> WithFileForm:
        """The same again with the question, ticked; the browser does not keep the file, so that is chosen again."""
        data = self.data.copy()
        data["place_asked"] = data["drop_place"] = "1"
        return type(self)(data, assessment=self.assessment)


def _file(**options: Any) -> forms.FileField:
    # Size and kind are refused by the service, which looks at the content.
    return forms.FileField(
        required=False,
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=format_lazy(
            gettext_lazy("PDF, PNG, JPG, HEIC, WEBP, DOCX, XLSX, ODT, ODS, TXT or CSV, at most {limit} MB."),
            limit=MAX_BYTES // 1024 // 1024,
        ),
        error_messages={
            "empty": gettext_lazy("This file is empty. Choose another."),
        },
        **options,
    )


class DocumentForm(WithFileForm):
    kind = EvidenceKind.DOCUMENT
    file = _file(label=gettext_lazy("File"))
    field_order = ("place_asked", "drop_place", "file", "used", "title", "dated", "place")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "dated", _("Date of the document"), "")
        _word(
            self,
            "place",
            _("Page or article"),
            _("Where the evaluators should look, for example 'page 4' or 'article 3'."),
        )


class LinkForm(WithFileForm):
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
    file = _file(label=gettext_lazy("Screenshot or saved copy of the page"))
    field_order = ("place_asked", "url", "title", "dated", "place", "drop_place", "file", "used")

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
