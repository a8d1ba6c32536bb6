"""The copy of one's data: whole, her own alone, told when ready, gone after a week."""

import csv
import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation import notices
from consultation.models import Notice, User
from debates import actions as debate
from privacy import actions, periodic, tasks
from privacy.models import PersonalExport, PersonalExportChunk
from synthesis.models import JobState
from tests.factories import (
    PASSWORD,
    AppealFactory,
    DecisionFactory,
    PersonalExportFactory,
    ReportFactory,
    SuspensionFactory,
)


def made(person) -> PersonalExport:
    export = actions.request_export(person)
    tasks.make_personal_export(export.pk)
    export.refresh_from_db()
    return export


def opened(export: PersonalExport) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(export.data())))


def test_everything_there_is_of_her_and_nothing_of_others(world, alice, moderator):
    debate.edit(world.silent, by=alice, title="Un autre titre", body="Une autre version, de ma main.")
    ReportFactory(by=alice, contribution=world.other, line="Pourquoi je signale")
    decision = DecisionFactory(contribution=world.quoted, by=moderator, note="Ce qu’en dit le modérateur")
    AppealFactory(by=alice, decision=decision, text="Ce que je conteste")
    SuspensionFactory(person=alice)
    Client().force_login(alice)

    archive = opened(made(alice))
    said = json.loads(archive.read("mes-donnees.json"))["tables"]

    texts = [line["body"] for line in said["versions"]["lignes"]]
    assert "Une phrase que personne ne cite, de ma main." in texts
    assert "Une autre version, de ma main." in texts
    assert said["compte"]["lignes"][0]["email"] == "alice@exemple.invalid"
    assert said["compte"]["lignes"][0]["commune__name"] == "Felletin"
    assert said["signalements"]["lignes"][0]["line"] == "Pourquoi je signale"
    assert said["decisions"]["lignes"][0]["note"] == "Ce qu’en dit le modérateur"
    assert said["recours"]["lignes"][0]["text"] == "Ce que je conteste"
    assert said["connexions"]["lignes"][0]["begun_at"].startswith(timezone.localtime().strftime("%Y-%m-%d"))
    for key in ("reactions", "suivis", "avis", "brouillons", "cles-d-acces", "suspensions", "lieux", "passages-cites"):
        assert said[key]["lignes"], key
    everything = archive.read("mes-donnees.json").decode()
    assert moderator.name not in everything
    assert moderator.email not in everything
    assert "Le bail précaire est trop court" not in everything


def test_each_table_is_a_csv_and_the_page_leads_to_them(world, alice):
    archive = opened(made(alice))
    names = set(archive.namelist())

    page = archive.read("index.html").decode()
    rows = list(csv.reader(io.StringIO(archive.read("textes.csv").decode("utf-8-sig")), delimiter=";"))

    assert {"index.html", "mes-donnees.json", "compte.csv", "textes.csv", "versions.csv"} <= names
    assert all(f'href="{name}"' in page for name in names - {"index.html"})
    assert len(rows) == 3
    assert "Élu ou élue" in rows[1]
    assert 'lang="fr"' in page


def test_what_a_spreadsheet_would_run_is_text_there(alice, world):
    User.objects.filter(pk=alice.pk).update(name="=HYPERLINK(1)")
    alice.refresh_from_db()

    assert "'=HYPERLINK(1)" in opened(made(alice)).read("compte.csv").decode("utf-8-sig")


def test_naughty_words_do_not_stop_it(alice, question):
    name = "<script>alert(1)</script>"
    User.objects.filter(pk=alice.pk).update(name=name)
    alice.refresh_from_db()

    assert name not in opened(made(alice)).read("index.html").decode()


