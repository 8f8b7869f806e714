"""The sign-in pages under the names that allauth reverses. Sign-up and the rest of its pages are left out."""

from __future__ import annotations

from allauth.account import views as base
from django.urls import path, re_path

from assessments.accounts import signin_views

urlpatterns = [
    path("login/", signin_views.SignIn.as_view(), name="account_login"),
    path("logout/", base.logout, name="account_logout"),
    path("inactive/", base.account_inactive, name="account_inactive"),
    path("password/change/", signin_views.ChangePassword.as_view(), name="account_change_password"),
    path("password/reset/", signin_views.ResetPassword.as_view(), name="account_reset_password"),
    path("password/reset/done/", base.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        signin_views.ChoosePassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", base.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
