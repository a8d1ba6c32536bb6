"""manage.py doctor: how each part of the platform is, on the terminal."""

import sys

from django.core.management.base import BaseCommand

from administration.doctor import BAD, examine


class Command(BaseCommand):
    help = "Examine chaque partie\u00a0: base, Redis, travaux, mails, disque, sauvegarde. 1 si l’une est en panne."
    requires_system_checks = ()

    def handle(self, *args, **options):
        findings = examine()
        for finding in findings:
            self.stdout.write(f"{finding.words:12} {finding.part}\u00a0: {finding.said}")
        if any(finding.state == BAD for finding in findings):
            sys.exit(1)
