from __future__ import annotations

from django.urls import path

from assessments.accounts import invitation_views, session_views, views

app_name = "accounts"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("invitation/<str:token>/", invitation_views.InvitationPage.as_view(), name="invitation"),
    path("profile/", views.profile, name="profile"),
    path("again/", session_views.again, name="again"),
    path("copy-key/", session_views.copy_key, name="copy_key"),
    path("sessions/", session_views.sessions, name="sessions"),
    path("sessions/end/", session_views.sessions_end, name="sessions_end"),
    path("sessions/<int:pk>/end/", session_views.session_end, name="session_end"),
]
