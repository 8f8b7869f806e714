from __future__ import annotations

from django.urls import path

from assessments.reports import views

app_name = "reports"
urlpatterns = [
    path("cycles/<uuid:pk>/", views.cycle, name="cycle"),
    path("cycles/<uuid:pk>/bundle/", views.bundle, name="bundle"),
    path("bundles/<uuid:pk>/file/", views.bundle_download, name="bundle_download"),
    path("assessments/<uuid:pk>/request/", views.request_report, name="request"),
    path("jobs/<uuid:pk>/retry/", views.retry, name="retry"),
    path("<uuid:pk>/status/", views.status, name="status"),
    path("<uuid:pk>/file/", views.download, name="download"),
]
