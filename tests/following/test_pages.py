"""Following by a button, one's notices, and the settings."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultation.models import Notice, Rhythm
from debates.models import State
from following import actions, reading
from following.models import Follow
from tests.factories import ArgumentFactory, ContributionFactory, NoticeFactory, PageFactory, UserFactory
from tests.following.conftest import at, following, online, run, text

pytestmark = pytest.mark.django_db


def address(target, kind: str = "") -> str:
    return reverse("follow", args=[target.consultation.slug, kind or target._meta.model_name, target.pk])


# --- Following


def test_following_without_a_script_leads_back_and_twice_is_as_once(client, citizen, question):
    client.force_login(citizen)
    for on in ("1", "1"):
        answer = client.post(address(question), {"on": on})
        assert (answer.status_code, answer["Location"]) == (302, question.get_absolute_url())
    assert reading.is_followed(citizen, question)

    for on in ("0", "0"):
        client.post(address(question), {"on": on})
    assert not reading.is_followed(citizen, question)
    assert Follow.objects.count() == 1


def test_each_kind_of_thing_can_be_followed(client, citizen, consultation, theme, question):
    client.force_login(citizen)
    contribution = ContributionFactory(question=question)
    for target in (consultation, theme, question, contribution):
        assert client.post(address(target), {"on": "1"}).status_code == 302
        assert reading.is_followed(citizen, target)
    assert not reading.is_followed(citizen, ContributionFactory(question=question))


def test_an_argument_is_followed_with_its_contribution(client, citizen, question):
    argument = ArgumentFactory(parent=ContributionFactory(question=question))
    client.force_login(citizen)
    client.post(address(argument), {"on": "1"})

    assert Follow.objects.get().contribution == argument.root


def test_htmx_gets_the_button_alone(client, citizen, question):
    client.force_login(citizen)
    page = client.post(address(question), {"on": "1"}, headers={"HX-Request": "true"}).content.decode()

    assert page.startswith("<form")
    assert "Vous suivez cette question" in page


def test_nobody_follows_what_he_may_not_read(client, citizen, question, stranger, moderator):
    hidden = ContributionFactory(question=question, state=State.HIDDEN)
    pending = ContributionFactory(question=question, state=State.PENDING)
    for person, target, status in (
        (citizen, hidden, 404),
        (stranger, pending, 404),
        (moderator, hidden, 403),
    ):
        client.force_login(person)
        assert client.post(address(target), {"on": "1"}).status_code == status
    assert not Follow.objects.exists()


def test_a_forged_address_follows_nothing(client, citizen, question, theme, stranger):
    client.force_login(citizen)
    ailleurs = "/ailleurs/suivre"
    slug = question.consultation.slug
    for path in (
        f"{ailleurs}/question/{question.pk}/",
        f"{ailleurs}/theme/{theme.pk}/",
        f"{ailleurs}/consultation/{question.consultation.pk}/",
        f"/{slug}/suivre/personne/1/",
        f"/{slug}/suivre/question/999999999/",
    ):
        assert client.post(path, {"on": "1"}).status_code == 404, path
    assert not Follow.objects.exists()


def test_signed_out_one_is_led_to_sign_in_and_back(client, question):
    answer = client.post(address(question), {"on": "1"})
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={address(question)}"

    client.force_login(UserFactory())
    assert client.get(address(question))["Location"] == question.get_absolute_url()
    assert not Follow.objects.exists()


def test_who_has_just_written_sees_that_he_follows(question, citizen):
    own = online(ContributionFactory(question=question, author=citizen), at(5, 10))
    assert reading.is_followed(citizen, own)

    actions.stop(citizen, own)
    run(at(5, 11))
    assert not reading.is_followed(citizen, own)


# --- Notices


def test_notices_are_listed_newest_first_with_those_unread(client, citizen, django_assert_num_queries):
    for n in range(25):
        NoticeFactory(person=citizen, facts={"heading": f"Titre {n}.", "path": "/", "consultation": "C"})
    NoticeFactory()
    client.force_login(citizen)

    page = client.get(reverse("notices")).content.decode()
    assert page.index("Titre 24.") < page.index("Titre 5.")
    assert "Titre 4." not in page
    assert page.count("told-mark") == 20
    assert '<span class="unread-count">25' in page


def test_a_page_of_notices_takes_the_same_queries_however_many_it_shows(client, question, django_assert_num_queries):
    reader = following(question, at(5, 9))
    for minute in range(5):
        text(question, at(5, 10, minute))
        run(at(5, 10, minute))
    client.force_login(reader)
    for _ in range(2):
        with django_assert_num_queries(7):
            client.get(reverse("notices"))
        NoticeFactory(person=reader)


def test_all_are_marked_as_read_but_what_came_since(client, citizen):
    seen = NoticeFactory(person=citizen)
    since, other = NoticeFactory(person=citizen), NoticeFactory()
    client.force_login(citizen)
    client.post(reverse("read_notices"), {"up_to": seen.pk})

    assert list(Notice.objects.filter(read_at=None).order_by("pk")) == [since, other]


def test_one_is_marked_as_read_and_nobody_elses(client, citizen):
    own, beside, other = NoticeFactory(person=citizen), NoticeFactory(person=citizen), NoticeFactory()
    client.force_login(citizen)
    for pk in (own.pk, other.pk):
        client.post(reverse("read_notices"), {"notice": pk})

    assert list(Notice.objects.filter(read_at=None).order_by("pk")) == [beside, other]


def test_what_is_hidden_since_leaves_the_notice_on_the_site(client, question):
    reader = following(question, at(5, 9))
    hidden = text(question, at(5, 10), title="Une attaque")
    run(at(5, 10, 1))
    type(hidden).objects.update(state=State.HIDDEN)
    client.force_login(reader)

    page = client.get(reverse("notices")).content.decode()
    assert "Une attaque" not in page
    assert "ne sont plus en ligne" in page


def test_a_page_put_off_to_a_later_day_leaves_the_notices_until_then(client, consultation):
    reader = following(consultation, at(5, 9))
    page = PageFactory(consultation=consultation, kind="news", title="Une annonce", published_at=at(5, 10))
    run(at(5, 10, 1))
    client.force_login(reader)
    assert "Une annonce" in client.get(reverse("notices")).content.decode()

    type(page).objects.update(published_at=timezone.now() + timedelta(days=2))
    assert "Une annonce" not in client.get(reverse("notices")).content.decode()


@pytest.mark.parametrize("kind", ["published", "hidden", "edit_refused", "answered", "cited"])
def test_each_kind_of_notice_is_shown(client, citizen, kind):
    facts = {"heading": "Mon titre", "path": "/", "consultation": "C", "reason": "hors sujet", "note": "Un mot."}
    NoticeFactory(person=citizen, kind=kind, facts=facts | {"title": "La synthèse", "count": 1})
    client.force_login(citizen)
    page = client.get(reverse("notices")).content.decode()

    assert ("Mon titre" in page) == (kind != "answered")


def test_the_masthead_counts_for_those_signed_in_alone(client, citizen, question, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "Mes avis" not in client.get("/accessibilite/").content.decode()
    NoticeFactory(person=citizen)
    client.force_login(citizen)
    assert "unread-count" in client.get("/accessibilite/").content.decode()


# --- Settings


def test_a_rhythm_is_chosen(client, citizen):
    client.force_login(citizen)
    assert client.post(reverse("notice_settings"), {"rhythm": "weekly"}).status_code == 302
    citizen.refresh_from_db()
    assert citizen.rhythm == Rhythm.WEEKLY

    for wrong in ("hourly", "", "x" * 5000):
        assert client.post(reverse("notice_settings"), {"rhythm": wrong}).status_code == 422
    citizen.refresh_from_db()
    assert citizen.rhythm == Rhythm.WEEKLY


def test_one_stops_following_from_the_settings_even_what_is_hidden(client, citizen, question):
    hidden = ContributionFactory(question=question, title="Une attaque", state=State.HIDDEN)
    followed, other = actions.follow(citizen, hidden), actions.follow(UserFactory(), question)
    client.force_login(citizen)

    assert "Une attaque" not in client.get(reverse("notice_settings")).content.decode()
    assert client.post(reverse("stop_following", args=[followed.pk])).status_code == 302
    assert client.post(reverse("stop_following", args=[other.pk])).status_code == 404
    assert set(Follow.objects.filter(is_on=True)) == {other}
