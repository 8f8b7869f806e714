from __future__ import annotations

from django.urls import path

from assessments.authoring import views, views_edit, views_life, views_sheet

app_name = "instruments"
urlpatterns = [
    path("", views.instruments, name="list"),
    path("<int:pk>/", views.version, name="version"),
    path("<int:pk>/preview/<str:code>/", views.preview, name="preview"),
    path("<int:pk>/differences/", views.differences, name="differences"),
    path("<int:pk>/clone/", views_life.clone, name="clone"),
    path("<int:pk>/publish/", views_life.publish, name="publish"),
    path("<int:pk>/retire/", views_life.retire, name="retire"),
    path("<int:pk>/delete/", views_life.delete, name="delete"),
    path("<int:pk>/workbook/", views_sheet.download, name="workbook"),
    path("<int:pk>/sheet/", views_sheet.upload, name="sheet"),
    path("<int:pk>/sheet/confirm/", views_sheet.confirm, name="sheet_confirm"),
    path("<int:pk>/edit/<slug:kind>/", views_edit.edit, name="edit"),
    path("<int:pk>/edit/<slug:kind>/<str:code>/", views_edit.edit, name="edit"),
    path("<int:pk>/hold/<slug:kind>/", views_edit.hold, name="hold"),
    path("<int:pk>/hold/<slug:kind>/<str:code>/", views_edit.hold, name="hold"),
    path("<int:pk>/add/<slug:kind>/", views_edit.add, name="add"),
    path("<int:pk>/add/<slug:kind>/<str:parent>/", views_edit.add, name="add"),
    path("<int:pk>/remove/<slug:kind>/<str:code>/", views_edit.remove, name="remove"),
    path("<int:pk>/move/<slug:kind>/<str:code>/", views_edit.move, name="move"),
    path("<int:pk>/place/<slug:kind>/<str:code>/", views_edit.place, name="place"),
]
