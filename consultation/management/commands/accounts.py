from django.conf import settings
from django.core.management.base import BaseCommand

from consultation.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD, demo_addresses
from consultation.models import Role, User


class Command(BaseCommand):
    requires_system_checks = ()  # they load every view: this reads rows only
    help = "Montre les comptes de démonstration, un par rôle. Ils ne servent que dans le mode embarqué."

    def handle(self, *args, **options) -> None:
        names = dict(User.objects.filter(email__in=demo_addresses(), is_active=True).values_list("email", "name"))
        if not (settings.EMBEDDED and names):
            self.stdout.write("Pas de compte de démonstration ici.")
            return
        rows = [(_role(role), address) for address, role in zip(demo_addresses(), DEMO_ACCOUNTS.values(), strict=True)]
        self.stdout.write(f"Comptes de démonstration (mot de passe\u00a0: {DEMO_PASSWORD})")
        for role, address in rows:
            if address in names:
                self.stdout.write(f"  {role:<16}{address:<28}{names[address]}")


def _role(role: str | None) -> str:
    return str(Role(role).label) if role else "participation"
