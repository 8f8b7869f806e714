from __future__ import annotations

from django.urls import path

from assessments.accounts import views

app_name = "accounts"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("profile/", views.profile, name="profile"),
]
