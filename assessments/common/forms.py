from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from assessments.common.errors import Invalid

PAGE = 50


def add_errors(form: forms.Form | forms.ModelForm, error: Invalid) -> None:
    """What a service found wrong, at the fields that it names."""
    for name, sentence in error.errors.items():
        form.add_error(name if name in form.fields else None, sentence)


def page_of(rows: QuerySet[Any], number: str | None) -> Page:
    """The page of that number, the nearest one for a number that cannot be."""
    return Paginator(rows, PAGE).get_page(number)


def searched(form: forms.Form) -> dict[str, Any]:
    """What a search form asks for; nothing for what cannot be read."""
    form.is_valid()
    return form.cleaned_data
