from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.authoring.slots import LONGEST, Choice, Lines, Slot, Text, stamp_of, values_of
from assessments.questionnaires.models import Version
from assessments.questionnaires.shape import schema


class PartForm(forms.Form):
    """A field for each slot. `seen` tells what the page has shown of the thing."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(self, slots: Sequence[Slot], item: Mapping[str, Any], data: Any = None) -> None:
        self.slots = slots
        standing = values_of(slots, item)
        super().__init__(data, initial={**standing, "seen": stamp_of(standing)})
        for slot in slots:
            self.fields[slot.key] = _field(slot)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for slot in self.slots:
            value = slot.normal(cleaned.get(slot.key, ""))
            fault = slot.fault(value)
            if fault and slot.key not in self.errors:
                self.add_error(slot.key, fault)
            cleaned[slot.key] = value
        return cleaned

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields under their headings."""
        for group, slots in groupby(self.slots, key=lambda slot: str(slot.group)):
            yield group, [self[slot.key] for slot in slots]

    def show(self, seen: str) -> None:
        """What was typed stays; saving it again is now done knowingly."""
        data: Any = self.data.copy()
        data["seen"] = seen
        self.data = data


class _MayLack:
    """A draft may lack it, so nothing but the slot says whether it can be saved."""

    def validate(self, value: Any) -> None:
        pass


class _ChoiceField(_MayLack, forms.ChoiceField):
    pass


class _CharField(_MayLack, forms.CharField):
    pass


def _field(slot: Slot) -> forms.Field:
    common: dict[str, Any] = {"label": slot.label, "help_text": slot.hint, "required": not slot.optional}
    if isinstance(slot, Choice):
        return _ChoiceField(choices=slot.choices, **common)
    attrs: dict[str, Any] = {"autocomplete": "off"}
    if isinstance(slot, Text):
        attrs["lang"] = slot.language
    if isinstance(slot, Text) and (slot.long or isinstance(slot, Lines)):
        rows = 4 if isinstance(slot, Lines) else 3
        return _CharField(widget=forms.Textarea({**attrs, "rows": rows}), strip=False, **common)
    return _CharField(max_length=LONGEST, widget=forms.TextInput(attrs), **common)


class CloneForm(forms.Form):
    number = forms.RegexField(
        regex=schema()["properties"]["version"]["pattern"],
        label=gettext_lazy("Number of the new version"),
        max_length=20,
        help_text=gettext_lazy("For example 1.1 or 2027. Each number is used once."),
        error_messages={"invalid": gettext_lazy("Use letters, digits, dots and hyphens, at most 20.")},
    )


class PlaceForm(forms.Form):
    parent = forms.ChoiceField(label=gettext_lazy("Move into"))

    def __init__(self, places: Iterable[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["parent"].choices = list(places)


class PublishForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it published?"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("It stays with the version for good."),
        error_messages={"required": gettext_lazy("Give the reason: it stands in the history for good.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy("An XLSX file that was downloaded here and changed, up to 10 MB."),
        error_messages={"required": gettext_lazy("Choose the file.")},
    )


class CompareForm(forms.Form):
    other = forms.TypedChoiceField(label=gettext_lazy("Compare with"), coerce=int)

    def __init__(self, versions: Iterable[Version], data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["other"].choices = [(version.pk, _version_name(version)) for version in versions]


def _version_name(version: Version) -> str:
    return f"{version} {_('(draft)')}" if version.is_draft else str(version)
