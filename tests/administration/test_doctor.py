"""An operator sees at once which part is not as it must be."""

import socket
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from administration import doctor
from consultation import signs
from consultation.embedded.places import free_port
from consultation.models import Notice, Sign
from synthesis.models import JobState
from tests import running
from tests.consultation.processes import eventually
from tests.factories import ExportFactory, UserFactory, protect

pytestmark = pytest.mark.django_db(transaction=True)


def states() -> dict[str, tuple[str, str]]:
    return {finding.part: (finding.state, finding.said) for finding in doctor.examine()}


@pytest.fixture
def operator():
    person = UserFactory(is_superuser=True)
    protect(person)
    return person


def test_a_platform_in_order_says_so(tmp_path, operator, client):
    signs.give(signs.BACKUP, "/sauvegardes/lundi")
    with running.worker(tmp_path):
        signs.beat.delay()
        assert eventually(lambda: signs.last(signs.BEAT), patience=90)
        found = states()
    assert {part: state for part, (state, _said) in found.items() if state != doctor.GOOD} == {}
    assert found["Base de données"][1].startswith("PostgreSQL 18")

    client.force_login(operator)
    page = client.get(reverse("doctor"))
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert "Travaux de fond" in page.content.decode()


def test_a_redis_that_is_away_and_no_worker(settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    found = states()
    assert found["Redis"][0] == doctor.BAD
    assert "rien n’est perdu" in found["Redis"][1].lower()
    assert found["Travaux de fond"][0] == doctor.BAD


def test_a_redis_that_hangs_is_not_waited_for(settings):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings.REDIS_URL = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
        assert states()["Redis"][0] == doctor.BAD


def test_a_database_that_is_away_is_one_finding():
    here = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = str(free_port())
    try:
        found = [(finding.part, finding.state) for finding in doctor.examine()]
    finally:
        connection.close()
        connection.settings_dict["PORT"] = here
    assert found.count(("Base de données", doctor.BAD)) == 1  # of the many checks that ask it


def test_a_beat_that_stopped_and_a_backup_that_is_old():
    found = states()
    assert found["Tâches périodiques"][0] == doctor.BAD
    assert found["Sauvegarde"][0] == doctor.WARNING

    for name in (signs.BEAT, signs.BACKUP):
        signs.give(name)
    assert states()["Sauvegarde"][0] == doctor.GOOD
    Sign.objects.update(at=timezone.now() - timedelta(days=3))
    found = states()
    assert (found["Tâches périodiques"][0], found["Sauvegarde"][0]) == (doctor.BAD, doctor.WARNING)


def test_mails_and_jobs_that_wait_too_long_are_counted(citizen):
    assert states()["Mails"][0] == states()["Travaux demandés"][0] == doctor.GOOD
    long_ago = timezone.now() - timedelta(minutes=11)
    Notice.objects.create(person=citizen, kind="published", created_at=long_ago, tries=2)
    export = ExportFactory(state=JobState.QUEUED)
    type(export).objects.update(asked_at=long_ago)

    found = states()

    assert found["Mails"] == (
        doctor.WARNING,
        "1 attendent depuis plus de dix minutes, dont 1 que le serveur de mail a refusés.",
    )
    assert found["Travaux demandés"][0] == doctor.WARNING
    assert "(1)" in found["Travaux demandés"][1]


def test_a_job_that_failed_is_told_of_for_a_day():
    export = ExportFactory(state=JobState.FAILED, error="OSError: [Errno 28]")
    state, said = states()["Travaux demandés"]
    assert (state, "Ont échoué depuis un jour" in said, "(1)" in said) == (doctor.WARNING, True, True)

    type(export).objects.update(asked_at=timezone.now() - timedelta(days=2))
    assert states()["Travaux demandés"][0] == doctor.GOOD


def test_on_the_terminal_a_part_that_is_down_is_an_exit_status(capsys):
    with pytest.raises(SystemExit) as left:
        call_command("doctor")
    assert left.value.code == 1


def test_the_page_is_for_those_who_operate_the_site(client, administrator, operator):
    client.force_login(administrator)
    assert client.get(reverse("doctor")).status_code == 403
    client.force_login(UserFactory(is_superuser=True))  # without a second factor
    assert client.get(reverse("doctor")).status_code == 403
