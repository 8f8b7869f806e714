"""A draft's things, a form each. A published version's are shown and cannot be changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.accounts.requests import SignedInRequest
from assessments.authoring import labels, pages, policies, services
from assessments.authoring.access import UNUSABLE, status_of, version_or_404
from assessments.authoring.forms import PartForm, PlaceForm
from assessments.authoring.kinds import CODED, Part, new_slots, part_of
from assessments.authoring.slots import stamp_of, values_of
from assessments.authoring.tree import find, holds, node_codes
from assessments.common.errors import Denied, Invalid, why_not
from assessments.common.forms import add_errors
from assessments.questionnaires.aging import behind
from assessments.questionnaires.models import Version


def _part_or_404(version: Version, kind: str, code: str) -> Part:
    part = part_of(version.document, kind, code) if kind in labels.KINDS else None
    if part is None or part.code != code:
        raise Http404
    return part


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int, kind: str, code: str = "") -> HttpResponse:
    version = version_or_404(request, pk)
    part = _part_or_404(version, kind, code)
    form = PartForm(part.slots, part.item, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _edit_page(request, version, part, form, status=UNUSABLE if form.is_bound else 200)
    values = {slot.key: form.cleaned_data[slot.key] for slot in part.slots}
    try:
        services.change(
            version_id=pk,
            kind=kind,
            code=code,
            values=values,
            seen=form.cleaned_data["seen"],
            actor=request.user,
            now=timezone.now(),
        )
    except services.Changed as clash:
        return _clash_page(request, version, part, form, clash)
    except Invalid as error:
        add_errors(form, error)
        return _edit_page(request, version, part, form, status=UNUSABLE)
    except Denied as reason:
        return _edit_page(request, version, part, form, refusal=reason.message, status=status_of(reason))
    messages.success(request, _("Saved."))
    return redirect(request.path)


def _clash_page(
    request: SignedInRequest, version: Version, part: Part, form: PartForm, clash: services.Changed
) -> HttpResponse:
    """What was typed stays in the fields; beside it, what the other one wrote."""
    theirs = [
        (slot.label, clash.standing[slot.key])
        for slot in part.slots
        if slot.key in clash.standing and not slot.same(clash.standing[slot.key], form.cleaned_data[slot.key])
    ]
    if clash.standing:
        form.show(stamp_of(clash.standing))
    return _edit_page(request, version, part, form, refusal=clash.message, theirs=theirs, status=status_of(clash))


def _edit_page(
    request: SignedInRequest,
    version: Version,
    part: Part,
    form: PartForm,
    *,
    refusal: str = "",
    theirs: list[Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    closed = why_not(policies.check_can_edit, request.user, version)
    for field in form.fields.values():
        field.disabled = bool(closed)
    context = {
        "version": version,
        "part": part,
        "kind": labels.KINDS[part.kind],
        "form": form,
        "closed": closed,
        "findings": pages.findings_of(version, part.kind, part.code),
        "behind": any(behind(text, version.package.languages) for text in part.texts()),
        "theirs": theirs,
        "errors": [("", refusal)] if refusal else None,
    }
    return render(request, "authoring/edit.html", context, status=status)


@require_POST
def hold(request: SignedInRequest, pk: int, kind: str, code: str = "") -> HttpResponse:
    version = version_or_404(request, pk)
    _part_or_404(version, kind, code)
    seen = request.POST.get("seen", "")
    try:
        services.hold_translations(
            version_id=pk, kind=kind, code=code, seen=seen, actor=request.user, now=timezone.now()
        )
    except Denied as reason:
        messages.error(request, reason.message)
    else:
        messages.success(request, _("The translations count as up to date."))
    return redirect("instruments:edit", pk, kind, *([code] if code else []))


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest, pk: int, kind: str, parent: str = "") -> HttpResponse:
    version = version_or_404(request, pk)
    nodes = set(node_codes(version.document))
    if parent not in {"node": {"", *nodes}, "indicator": nodes}.get(kind, {""}) or kind not in CODED:
        raise Http404
    slots = new_slots(version.document, kind)
    form = PartForm(slots, {}, request.POST if request.method == "POST" else None)
    refusal, status = "", UNUSABLE if form.is_bound else 200
    if form.is_valid():
        values = {slot.key: form.cleaned_data[slot.key] for slot in slots}
        try:
            services.add(version_id=pk, kind=kind, parent=parent, values=values, actor=request.user, now=timezone.now())
        except Invalid as error:
            add_errors(form, error)
        except Denied as reason:
            refusal, status = reason.message, status_of(reason)
        else:
            messages.success(request, _("Added. Fill in the rest here."))
            return redirect("instruments:edit", pk, kind, values["code"])
    context = {
        "version": version,
        "kind": labels.KINDS[kind],
        "parent": parent,
        "form": form,
        "errors": [("", refusal)] if refusal else None,
    }
    return render(request, "authoring/add.html", context, status=status)


@require_http_methods(["GET", "POST"])
def remove(request: SignedInRequest, pk: int, kind: str, code: str) -> HttpResponse:
    version = version_or_404(request, pk)
    part = _coded_or_404(version, kind, code)
    refusal, status = why_not(policies.check_can_edit, request.user, version), 200
    if request.method == "POST":
        try:
            services.remove(
                version_id=pk,
                kind=kind,
                code=code,
                seen=request.POST.get("seen", ""),
                actor=request.user,
                now=timezone.now(),
            )
        except Denied as reason:
            refusal, status = reason.message, status_of(reason)
        else:
            messages.success(request, _("%(code)s is removed.") % {"code": code})
            return redirect("instruments:version", pk)
    context = {
        "version": version,
        "part": part,
        "kind": labels.KINDS[kind],
        "seen": stamp_of(values_of(part.slots, part.item)),
        "below": len(node_codes(part.item)),
        "errors": [("", refusal)] if refusal else None,
    }
    return render(request, "authoring/remove.html", context, status=status)


def _coded_or_404(version: Version, kind: str, code: str) -> Part:
    if kind not in CODED:
        raise Http404
    return _part_or_404(version, kind, code)


@require_POST
def move(request: SignedInRequest, pk: int, kind: str, code: str) -> HttpResponse:
    version = version_or_404(request, pk)
    _coded_or_404(version, kind, code)
    by = -1 if request.POST.get("direction") == "up" else 1
    try:
        services.move(version_id=pk, kind=kind, code=code, by=by, actor=request.user, now=timezone.now())
    except Denied as reason:
        messages.error(request, reason.message)
    return redirect(f"{version_address(pk)}#{kind}-{code}")


def version_address(pk: int) -> str:
    return reverse("instruments:version", args=[pk])


@require_http_methods(["GET", "POST"])
def place(request: SignedInRequest, pk: int, kind: str, code: str) -> HttpResponse:
    version = version_or_404(request, pk)
    if kind not in ("node", "indicator"):
        raise Http404
    part = _part_or_404(version, kind, code)
    form = PlaceForm(_places(version, part), request.POST if request.method == "POST" else None)
    refusal, status = why_not(policies.check_can_edit, request.user, version), UNUSABLE if form.is_bound else 200
    if form.is_valid():
        parent = form.cleaned_data["parent"].removeprefix("/")
        try:
            services.move_into(
                version_id=pk, kind=kind, code=code, parent=parent, actor=request.user, now=timezone.now()
            )
        except Invalid as error:
            add_errors(form, error)
        except Denied as reason:
            refusal, status = reason.message, status_of(reason)
        else:
            return redirect(f"{version_address(pk)}#{kind}-{code}")
    context = {
        "version": version,
        "part": part,
        "kind": labels.KINDS[kind],
        "form": form,
        "errors": [("", refusal)] if refusal else None,
    }
    return render(request, "authoring/place.html", context, status=status)


def _places(version: Version, part: Part) -> list[tuple[str, str]]:
    """The nodes that it can stand in. The whole is written '/', since an empty choice means none."""
    whole = [("/", _("the top"))] if part.kind == "node" else []
    nodes = [
        (code, f"{code} {version.package.node(code).name}")
        for code in node_codes(version.document)
        if not (part.kind == "node" and _is_inside(version, part.code, code))
    ]
    return whole + nodes


def _is_inside(version: Version, around: str, code: str) -> bool:
    found = find(version.document, "node", around)
    return found is not None and holds(found[0], code)
