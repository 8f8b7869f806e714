"""The agency's media: what its readiness is judged for."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.accounts.requests import SignedInRequest
from assessments.agencies import selectors
from assessments.agencies.forms import MediumForm
from assessments.agencies.models import Agency, Medium
from assessments.agencies.services import keep_medium
from assessments.common.errors import Denied, Invalid
from assessments.common.forms import add_errors


@require_GET
def media(request: SignedInRequest) -> HttpResponse:
    agencies = selectors.agencies_with_media(request.user)
    if not agencies:
        raise PermissionDenied
    return render(request, "agencies/media.html", {"agencies": agencies})


@require_http_methods(["GET", "POST"])
def medium_add(request: SignedInRequest) -> HttpResponse:
    if not Agency.objects.of_member(request.user).exists():
        raise PermissionDenied
    return _edit(request, MediumForm(request.POST or None, user=request.user))


@require_http_methods(["GET", "POST"])
def medium_edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    medium = get_object_or_404(Medium.objects.visible_to(request.user).select_related("agency"), pk=pk)
    return _edit(request, MediumForm(request.POST or None, instance=medium, user=request.user))


def _edit(request: SignedInRequest, form: MediumForm) -> HttpResponse:
    if request.method == "GET":
        return render(request, "agencies/medium.html", {"form": form})
    if not form.is_valid():
        return render(request, "agencies/medium.html", {"form": form}, status=422)
    try:
        medium = keep_medium(medium=form.save(commit=False), actor=request.user)
    except Invalid as refusal:
        add_errors(form, refusal)
        return render(request, "agencies/medium.html", {"form": form}, status=422)
    except Denied as refusal:
        raise PermissionDenied(refusal.message) from refusal
    messages.info(request, _("%(medium)s is on the list. You can start its assessment.") % {"medium": medium.name})
    return redirect("agencies:media")
