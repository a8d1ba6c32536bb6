"""What somebody left on the site without signing in does not stay there."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from consultation.sessions import erase_expired

pytestmark = pytest.mark.django_db


def test_a_text_given_up_before_signing_in_goes_with_its_session(client, question):
    address = reverse("keep_draft", args=["tiers-lieux", question.pk])
    client.post(address, {"body": "Un texte laissé là."})
    client.cookies.clear()
    client.post(address, {"body": "Un texte que l’on reprendra."})
    Session.objects.filter(pk=Session.objects.first().pk).update(expire_date=timezone.now() - timedelta(minutes=1))

    assert erase_expired() == 1
    assert Session.objects.count() == 1
    assert erase_expired() == 0
