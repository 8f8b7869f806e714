from __future__ import annotations

from django.urls import path

from assessments.results import views

app_name = "results"
urlpatterns = [path("<uuid:pk>/", views.result, name="result")]
