from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.accounts.signin_forms import SignInForm
from assessments.dashboards.overview import administrator_overview, agency_overview, evaluator_overview
from assessments.dashboards.public import public_page
from assessments.dashboards.selectors import places_of


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if not request.user.is_authenticated:
        context = {"page": public_page(now), "form": SignInForm(request=request)}
        return render(request, "dashboards/public.html", context)
    places = places_of(request.user)
    context = {
        "agency": agency_overview(request.user, now) if places.fills else None,
        "evaluator": evaluator_overview(request.user) if places.evaluates else None,
        "cycles": administrator_overview(request.user, now) if places.administers else None,
        "places": places,
    }
    return render(request, "dashboards/home.html", context)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "dashboards/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "dashboards/privacy.html")
