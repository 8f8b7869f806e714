"""The accounts of the demonstration. Their names say what they are: nobody here is a real person."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from assessments.accounts.models import User

# A demonstration's password is public on purpose; production refuses the demonstration.
PASSWORD = "kesiapan-demo-2026"


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    what: object

    def user(self) -> User:
        return User.objects.get(email=self.email)


ADMINISTRATOR = Account("admin@demo.example", "Admin Contoh", _("administrator of the cycles"))
EVALUATOR = Account("asesor@demo.example", "Asesor Contoh", _("evaluator"))
STUDY_COORDINATOR = Account("koordinator@dpppa.example", "Koordinator DPPPA (contoh)", _("coordinator, study's agency"))
STUDY_STAFF = Account("staf@dpppa.example", "Staf DPPPA (contoh)", _("staff, study's agency"))
TOWN_COORDINATOR = Account("koordinator@kota.example", "Koordinator Kota (contoh)", _("coordinator, fictional town"))
TOWN_STAFF = Account("staf@kota.example", "Staf Kota (contoh)", _("staff, fictional town"))
PORT_COORDINATOR = Account(
    "koordinator@bandar.example", "Koordinator Bandar (contoh)", _("coordinator, fictional port")
)

ACCOUNTS = (
    TOWN_COORDINATOR,
    TOWN_STAFF,
    PORT_COORDINATOR,
    STUDY_COORDINATOR,
    STUDY_STAFF,
    EVALUATOR,
    ADMINISTRATOR,
)


def create_accounts() -> None:
    for account in ACCOUNTS:
        user = User.objects.create_user(account.email, PASSWORD, name=account.name)
        user.is_administrator = account is ADMINISTRATOR
        user.save(update_fields=["is_administrator"])


def present() -> list[Account]:
    """Those of the accounts that exist here. One query."""
    here = set(User.objects.filter(email__in=[account.email for account in ACCOUNTS]).values_list("email", flat=True))
    return [account for account in ACCOUNTS if account.email in here]
