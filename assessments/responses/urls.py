from __future__ import annotations

from django.urls import path

from assessments.responses import views, views_element, views_evidence, views_moves

app_name = "responses"
urlpatterns = [
    path("start/", views_moves.start, name="start"),
    path("<uuid:pk>/", views.tasklist, name="tasklist"),
    path("<uuid:pk>/changes/", views.changes, name="changes"),
    path("<uuid:pk>/receipt/", views.receipt, name="receipt"),
    path("<uuid:pk>/submit/", views_moves.submit, name="submit"),
    path("<uuid:pk>/withdraw/", views_moves.withdraw, name="withdraw"),
    path("<uuid:pk>/elements/<str:code>/", views_element.element, name="element"),
    path("<uuid:pk>/elements/<str:code>/presence/", views_element.presence, name="presence"),
    path("<uuid:pk>/indicators/<str:code>/save/", views_element.save, name="save"),
    path("<uuid:pk>/indicators/<str:code>/reply/", views_evidence.reply, name="reply"),
    path("<uuid:pk>/indicators/<str:code>/evidence/", views_evidence.add, name="evidence_add"),
    path("<uuid:pk>/evidence/<uuid:evidence>/", views_evidence.download, name="evidence_file"),
    path("<uuid:pk>/evidence/<uuid:evidence>/pages/<int:number>/", views_evidence.preview, name="evidence_preview"),
    path("<uuid:pk>/evidence/<uuid:evidence>/remove/", views_evidence.remove, name="evidence_remove"),
]
