"""The page of a published synthesis is made once for everybody, and made again as soon as anything it shows changed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from consultation.models import Consultation
from debates import actions as debate
from debates.models import Contribution, Reason
from synthesis import actions
from synthesis.models import Export, JobState, Synthesis
from tests.factories import ContributionFactory, ExtractFactory, ReactionFactory, StatementFactory, UserFactory

PAGES = ("latest", "version")


@pytest.fixture
def draft(consultation, extract, contributions, editor, theme) -> Synthesis:
    """One statement on two passages; two contributions are not cited."""
    synthesis = actions.draft(consultation, by=editor)
    synthesis.statements.all().delete()
    other = ExtractFactory(contribution=contributions[1], quote="Le bail précaire est trop court")
    StatementFactory(synthesis=synthesis, theme=theme, text="Le bail décourage.", extracts=[extract, other])
    return synthesis


@pytest.fixture
def published(draft, editor) -> Synthesis:
    return actions.publish(draft, by=editor)


def address(published, page="latest") -> str:
    slug = published.consultation.slug
    return reverse("synthesis", args=[slug]) if page == "latest" else published.get_absolute_url()


def warm(client, published, page="latest") -> str:
    """As it is once it is kept: the first reader makes known what it names, the second has it kept."""
    for _reader in range(3):
        text = client.get(address(published, page)).text
    return text


@pytest.mark.parametrize("page", PAGES)
def test_it_is_made_once_and_then_given_as_it_is(client, published, page, django_assert_num_queries):
    before = warm(client, published, page)
    with django_assert_num_queries(1):
        again = client.get(address(published, page))

    assert again.text == before
    assert "Le bail décourage." in before
    assert client.get(address(published, page), headers={"If-None-Match": again["ETag"]}).status_code == 304


def hides_cited(extract, moderator, **_more):
    debate.hide(extract.contribution, by=moderator, reason=Reason.INSULT)


def withdraws_cited(extract, **_more):
    debate.withdraw(extract.contribution, by=extract.contribution.author)


def speaks_from_nowhere(extract, **_more):
    Contribution.objects.filter(pk=extract.contribution_id).update(shows_commune=False)


def hides_what_is_not_cited(contributions, moderator, **_more):
    debate.hide(contributions[3], by=moderator, reason=Reason.INSULT)


def makes_a_file(published, **_more):
    Export.objects.filter(synthesis=published, format="csv").update(state=JobState.DONE, size=12, sha256="0" * 64)


def renames(published, **_more):
    Consultation.objects.filter(pk=published.consultation.pk).update(name="Un autre nom")


def publishes_again(published, editor, **_more):
    actions.publish(actions.draft(published.consultation, by=editor, from_version=published), by=editor)


ACTS = (
    hides_cited,
    withdraws_cited,
    speaks_from_nowhere,
    hides_what_is_not_cited,
    makes_a_file,
    renames,
    publishes_again,
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_every_act_shows_at_once(client, published, extract, contributions, moderator, editor, act, page):
    before = warm(client, published, page)

    act(published=published, extract=extract, contributions=contributions, moderator=moderator, editor=editor)

    assert client.get(address(published, page)).text != before


@pytest.mark.parametrize("page", PAGES)
def test_what_is_hidden_is_gone_at_once(client, published, extract, contributions, moderator, page):
    left = contributions[3].live.title
    before = warm(client, published, page)
    assert (extract.quote in before, left in before) == (True, True)

    hides_cited(extract, moderator)
    hides_what_is_not_cited(contributions, moderator)
    after = client.get(address(published, page)).text
    assert (extract.quote in after, left in after) == (False, False)


@pytest.mark.parametrize("page", PAGES)
def test_what_people_go_on_saying_leaves_it_as_it_was(
    client, published, extract, contributions, page, django_assert_num_queries
):
    warm(client, published, page)
    ReactionFactory(contribution=contributions[3])
    debate.argue(extract.contribution, by=UserFactory(), stance="for", body="Nous l’avons vécu aussi.")
    debate.react(extract.contribution, by=UserFactory(), kind="agree")
    Contribution.objects.update(seen_count=12, turn=12.5)
    Export.objects.filter(synthesis=published).update(progress=40, alive_at=timezone.now())

    with django_assert_num_queries(1):
        client.get(address(published, page))


def test_a_text_that_comes_into_the_page_is_watched_before_it_is_kept(client, published, question, moderator):
    warm(client, published)
    late = ContributionFactory(question=question, title="Un titre venu plus tard")
    Synthesis.objects.filter(pk=published.pk).update(has_standings=False)  # of a version that kept none: those of today
    Contribution.objects.filter(pk=late.pk).update(created_at=published.published_at)
    assert "Un titre venu plus tard" in client.get(address(published)).text

    debate.hide(late, by=moderator, reason=Reason.INSULT)
    assert "Un titre venu plus tard" not in client.get(address(published)).text


def test_nobody_gets_the_page_of_the_staff_nor_a_draft(client, published, editor):
    before = warm(client, published)
    client.force_login(editor)
    assert editor.name in client.get(address(published)).text
    draft = actions.draft(published.consultation, by=editor, from_version=published)
    for _reader in range(3):
        assert client.get(draft.get_absolute_url()).status_code == 200
    client.logout()

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(address(published)).text == before


def test_a_consultation_that_leaves_the_site_takes_its_synthesis_along(client, published):
    warm(client, published)
    Consultation.objects.filter(pk=published.consultation.pk).update(state=Consultation.State.PREPARING)

    assert client.get(address(published)).status_code == 404
