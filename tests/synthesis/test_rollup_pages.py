"""Roll-ups in the browser: asked for, followed, read."""

import pytest
from django.urls import reverse

from consultation.celery import app
from debates import actions as debate
from debates.models import Reason
from synthesis import actions, tasks
from synthesis.models import JobState, RollUp
from tests.factories import CommuneFactory, ContributionFactory, ReactionFactory, UserFactory
from tests.synthesis.rollup.test_voices import LETTER

SLUG = "tiers-lieux"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def staff(client, harvester, contributions):
    client.force_login(harvester)
    return client


@pytest.fixture
def done(consultation, contributions) -> RollUp:
    rollup = actions.request_roll_up(consultation, by=None)
    for part in tasks.open_parts(rollup.pk):
        tasks.finish_part(part)
    assert tasks.freeze(rollup.pk)
    return RollUp.objects.get()


def index() -> str:
    return reverse("rollups", args=[SLUG])


def test_a_button_asks_for_it_and_asking_again_gives_the_same(staff, harvester):
    first, again = staff.post(index()), staff.post(index())

    rollup = RollUp.objects.get()
    assert first.url == again.url == rollup.get_absolute_url()
    assert rollup.by == harvester
    assert rollup.state == JobState.QUEUED


def test_progress_comes_by_itself_and_stops_when_it_is_done(staff, consultation):
    rollup = actions.request_roll_up(consultation, by=None)
    address = rollup.get_absolute_url()

    waiting = staff.get(address, headers=HTMX)
    assert 'hx-trigger="every 1s"' in waiting.content.decode()
    assert "<html" not in waiting.content.decode()
    parts = tasks.open_parts(rollup.pk)
    running = staff.get(address).content.decode()
    assert "0 sur 1" in running
    assert f'href="{address}"' in running  # without JavaScript
    tasks.build_part(parts[0])
    assert staff.get(address, headers=HTMX)["HX-Refresh"] == "true"
    assert "every 1s" not in staff.get(address).content.decode()


def test_the_snapshot_is_read_as_figures_and_question_by_question(staff, done, contributions, question):
    page = staff.get(done.get_absolute_url()).content.decode()
    assert "<svg" in page
    assert "style=" not in page
    assert f"?question={question.pk}" in page

    one = staff.get(f"{done.get_absolute_url()}?question={question.pk}").content.decode()
    assert "Ce que disent les contributions proches" in one
    assert contributions[0].get_absolute_url() in one
    assert f"?contribution={contributions[0].pk}" in one  # not read yet
    assert "1 pas d’accord" in one.replace("<b>", "").replace("</b>", "")
    assert staff.get(f"{done.get_absolute_url()}?question=999999").status_code == 404


def test_what_is_hidden_since_is_not_shown_from_the_snapshot(staff, done, contributions, question, moderator):
    address = f"{done.get_absolute_url()}?question={question.pk}"
    assert contributions[0].live.title in staff.get(address).content.decode()

    debate.hide(contributions[0], by=moderator, reason=Reason.PERSONAL_DATA)

    page = staff.get(address).content.decode()
    assert contributions[0].live.title not in page
    assert "neuf ans" not in page
    done.refresh_from_db()
    assert contributions[0].live.title in str(done.snapshot)


def test_figures_with_and_without_campaigns_and_who_answered(staff, consultation, question, natures):
    people = [UserFactory(commune=CommuneFactory(), stakeholder="elected") for _ in range(7)]
    texts = [
        ContributionFactory(question=question, nature=natures["barrier"], author=person, title="", body=LETTER)
        for person in people
    ]
    for person in people:
        ReactionFactory(contribution=texts[0], by=person, kind="agree")
    rollup = actions.request_roll_up(consultation, by=None)
    for part in tasks.open_parts(rollup.pk):
        tasks.finish_part(part)
    assert tasks.freeze(rollup.pk)

    page = " ".join(staff.get(rollup.get_absolute_url()).content.decode().split())

    assert 'rural</th><td class="num">11</td><td class="num">5</td><td class="num">11</td>' in page
    assert '<td class="num">9</td><td class="num">8</td><td class="num">1</td><td class="num">89 %</td>' in page
    assert "Qui écrit, qui habite" in page
    assert "plus de deux fois sa part" not in page  # Felletin is the only commune there is


def test_a_few_people_of_one_place_are_told_nowhere(staff, done):
    page = staff.get(done.get_absolute_url()).content.decode()

    assert "Qui écrit, qui habite" not in page
    assert "Par qualité de ceux qui réagissent" not in page


def test_texts_being_read_are_counted_on_the_page(staff, consultation, contributions):
    rollup = actions.request_roll_up(consultation, by=None)
    tasks.open_parts(rollup.pk)
    assert "0 sur 4" in staff.get(rollup.get_absolute_url()).content.decode()
    for shard in rollup.shards.values_list("pk", flat=True):
        tasks.finish_shard(shard)
    assert "4 sur 4" in staff.get(rollup.get_absolute_url()).content.decode()


def test_one_that_failed_says_why_and_is_taken_up_again(staff, consultation):
    rollup = actions.request_roll_up(consultation, by=None)
    (part,) = tasks.open_parts(rollup.pk)
    rollup.parts.update(state=JobState.FAILED, error="MemoryError: ")
    RollUp.objects.update(state=JobState.FAILED, error="MemoryError: ")
    assert "MemoryError" in staff.get(rollup.get_absolute_url()).content.decode()

    staff.post(reverse("retry_rollup", args=[SLUG, rollup.pk]))
    assert tasks.open_parts(rollup.pk) == [part]
    tasks.build_part(part)

    rollup.refresh_from_db()
    assert rollup.state == JobState.DONE


def test_a_queue_that_is_away_loses_nothing_and_the_page_says_so(staff, monkeypatch):
    monkeypatch.setitem(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app, "_pool", None)

    page = staff.post(index(), follow=True).content.decode()

    assert "La file des travaux ne répond pas. Votre demande est gardée" in page
    assert RollUp.objects.get().state == JobState.QUEUED


@pytest.mark.parametrize(("who", "status"), [("citizen", 403), ("moderator", 403), ("stranger", 403), ("editor", 302)])
def test_who_may_ask(client, request, consultation, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.post(index()).status_code == status
    assert RollUp.objects.exists() == (status == 302)


def test_a_roll_up_is_read_under_its_own_consultation_only(client, stranger, done):
    client.force_login(stranger)

    assert client.get(done.get_absolute_url()).status_code == 403
    assert client.get(reverse("rollup", args=["ailleurs", done.pk])).status_code == 404
