"""The history of an assessment, and the files that are closed or destroyed."""

from __future__ import annotations

from django.urls import path

from assessments.operations import audit_views

app_name = "operations"
urlpatterns = [
    path("audit/<uuid:pk>/", audit_views.audit, name="audit"),
    path("audit/<uuid:pk>/export.csv", audit_views.audit_export, name="audit_export"),
]
