from __future__ import annotations

from django.urls import path

from assessments.reviews import views, views_moves, views_workbench

app_name = "reviews"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("<uuid:pk>/", views.overview, name="overview"),
    path("<uuid:pk>/start/", views_moves.start, name="start"),
    path("<uuid:pk>/return/", views_moves.return_to_agency, name="return"),
    path("<uuid:pk>/resume/", views_moves.resume, name="resume"),
    path("<uuid:pk>/finalise/", views_moves.finalise, name="finalise"),
    path("<uuid:pk>/reopen/", views_moves.reopen, name="reopen"),
    path("<uuid:pk>/indicators/<str:code>/", views_workbench.workbench, name="workbench"),
    path("<uuid:pk>/indicators/<str:code>/verdict/", views_workbench.verdict, name="verdict"),
    path("<uuid:pk>/indicators/<str:code>/comment/", views_workbench.comment, name="comment"),
]
