from __future__ import annotations

from django.urls import path

from assessments.results import trace_views, views

app_name = "results"
urlpatterns = [
    path("<uuid:pk>/", views.result, name="result"),
    path("<uuid:pk>/trace/", trace_views.trace, name="trace"),
    path("<uuid:pk>/trace/<str:code>/", trace_views.trace, name="trace_node"),
    path("<uuid:pk>/trace.json", trace_views.trace_data, name="trace_data"),
    path("<uuid:pk>/levels.csv", trace_views.levels, name="levels"),
]
