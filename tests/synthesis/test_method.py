"""The method page of a version shows the settings of the very roll-up it rests on."""

import pytest
from django.urls import reverse

from synthesis import actions, waiting
from synthesis.rollup.settings import settings
from tests.factories import StatementFactory, SynthesisFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(consultation, theme, editor, extract):
    rollup = waiting.until_done(actions.request_roll_up(consultation, by=editor), tell=lambda row: None, say=print)
    synthesis = SynthesisFactory(consultation=consultation, number=1, rollup=type(rollup).objects.get(pk=rollup.pk))
    StatementFactory(synthesis=synthesis, theme=theme, extracts=[extract])
    return actions.publish(synthesis, by=editor)


def test_everybody_reads_the_settings_of_the_run(client, consultation, published):
    page = client.get(reverse("synthesis_method", args=[consultation.slug, 1])).content.decode()

    assert published.rollup.snapshot["meta"]["settings"] == settings()
    for words in ("Voisins les plus proches reliés à chaque texte", published.sha256, published.rollup.sha256):
        assert words in page


def test_a_version_made_before_settings_were_kept_says_so(client, consultation, published):
    snapshot = published.rollup.snapshot
    del snapshot["meta"]["settings"]
    type(published.rollup).objects.filter(pk=published.rollup_id).update(snapshot=snapshot)

    page = client.get(reverse("synthesis_method", args=[consultation.slug, 1])).content.decode()
    assert "avant que ses réglages ne soient gardés" in page


def test_a_version_without_a_roll_up_has_a_method_too(client, consultation, theme, editor, extract):
    synthesis = SynthesisFactory(consultation=consultation, number=1)
    StatementFactory(synthesis=synthesis, theme=theme, extracts=[extract])
    actions.publish(synthesis, by=editor)

    assert client.get(reverse("synthesis_method", args=[consultation.slug, 1])).status_code == 200


def test_that_of_a_draft_is_for_the_staff(client, consultation, citizen):
    SynthesisFactory(consultation=consultation, number=1)
    client.force_login(citizen)

    assert client.get(reverse("synthesis_method", args=[consultation.slug, 1])).status_code == 404
