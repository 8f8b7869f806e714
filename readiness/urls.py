from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("assessments.dashboards.urls")),
    path("", include("assessments.operations.urls")),
    path("accounts/", include("assessments.accounts.urls")),
    path("accounts/", include("assessments.accounts.signin_urls")),
    path("agency/", include("assessments.agencies.urls")),
    path("assessments/", include("assessments.responses.urls")),
    path("reviews/", include("assessments.reviews.urls")),
    path("results/", include("assessments.results.urls")),
    path("reports/", include("assessments.reports.urls")),
    path("cycles/", include("assessments.dashboards.cycle_urls")),
    path("instruments/", include("assessments.authoring.urls")),
    path("", include("assessments.operations.record_urls")),
]
