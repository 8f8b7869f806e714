from __future__ import annotations

from django.urls import path

from assessments.agencies import people_views, registry_views

urlpatterns = [
    path("registry/", registry_views.agencies, name="registry"),
    path("registry/new/", registry_views.register, name="register"),
    path("registry/<int:pk>/", registry_views.agency, name="agency"),
    path("registry/<int:pk>/edit/", registry_views.agency_edit, name="agency_edit"),
    path("registry/<int:pk>/people/new/", registry_views.member_add, name="member_add"),
    path("registry/members/<int:pk>/role/", registry_views.member_role, name="member_role"),
    path("registry/members/<int:pk>/end/", registry_views.member_end, name="member_end"),
    path("people/", people_views.people, name="people"),
    path("people/new/", people_views.person_add, name="person_add"),
    path("people/<int:pk>/", people_views.person, name="person"),
    path("people/<int:pk>/close/", people_views.person_close, name="person_close"),
    path("people/<int:pk>/open/", people_views.person_open, name="person_open"),
    path("people/<int:pk>/invite/", people_views.person_invite, name="person_invite"),
    path("people/<int:pk>/invitation/", people_views.person_copy_invitation, name="person_copy_invitation"),
]
