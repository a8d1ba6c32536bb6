"""Signing up, in and out, a forgotten password: as people do it, with real mails and the real cache."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from consultation.models import AuditEntry, User
from tests.factories import PASSWORD, CommuneFactory, UserFactory

pytestmark = pytest.mark.django_db
LOGIN, SIGNUP, CODE = "/comptes/login/", "/comptes/signup/", "/comptes/confirm-email/"
RESET, RESET_CODE = "/comptes/password/reset/", "/comptes/password/reset/confirm/"
MY_SPACE = "/mon-espace/"
NEW = {
    "email": "nouvelle@exemple.invalid",
    "password1": "une phrase que je retiens",
    "name": "Hélène V.",
    "stakeholder": "elected",
    "commune": "Felletin (23)",
}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def felletin(db):
    return CommuneFactory(postcodes="23500")


def code_mailed() -> str:
    found = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[0]


def signed_in(client) -> bool:
    return client.get(MY_SPACE).status_code == 200


def words_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


# --- Signing up


def test_signing_up_leads_back_to_where_one_was(client, felletin):
    back = "/tiers-lieux/questions/1/contribuer/"
    page = client.get(SIGNUP, {"next": back})
    assert f'name="next" value="{back}"' in words_of(page)

    answer = client.post(SIGNUP, {**NEW, "next": back})
    assert answer.status_code == 302
    assert answer["Location"].startswith(CODE)
    assert not signed_in(client)

    answer = client.post(answer["Location"], {"code": code_mailed()})
    assert answer["Location"] == back
    assert signed_in(client)
    person = User.objects.get(email=NEW["email"])
    assert (person.name, person.stakeholder, person.language) == ("Hélène V.", "elected", "fr")
    assert person.commune == felletin
    assert AuditEntry.objects.filter(action="person.joined", by=person).count() == 1


def test_the_mail_with_the_code_is_in_french_and_names_the_site(client):
    client.post(SIGNUP, {**NEW, "commune": ""})
    letter = mail.outbox[-1]
    assert letter.subject == "Votre code pour confirmer votre adresse"
    assert letter.body.startswith("Bonjour,")
    assert "ne faites rien" in letter.body
    assert settings.SITE_NAME in letter.body
    assert letter.to == [NEW["email"]]


def test_a_wrong_code_is_said_and_another_can_be_asked_for(client):
    client.post(SIGNUP, {**NEW, "commune": ""})
    answer = client.post(CODE, {"code": "AAAA-AAAA"})
    assert "Ce code n’est pas celui du dernier message" in words_of(answer)
    assert "Recevoir un autre code" in words_of(answer)
    assert not signed_in(client)


def test_the_code_may_be_typed_without_its_dash_and_in_small_letters(client):
    client.post(SIGNUP, {**NEW, "commune": ""})
    client.post(CODE, {"code": code_mailed().replace("-", "").lower()})
    assert signed_in(client)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Trifouillis", "Cette commune n’a pas été trouvée"),
        ("99999", "Cette commune n’a pas été trouvée"),
        ("Felle", "Felletin (23)"),
    ],
)
def test_an_unknown_commune_is_said_and_nothing_typed_is_lost(client, felletin, typed, said):
    page = words_of(client.post(SIGNUP, {**NEW, "commune": typed}))
    assert said in page
    assert f'value="{typed}"' in page
    assert 'value="Hélène V."' in page
    assert not User.objects.exists()


def test_a_typed_postcode_that_is_also_a_code_stays_as_typed(client):
    CommuneFactory(code="97411", name="Saint-Denis", population=150_000)
    CommuneFactory(code="97407", name="Le Port", population=33_000, postcodes="97411")
    page = words_of(client.post(SIGNUP, {**NEW, "commune": "97411"}))
    assert 'value="97411"' in page
    assert "Le Port (23)" in page


@pytest.mark.parametrize(("field", "value"), [("name", "\u200b"), ("name", "x" * 81), ("stakeholder", "king")])
def test_a_forged_or_empty_field_opens_no_account(client, field, value):
    answer = client.post(SIGNUP, {**NEW, "commune": "", field: value})
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not User.objects.exists()


def test_nobody_becomes_staff_by_asking(client):
    client.post(SIGNUP, {**NEW, "commune": "", "is_staff": "on", "is_superuser": "1", "is_active": "1", "origin": "x"})
    person = User.objects.get()
    assert (person.is_staff, person.is_superuser, person.origin) == (False, False, None)


def test_signing_up_with_the_address_of_an_account_looks_the_same(client, citizen):
    known = client.post(SIGNUP, {**NEW, "commune": "", "email": citizen.email})
    page_of_known = words_of(client.get(known["Location"]))
    assert mail.outbox[-1].subject == "Vous avez déjà un compte"
    client.logout()
    client.cookies.clear()
    unknown = client.post(SIGNUP, {**NEW, "commune": ""})
    page_of_unknown = words_of(client.get(unknown["Location"]))
    assert known.status_code == unknown.status_code
    assert known["Location"] == unknown["Location"]
    without = re.compile(r'(name="csrfmiddlewaretoken" value="\w+"|[\w.]+@exemple\.invalid)')
    assert without.sub("", page_of_known) == without.sub("", page_of_unknown)
    assert User.objects.filter(email=citizen.email).count() == 1


# --- Signing in and out


def test_signing_in_leads_back_and_never_to_another_site(client, citizen):
    given = {"login": citizen.email, "password": PASSWORD}
    assert client.post(LOGIN, {**given, "next": "/tiers-lieux/"})["Location"] == "/tiers-lieux/"
    client.post("/comptes/logout/")
    for elsewhere in ("https://exemple.org/", "//exemple.org/", "javascript:alert(1)"):
        assert client.post(LOGIN, {**given, "next": elsewhere})["Location"] == MY_SPACE
        client.post("/comptes/logout/")


def test_an_address_that_cannot_be_read_leads_nowhere(client):
    for page in (LOGIN, SIGNUP):
        assert client.get(page, {"next": "https://["}).status_code == 200


def test_an_address_may_be_typed_in_capitals(client, citizen):
    client.post(LOGIN, {"login": f" {citizen.email.upper()} ", "password": PASSWORD})
    assert signed_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, citizen):
    wrong = client.post(LOGIN, {"login": citizen.email, "password": "pas celui-là"})
    unknown = client.post(LOGIN, {"login": "personne@exemple.invalid", "password": "pas celui-là"})
    assert "L’adresse ou le mot de passe ne convient pas" in words_of(wrong)
    without = re.compile(r'(name="csrfmiddlewaretoken" value="\w+"|[\w.]+@exemple\.invalid)')
    assert without.sub("", words_of(wrong)) == without.sub("", words_of(unknown))


def test_too_many_wrong_passwords_are_slowed_down_with_a_clear_message(client, citizen):
    for _ in range(5):
        client.post(LOGIN, {"login": citizen.email, "password": "pas celui-là"})
    answer = client.post(LOGIN, {"login": citizen.email, "password": PASSWORD})
    assert answer.status_code in (200, 429)
    assert "Trop d’essais" in words_of(answer)
    assert not signed_in(client)


def test_a_closed_account_is_told_so_only_with_its_password(client, citizen):
    User.objects.filter(pk=citizen.pk).update(is_active=False)
    wrong = client.post(LOGIN, {"login": citizen.email, "password": "pas celui-là"})
    assert "L’adresse ou le mot de passe ne convient pas" in words_of(wrong)
    assert not signed_in(client)


def test_signing_out_takes_a_post(client, citizen):
    client.force_login(citizen)
    client.get("/comptes/logout/")
    assert signed_in(client)
    client.post("/comptes/logout/")
    assert not signed_in(client)


def test_demonstration_accounts_are_refused_outside_the_embedded_mode(client, settings):
    User.objects.create_user("citoyen@demo.invalid", PASSWORD, name="Démonstration")
    client.force_login(User.objects.get())
    assert signed_in(client)
    settings.EMBEDDED = False
    assert not signed_in(client)  # a session opened before ends too
    answer = client.post(LOGIN, {"login": "citoyen@demo.invalid", "password": PASSWORD})
    assert "L’adresse ou le mot de passe ne convient pas" in words_of(answer)


# --- A forgotten password


def test_a_forgotten_password_is_replaced_with_a_code(client, citizen):
    answer = client.post(RESET, {"email": citizen.email})
    assert answer["Location"].startswith(RESET_CODE)
    assert mail.outbox[-1].subject == "Votre code pour choisir un nouveau mot de passe"
    answer = client.post(RESET_CODE, {"code": code_mailed()}, follow=True)
    assert "Choisir un nouveau mot de passe" in words_of(answer)
    where = answer.redirect_chain[-1][0]
    new = "encore une phrase longue"
    answer = client.post(where, {"password1": new, "password2": new}, follow=True)
    assert answer.status_code == 200
    assert mail.outbox[-1].subject == "Votre mot de passe a changé"
    client.logout()
    client.post(LOGIN, {"login": citizen.email, "password": new})
    assert signed_in(client)


def test_a_forgotten_password_of_nobody_gets_the_same_answer(client, citizen):
    known = client.post(RESET, {"email": citizen.email})
    client.cookies.clear()
    unknown = client.post(RESET, {"email": "personne@exemple.invalid"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert mail.outbox[-1].subject == "Il n’y a pas de compte à cette adresse"
    assert client.post(RESET_CODE, {"code": "AAAA-AAAA"}).status_code == 200


def test_a_weak_new_password_is_refused_with_the_reason(client, citizen):
    client.force_login(citizen)
    answer = client.post(
        "/comptes/password/change/", {"oldpassword": PASSWORD, "password1": "court", "password2": "court"}
    )
    assert "10 caractères" in words_of(answer)


def test_changing_ones_address_takes_the_code_sent_to_the_new_one(client, citizen):
    client.post(LOGIN, {"login": citizen.email, "password": PASSWORD})  # a recent sign-in
    assert citizen.email in words_of(client.get(reverse("account_email")))
    answer = client.post(reverse("account_email"), {"email": "autre@exemple.invalid", "action_add": ""})
    citizen.refresh_from_db()
    assert citizen.email == "citoyenne@exemple.invalid"
    assert mail.outbox[-1].to == ["autre@exemple.invalid"]
    client.post(answer["Location"], {"code": code_mailed()})
    citizen.refresh_from_db()
    assert citizen.email == "autre@exemple.invalid"
    assert mail.outbox[-1].subject == "L’adresse de votre compte a changé"
    assert mail.outbox[-1].to == ["citoyenne@exemple.invalid"]


# --- When Redis is away


def test_people_sign_in_while_redis_is_away(client, citizen, settings):
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"},
    }
    assert client.get(LOGIN).status_code == 200
    client.post(LOGIN, {"login": citizen.email, "password": PASSWORD})
    assert signed_in(client)
    assert cache.get("nothing", "there") == "there"


# --- Where I speak from


def test_where_one_speaks_from_shows_what_is_stored_and_keeps_what_is_typed(client, citizen, felletin):
    citizen.commune = felletin
    citizen.save()
    client.force_login(citizen)
    page = words_of(client.get("/mon-espace/d-ou-je-parle/"))
    assert 'value="Felletin (23)"' in page
    answer = client.post("/mon-espace/d-ou-je-parle/", {"name": "A", "stakeholder": "", "commune": "23999"})
    assert answer.status_code == 422
    assert 'value="23999"' in words_of(answer)
    assert "Alice Martin" in words_of(answer)  # what was refused is shown nowhere as if it were kept
    answer = client.post("/mon-espace/d-ou-je-parle/", {"name": "Alice M.", "stakeholder": "user", "commune": ""})
    assert answer.status_code == 302
    citizen.refresh_from_db()
    assert (citizen.name, citizen.stakeholder, citizen.commune) == ("Alice M.", "user", None)
    assert AuditEntry.objects.get(action="person.where_from_changed").details == {
        "fields": ["name", "stakeholder", "commune", "shows_stakeholder", "shows_commune"]
    }


# --- Back to where one was


def sign_in_link(client, page: str) -> str:
    return re.search(r'href="(/comptes/login/[^"]*)" rel="nofollow"', client.get(page).text)[1].replace("&amp;", "&")


def test_signing_in_from_the_head_of_a_page_leads_back_to_it(client, question, citizen):
    for page in (f"{question.get_absolute_url()}?tri=argued", f"{question.get_absolute_url()}?tri=recent"):
        link = sign_in_link(client, page)  # the page is kept for everybody: each under its own address
        assert client.get(link).status_code == 200
        assert sign_in_link(client, link) == link  # from the page for signing in, the same
    back = client.post(link, {"login": citizen.email, "password": PASSWORD})
    assert back["Location"] == f"{question.get_absolute_url()}?tri=recent"


def test_no_page_leads_away_from_the_site_or_to_an_address_without_end(client, question):
    assert sign_in_link(client, f"{question.get_absolute_url()}?x={'a' * 600}") == LOGIN
    assert sign_in_link(client, LOGIN) == LOGIN
    link = sign_in_link(client, f"{LOGIN}?next=https://ailleurs.invalid/")
    user = UserFactory()
    assert client.post(link, {"login": user.email, "password": PASSWORD})["Location"] == MY_SPACE


def test_the_link_gives_nobody_the_text_somebody_else_sent(client, question, natures):
    page = f"/tiers-lieux/questions/{question.pk}/contribuer/"
    client.post(page, {"nature": "finding", "title": "Un titre", "body": "Le texte d’une autre."})
    link = sign_in_link(client, page)
    assert link == LOGIN
    user = UserFactory()
    client.post(link, {"login": user.email, "password": PASSWORD})
    assert "Le texte d’une autre." not in client.get(page).text
