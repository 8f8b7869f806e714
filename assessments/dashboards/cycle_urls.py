"""All pages of cycles. The board counts assessments, so it stands here, above the room of cycles."""

from __future__ import annotations

from django.urls import path

from assessments.cycles import urls
from assessments.dashboards import cycle_views

app_name = "cycles"
urlpatterns = [
    path("", cycle_views.cycles, name="list"),
    path("<uuid:pk>/", cycle_views.board, name="detail"),
    *urls.urlpatterns,
]