def test_its_owner_alone_fetches_it(client, world, alice, citizen, moderator, administrator, stranger):
    export = made(alice)
    root = User.objects.create_superuser("root@exemple.invalid", PASSWORD, name="Racine")
    routes = ("personal_export", "personal_export_file")

    for person in (citizen, moderator, administrator, stranger, root):
        client.force_login(person)
        for route in routes:
            assert client.get(reverse(route, args=[export.token])).status_code == 404
        assert client.post(reverse("retry_personal_export", args=[export.token])).status_code == 404
    client.logout()
    assert client.get(reverse("personal_export_file", args=[export.token])).status_code == 404
    client.force_login(alice)
    answer = client.get(reverse("personal_export_file", args=[export.token]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert answer["Content-Disposition"] == f'attachment; filename="{export.file_name}"'
    assert "no-store" in answer["Cache-Control"]


def test_she_is_told_when_it_is_ready(alice, mailoutbox):
    export = made(alice)
    notice = Notice.objects.get(person=alice, kind="data_ready")

    notices.send_notice(notice.pk)

    assert "La copie de vos données est prête" in mailoutbox[0].subject
    assert export.get_absolute_url() in mailoutbox[0].body


def test_one_at_a_time_then_one_an_hour(client, alice):
    first = actions.request_export(alice)
    assert actions.request_export(alice) == first
    tasks.make_personal_export(first.pk)

    with pytest.raises(actions.Refused):
        actions.request_export(alice)
    client.force_login(alice)
    page = client.post(reverse("ask_personal_export"), follow=True).content.decode()
    assert "Une copie vient d’être faite" in page
    PersonalExport.objects.update(finished_at=timezone.now() - timedelta(hours=2))
    assert actions.request_export(alice) != first


def test_asking_too_often_is_answered_429(client, alice):
    cache.clear()
    client.force_login(alice)
    answers = [client.post(reverse("ask_personal_export")).status_code for _ in range(11)]

    assert answers == [302] * 10 + [429]


def test_a_failure_is_shown_and_tried_again(client, alice):
    export = PersonalExportFactory(person=alice, state=JobState.FAILED, error="OSError: disque plein", attempts=3)
    client.force_login(alice)

    page = client.get(export.get_absolute_url()).content.decode()
    assert "n’a pas pu être faite" in page
    assert "disque plein" not in page
    client.post(reverse("retry_personal_export", args=[export.token]))
    tasks.make_personal_export(export.pk)

    assert "Télécharger ma copie" in client.get(export.get_absolute_url()).content.decode()


def test_a_dead_worker_loses_nothing(alice, settings):
    export = actions.request_export(alice)
    PersonalExport.objects.claim(export.pk)
    tasks.make_personal_export(export.pk)
    export.refresh_from_db()
    assert export.state == JobState.RUNNING  # somebody else's, as far as one knows

    PersonalExport.objects.update(alive_at=timezone.now() - timedelta(seconds=settings.JOB_LEASE + 1))
    assert list(PersonalExport.objects.to_send()) == [export]
    tasks.make_personal_export(export.pk)

    export.refresh_from_db()
    assert (export.state, export.attempts) == (JobState.DONE, 2)


def test_it_is_gone_after_a_week(client, alice):
    export = made(alice)
    PersonalExport.objects.update(finished_at=timezone.now() - timedelta(days=7, minutes=1))

    assert periodic.erase_due(timezone.now())["exports"] == 1

    assert not PersonalExportChunk.objects.exists()
    client.force_login(alice)
    assert client.get(reverse("personal_export_file", args=[export.token])).status_code == 404


def test_the_page_says_what_there_is_and_where_it_is_corrected(client, world, alice):
    client.force_login(alice)

    page = client.get(reverse("my_data")).content.decode()

    for words in ("Vos contributions et vos arguments", "Vos connexions en cours", "Vos brouillons"):
        assert words in page
    for route in ("where_from", "account_email", "account_change_password", "notice_settings", "leave"):
        assert f'href="{reverse(route)}"' in page
    client.logout()
    assert client.get(reverse("my_data")).status_code == 302
