from __future__ import annotations

from django.urls import path

from assessments.agencies import registry_urls, views

app_name = "agencies"
urlpatterns = [
    path("media/", views.media, name="media"),
    path("media/add/", views.medium_add, name="medium_add"),
    path("media/<uuid:pk>/", views.medium_edit, name="medium_edit"),
    *registry_urls.urlpatterns,
]
