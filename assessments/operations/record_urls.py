"""The history of an assessment, the files that are closed or destroyed, and the jobs that failed."""

from __future__ import annotations

from django.urls import path

from assessments.operations import audit_views, file_views, job_views

app_name = "operations"
urlpatterns = [
    path("jobs/", job_views.jobs, name="jobs"),
    path("jobs/<uuid:pk>/retry/", job_views.job_retry, name="job_retry"),
    path("audit/<uuid:pk>/", audit_views.audit, name="audit"),
    path("audit/<uuid:pk>/export.csv", audit_views.audit_export, name="audit_export"),
    path("audit/<uuid:pk>/files/", file_views.files, name="files"),
    path("audit/<uuid:pk>/files/<uuid:evidence>/close/", file_views.close, name="file_close"),
    path("audit/<uuid:pk>/files/<uuid:evidence>/destroy/", file_views.destroy, name="file_destroy"),
    path("audit/<uuid:pk>/files/<uuid:evidence>/original/", file_views.original, name="file_original"),
]
