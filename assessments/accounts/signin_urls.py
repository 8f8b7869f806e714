"""The sign-in pages under the names that allauth reverses. Sign-up and the rest of its pages are left out."""

from __future__ import annotations

from allauth.account import views as base
from allauth.mfa.base.views import index
from allauth.mfa.recovery_codes.views import view_recovery_codes
from allauth.mfa.totp.views import deactivate_totp
from django.urls import path, re_path

from assessments.accounts import confirm_views, second_factor_views, signin_views, single_sign_on

urlpatterns = [
    path("login/", signin_views.SignIn.as_view(), name="account_login"),
    path("logout/", signin_views.SignOut.as_view(), name="account_logout"),
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
    path("confirm/", confirm_views.confirm, name="account_reauthenticate"),
    path("second-step/", index, name="mfa_index"),
    path("second-step/give/", second_factor_views.Authenticate.as_view(), name="mfa_authenticate"),
    path("second-step/app/", second_factor_views.ActivateTOTP.as_view(), name="mfa_activate_totp"),
    path("second-step/app/remove/", deactivate_totp, name="mfa_deactivate_totp"),
    path("second-step/codes/", view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-step/codes/new/",
        second_factor_views.GenerateRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("second-step/passkeys/new/", second_factor_views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "second-step/passkeys/<int:pk>/remove/",
        second_factor_views.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("login/passkey/", second_factor_views.SignInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("oidc/<slug:provider_id>/login/", single_sign_on.begin, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/callback/", single_sign_on.come_back, name="openid_connect_callback"),
]
