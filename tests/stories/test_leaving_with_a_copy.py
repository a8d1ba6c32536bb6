"""A citizen takes a copy of her data, then leaves with her texts; what was quoted of her stays, without her."""

import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from consultation.models import User
from privacy import tasks
from privacy.models import Erasure, PersonalExport
from synthesis import actions
from tests.factories import ContributionFactory, ExtractFactory, StatementFactory, UserFactory
from tests.stories.conftest import plain, press, send_mails

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]
QUOTE = "Le bail commercial est trop long pour essayer."


@pytest.fixture
def alice(question, theme, consultation, editor):
    person = UserFactory(email="alice@exemple.invalid", name="Alice Duchemin")
    text = ContributionFactory(question=question, author=person, body=f"{QUOTE}\n\nUne suite que personne ne cite.")
    synthesis = actions.draft(consultation, by=editor)
    extract = ExtractFactory(contribution=text, quote=QUOTE)
    StatementFactory(synthesis=synthesis, theme=theme, text="Le bail décourage.", extracts=[extract])
    actions.publish(synthesis, by=editor)
    return person


def test_a_copy_then_gone_and_the_quote_stays(visit, alice, mailoutbox):
    page = visit(alice)
    page.get_by_role("link", name="Mes données").click()
    copy = take_a_copy(page, mailoutbox)
    assert QUOTE in copy["tables"]["versions"]["lignes"][0]["body"]

    page.goto("/mon-espace/mes-donnees/")
    page.get_by_role("link", name="Effacer mon compte").click()
    page.get_by_label("Ils partent avec moi").check()
    page.get_by_label("J’ai compris").check()
    press(page, "Effacer mon compte")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre compte est effacé")
    tasks.finish_erasure(Erasure.objects.get().pk)
    assert page.faults == []

    reader = visit()
    reader.goto("/tiers-lieux/synthese/")
    shown = plain(reader.content())
    assert QUOTE in shown
    assert "Personne partie" in shown
    reader.goto(User.objects.get(pk=alice.pk).contributions.get().get_absolute_url())
    assert "Une suite que personne ne cite" not in reader.content()
    for content in (shown, reader.content()):
        assert "Alice" not in content
    page.goto("/mon-espace/")
    assert "/comptes/login/" in page.url


def take_a_copy(page, mailoutbox) -> dict:
    press(page, "Demander une copie")
    expect(page.locator("#avancement")).to_contain_text("En attente")
    export = PersonalExport.objects.get()
    tasks.make_personal_export(export.pk)
    send_mails()
    assert export.get_absolute_url() in mailoutbox[-1].body
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger ma copie").click()
    with ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        return json.loads(archive.read("mes-donnees.json"))
