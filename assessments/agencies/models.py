from __future__ import annotations

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from assessments.accounts.models import TimeZone, User
from assessments.common.triggers import not_truncated


class AgencyKind(models.TextChoices):
    PROVINCIAL = "PROVINCIAL", _("Provincial office")
    REGENCY = "REGENCY", _("Regency or city office")
    MINISTRY = "MINISTRY", _("Ministry or national agency")
    OTHER = "OTHER", _("Other public body")


class Role(models.TextChoices):
    STAFF = "STAFF", _("staff")
    COORDINATOR = "COORDINATOR", _("coordinator")


class MediumKind(models.TextChoices):
    SOCIAL_MEDIA = "social_media", _("social media")
    WEBSITE = "website", _("website")
    MOBILE_APP = "mobile_app", _("mobile app")
    INTERNAL_APPLICATION = "internal_application", _("internal application")
    SERVICE_PORTAL = "service_portal", _("service portal")
    MESSAGE_CHANNEL = "message_channel", _("message channel")


class Purpose(models.TextChoices):
    INFORMATION = "information", _("information")
    INTERACTION = "interaction", _("interaction")
    TRANSACTION = "transaction", _("transaction")
    INTERNAL = "internal", _("internal administration")


class Stage(models.TextChoices):
    PLANNED = "planned", _("planned")
    PILOT = "pilot", _("pilot")
    LIVE = "live", _("live")


class AgencyQuerySet(models.QuerySet["Agency"]):
    def of_member(self, user: User) -> AgencyQuerySet:
        return self.filter(Exists(Membership.objects.filter(agency=OuterRef("pk"), user=user)))


class Agency(models.Model):
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60)
    code = models.SlugField(_("code"), max_length=40, help_text=_("Short, unique, used in file names."))
    kind = models.CharField(_("kind"), max_length=12, choices=AgencyKind)
    region = models.CharField(_("region"), max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    time_zone = models.CharField(_("time zone"), max_length=20, choices=TimeZone, default=TimeZone.WESTERN)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                Upper("code"), name="agency_code_unique", violation_error_message=_("Another agency has this code.")
            ),
            models.CheckConstraint(name="agency_not_its_own_parent", condition=~models.Q(parent=models.F("pk"))),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    meta={"triggers": [not_truncated("membership_history")]},
)
class Membership(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("agency", "user"), name="membership_unique"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.agency_id}"


class MediumQuerySet(models.QuerySet["Medium"]):
    def visible_to(self, user: User) -> MediumQuerySet:
        return self.filter(Exists(Membership.objects.filter(agency=OuterRef("agency"), user=user)))


class Medium(models.Model):
    """What readiness is judged for: an account, a site, an app, a channel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="media")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=24, choices=MediumKind)
    address = models.CharField(_("address or account"), max_length=300)
    purpose = models.CharField(_("main purpose"), max_length=12, choices=Purpose)
    target_users = models.CharField(_("target users"), max_length=200)
    owning_unit = models.CharField(_("owning unit"), max_length=200)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage)
    in_use_since = models.DateField(_("in use since"), null=True, blank=True)

    objects = MediumQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("agency", "name"),
                name="medium_unique",
                violation_error_message=_("Your agency already has a medium of this name."),
            ),
        )

    def __str__(self) -> str:
        return self.name
