"""Choosing a language leads back to the page one was on, and nowhere else."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "where",
    ["//ailleurs.exemple/", "https://ailleurs.exemple/", "/\\ailleurs.exemple", "pas-une-page", "\ufffd", "\x00"],
)
def test_it_leads_to_no_other_place(client, where):
    response = client.post(reverse("set_language"), {"language": "en", "next": where})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_it_leads_back_to_the_page(client):
    response = client.post(reverse("set_language"), {"language": "en", "next": "/accessibilite/?a=b"})
    assert response["Location"] == "/accessibilite/?a=b"
