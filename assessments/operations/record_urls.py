"""The history of an assessment, and the files that are closed or destroyed."""

from __future__ import annotations

from django.urls import path

from assessments.operations import audit_views, file_views

app_name = "operations"
urlpatterns = [
    path("audit/<uuid:pk>/", audit_views.audit, name="audit"),
    path("audit/<uuid:pk>/export.csv", audit_views.audit_export, name="audit_export"),
    path("audit/<uuid:pk>/files/", file_views.files, name="files"),
    path("audit/<uuid:pk>/files/<uuid:evidence>/close/", file_views.close, name="file_close"),
    path("audit/<uuid:pk>/files/<uuid:evidence>/destroy/", file_views.destroy, name="file_destroy"),
    path("audit/<uuid:pk>/files/<uuid:evidence>/original/", file_views.original, name="file_original"),
]
