from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from assessments.accounts.models import Language, User
from assessments.demo import fictional, people, places, study
from assessments.questionnaires.models import Version
from assessments.reports.services import request_report


class Command(BaseCommand):
    help = "Enters the demonstration once: a published study's case and two fictional agencies. Refuses production."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is off. Set READINESS_DEMO=true, never on a server in use.")
        if User.objects.filter(email=people.ADMINISTRATOR.email).exists():
            self.stdout.write("The demonstration is here already.")
            return
        with transaction.atomic():
            enter_everything()
        self.stdout.write("The demonstration is in place.")


def enter_everything() -> None:
    now = timezone.now()
    published = Version.objects.filter(instrument__code="egov-readiness", published_at__isnull=False, retired_at=None)
    version = published.earliest("published_at")
    people.create_accounts()
    past, town, port = places.create_study_place(), places.create_town(), places.create_port()
    opened = now - timedelta(days=60)
    earlier = places.create_cycle("Demonstrasi: kasus dari studi terbit", version, opened, past, days=40, release=55)
    current = places.create_cycle(
        f"Periode contoh {now.year}", version, now - timedelta(days=14), town, port, days=35, release=60
    )
    assessment = study.enter_study(past, earlier, now - timedelta(days=10))
    fictional.enter_half_filled(town, current, now)
    fictional.enter_under_review(port, current, now)
    finalisation = assessment.finalisations.get()
    for language in Language:
        request_report(finalisation=finalisation, language=language, actor=people.ADMINISTRATOR.user(), now=now)
