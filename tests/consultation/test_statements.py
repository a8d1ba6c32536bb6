"""What the law wants said, said; and what an installation has not filled in, said too."""

import re

import pytest

pytestmark = pytest.mark.django_db


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_every_page_says_the_state_of_accessibility_and_leads_to_the_statement(client):
    answer = client.get("/")
    assert re.search(r'<a href="/accessibilite/">Accessibilité\s:\snon conforme</a>', answer.content.decode())


def test_the_statement_has_the_imposed_parts(client):
    said = page(client, "/accessibilite/")
    parts = [
        "État de conformité",
        "Résultats des tests",
        "Contenus non accessibles",
        "Établissement de cette déclaration",
        "Retour d’information et contact",
        "Voies de recours",
        "Défenseur des droits Libre réponse 71120 75342 Paris CEDEX 07",
    ]
    places = [said.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert "pas conforme" in said
    assert "à compléter par l’organisme" in said


def test_the_statement_takes_what_the_body_gives(client, settings):
    settings.ACCESSIBILITY_DATE = "3 avril 2018"
    settings.ACCESSIBILITY_CONTACT = "acces@exemple.invalid"
    settings.ACCESSIBILITY_PLAN_URL = "https://exemple.invalid/schema"
    settings.LEGAL_PUBLISHER = "Mission tiers-lieux"
    said = page(client, "/accessibilite/")
    assert "à compléter" not in said
    for given in ("3 avril 2018", "acces@exemple.invalid", "Mission tiers-lieux s’engage"):
        assert given in said


def test_the_legal_notice_says_what_is_missing(client, settings):
    assert page(client, "/mentions-legales/").count("non renseigné") == 9
    assert "Ces mentions sont incomplètes" in page(client, "/mentions-legales/")
    for name in ("", "_ADDRESS", "_PHONE", "_CONTACT"):
        setattr(settings, f"LEGAL_PUBLISHER{name}", f"éditeur{name}")
        setattr(settings, f"LEGAL_HOST{name}", f"hébergeur{name}")
    settings.LEGAL_DIRECTOR = "Anne Directrice"
    said = page(client, "/mentions-legales/")
    assert "incomplètes" not in said
    for given in ("éditeur_PHONE", "hébergeur_ADDRESS", "hébergeur_PHONE", "Anne Directrice"):
        assert given in said


def test_the_page_on_personal_data_says_what_article_13_asks(client, settings):
    settings.DPO_CONTACT = "dpo@exemple.invalid"
    said = page(client, "/donnees-personnelles/")
    for word in ("responsable du traitement", "dpo@exemple.invalid", "3 ans", "CNIL", "sensibles", "article 6"):
        assert word in said
    for cookie in ("sessionid", "csrftoken", "wrote", "django_language"):
        assert cookie in said
