"""What somebody invited reads: who asks her to what, before she accepts; or what to do when the link is spent."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from assessments.accounts import invitations
from assessments.accounts.invitations import Broken, Expired, Invitation, Used
from assessments.accounts.signin_forms import InvitedPasswordForm

GONE = 410


@method_decorator([never_cache, login_not_required, sensitive_post_parameters()], name="dispatch")
class InvitationPage(View):
    def dispatch(self, request: HttpRequest, token: str) -> HttpResponseBase:
        try:
            self.invitation = invitations.read_invitation(token)
            return super().dispatch(request, token)
        except Expired as spent:
            return render(request, "accounts/invitation_spent.html", {"expired": spent.invitation}, status=GONE)
        except Used:
            return render(request, "accounts/invitation_spent.html", {"used": True}, status=GONE)
        except Broken:
            return render(request, "accounts/invitation_spent.html", {}, status=404)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return _page(request, self.invitation, InvitedPasswordForm(self.invitation.user))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = InvitedPasswordForm(self.invitation.user, request.POST)
        if not form.is_valid():
            return _page(request, self.invitation, form, status=422)
        invitations.accept_invitation(token=token, password=form.cleaned_data["password1"])
        messages.success(request, _("Your password is saved. Sign in with it now."))
        return redirect("account_login")


def _page(request: HttpRequest, invitation: Invitation, form: InvitedPasswordForm, status: int = 200) -> HttpResponse:
    context = {
        "invitation": invitation,
        "memberships": invitation.user.memberships.select_related("agency"),
        "evaluates": invitation.user.assignments.exists(),
        "form": form,
    }
    return render(request, "accounts/invitation.html", context, status=status)
