"""The platform's own commands on a database that is not ready."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

ROOT = Path(__file__).resolve().parents[2]


def test_in_the_embedded_mode_a_new_database_is_made_ready(tmp_path):
    environment = os.environ | {"EMBEDDED_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "consultation.settings"}
    for given in ("DATABASE_URL", "REDIS_URL"):
        environment.pop(given, None)

    done = subprocess.run(
        [sys.executable, "manage.py", "stats", "nulle-part"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert "Base de données" in done.stderr
    assert "Celles qu’il y a\u00a0: aucune" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_elsewhere_the_operator_is_told_to_migrate(settings):
    settings.EMBEDDED = False
    MigrationRecorder.Migration.objects.filter(app="synthesis").delete()

    with pytest.raises(CommandError, match=r"manage\.py migrate"):
        call_command("stats", "nulle-part")
