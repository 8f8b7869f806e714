from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from assessments.accounts.models import Language
from assessments.common.errors import why_not
from assessments.common.jobs.selectors import silent_queues
from assessments.reports import policies, selectors
from assessments.reports.services import QUEUE
from assessments.reviews.models import Finalisation

register = template.Library()


@register.inclusion_tag("reports/_links.html", takes_context=True)
def report_links(context: Context, finalisation: Finalisation) -> dict[str, Any]:
    """The reports of this result that the reader may have, and a way to ask for one. Four queries."""
    user, now = context["user"], timezone.now()
    found = {report.language: report for report in selectors.reports_for(user, finalisation, now)}
    return {
        "finalisation": finalisation,
        "reports": [(language, name, found.get(language)) for language, name in Language.choices],
        "refused": "" if found else why_not(policies.check_can_request, user, finalisation, now),
        "worker_silent": bool(silent_queues([QUEUE], now)),
        "csrf_token": context.get("csrf_token"),
        "request": context.get("request"),
    }
