"""What a cycle's administrator sets up. The list and the board read the rooms above: see dashboards/cycle_urls.py."""

from __future__ import annotations

from django.urls import path

from assessments.cycles import views

urlpatterns = [
    path("new/", views.add, name="add"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/enrol/", views.enrol, name="enrol"),
    path("<uuid:pk>/enrolments/<int:enrolment>/leave/", views.leave, name="leave"),
    path("<uuid:pk>/evaluators/", views.evaluators, name="evaluators"),
    path("<uuid:pk>/assignments/<int:assignment>/end/", views.assignment_end, name="assignment_end"),
    path("<uuid:pk>/administrators/", views.administrators, name="administrators"),
    path("<uuid:pk>/administrators/<int:row>/end/", views.administrator_end, name="administrator_end"),
]
