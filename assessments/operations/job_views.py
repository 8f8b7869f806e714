"""Work that failed for good and has no page of its own: letters, and the pictures of documents."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from assessments.accounts.models import User
from assessments.accounts.requests import SignedInRequest
from assessments.common.errors import Denied
from assessments.common.forms import page_of
from assessments.common.jobs.models import Job
from assessments.common.jobs.selectors import parked
from assessments.common.jobs.services import retry

KINDS: dict[str, str | Promise] = {
    "notify_submitted": gettext_lazy("Letter: answers were sent"),
    "notify_returned": gettext_lazy("Letter: the evaluators ask"),
    "notify_finalised": gettext_lazy("Letter: the assessment is finalised"),
    "notify_deadline": gettext_lazy("Letter: what is due"),
    "notify_invited": gettext_lazy("Letter: invitation"),
    "notify_password_reset": gettext_lazy("Letter: choose a password"),
    "draw_pages": gettext_lazy("Pages of a document as pictures"),
}


@require_safe
def jobs(request: SignedInRequest) -> HttpResponse:
    _check_may_look(request)
    page = page_of(parked().order_by("-finished_at", "pk"), request.GET.get("page"))
    return render(request, "operations/jobs.html", {"page": page, "rows": _told(list(page))})


@require_POST
def job_retry(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    _check_may_look(request)
    job = get_object_or_404(Job.objects.filter(queue="default"), pk=pk)
    try:
        retry(job=job)
    except Denied as reason:
        messages.error(request, reason.message)
    else:
        messages.info(request, _("It will be tried again."))
    return redirect("operations:jobs")


def _check_may_look(request: SignedInRequest) -> None:
    if not request.user.is_administrator:
        raise PermissionDenied(_("Only administrators see this page."))


def _told(rows: Iterable[Job]) -> list[tuple[Job, str | Promise, User | None]]:
    """Each job with its kind in words, if it is still known, and who should have had the letter. One query."""
    readers = User.objects.in_bulk([job.payload["user"] for job in rows if "user" in job.payload])
    return [(job, KINDS.get(job.kind, job.kind), readers.get(job.payload.get("user"))) for job in rows]
