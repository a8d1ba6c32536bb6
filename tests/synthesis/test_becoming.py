"""What became of a contribution, told to its author."""

import pytest

from consultation.models import Notice
from debates import actions as debate
from debates.models import Reason, State
from synthesis import actions, becoming
from synthesis.models import Reading
from tests.factories import (
    ArgumentFactory,
    ContributionFactory,
    ExtractFactory,
    IdeaFactory,
    ReadingFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db


def published(consultation, editor, theme, *extracts, **statement):
    draft = actions.draft(consultation, by=editor)
    draft.statements.all().delete()
    if extracts:
        StatementFactory(synthesis=draft, theme=theme, extracts=extracts, **statement)
    return actions.publish(draft, by=editor)


@pytest.fixture
def own(question, citizen):
    return ContributionFactory(question=question, author=citizen, title="Mon texte")


def fate(contribution):
    contribution.refresh_from_db()
    [found] = becoming.fates([type(contribution).objects.with_author().get(pk=contribution.pk)])
    return found


def space(client, person) -> str:
    client.force_login(person)
    return client.get("/mon-espace/").content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_a_published_text_is_not_read_yet(client, own, citizen):
    assert fate(own).is_awaited
    page = space(client, citizen)
    assert "En ligne depuis le" in page
    assert "La mission n’a pas encore lu ce texte." in page


def test_a_text_that_waits_and_one_set_aside_say_so(client, question, citizen, moderator, own):
    ContributionFactory(question=question, author=citizen, state=State.PENDING)
    debate.hide(own, by=moderator, reason=Reason.OFF_TOPIC, note="Voir la question 2.")
    page = space(client, citizen)

    assert "En attente d’un modérateur." in page
    assert "Texte mis de côté le" in page
    assert "Raison : hors sujet. Voir la question 2." in page


def test_a_text_read_with_nothing_kept_says_why(client, own, citizen):
    ReadingFactory(contribution=own, outcome=Reading.Outcome.NOTHING_NEW)
    page = space(client, citizen)

    assert "Lu par la mission le" in page
    assert "Aucun passage retenu : rien de nouveau." in page


def test_the_passage_its_idea_and_the_statement_that_cites_it_are_shown(
    client, consultation, theme, editor, own, citizen
):
    idea = IdeaFactory(theme=theme, title="Des baux plus souples")
    extract = ExtractFactory(contribution=own, ideas=[idea])
    published(consultation, editor, theme, extract, text="Le bail freine.")
    page = space(client, citizen)

    assert extract.quote in page
    assert "Des baux plus souples" in page
    assert "Le bail freine." in page
    assert f'href="/{consultation.slug}/synthese/1/#extrait-{extract.pk}"' in page


def test_a_draft_cites_nobody_yet(consultation, theme, editor, own):
    extract = ExtractFactory(contribution=own)
    draft = actions.draft(consultation, by=editor)
    StatementFactory(synthesis=draft, theme=theme, extracts=[extract])

    assert fate(own).cited_by == []


def test_words_of_a_text_that_is_gone_are_not_shown(consultation, theme, editor, moderator, own, question):
    other = ContributionFactory(question=question, title="Un titre repris")
    both = [ExtractFactory(contribution=own), ExtractFactory(contribution=other)]
    published(consultation, editor, theme, *both, text="Un titre repris", source="snapshot")
    debate.hide(other, by=moderator, reason=Reason.INSULT)

    assert [cited.text for cited in fate(own).cited_by] == [""]


def test_the_author_alone_sees_it_on_the_page_of_his_contribution(client, own, citizen, moderator):
    path = own.get_absolute_url()
    for person, sees in ((None, False), (moderator, False), (citizen, True)):
        if person:
            client.force_login(person)
        assert ("Que devient ma contribution" in client.get(path).content.decode()) == sees


def test_twenty_texts_take_the_queries_of_one(
    consultation, theme, editor, question, citizen, django_assert_max_num_queries
):
    own = [ContributionFactory(question=question, author=citizen) for _ in range(20)]
    published(consultation, editor, theme, *[ExtractFactory(contribution=each) for each in own])
    with django_assert_max_num_queries(6):
        found = becoming.fates(own)
        assert [len(fate.cited_by) for fate in found] == [1] * 20


# --- Being told


def cited_notices(person) -> list[dict]:
    return list(Notice.objects.filter(person=person, kind="cited").order_by("pk").values_list("facts", flat=True))


def test_an_author_is_told_once_a_synthesis(consultation, theme, editor, question, citizen, own):
    extracts = [ExtractFactory(contribution=own), ExtractFactory(contribution=own, quote="perception")]
    answer = ArgumentFactory(parent=ContributionFactory(question=question), author=citizen)
    nature = own.nature
    published(consultation, editor, theme, *extracts, ExtractFactory(contribution=answer, nature=nature))

    [facts] = cited_notices(citizen)
    assert facts["count"] == 2
    assert facts["heading"] == "Mon texte"
    assert facts["path"] == f"/{consultation.slug}/synthese/1/#extrait-{extracts[0].pk}"


def test_a_new_version_tells_only_those_it_cites_for_the_first_time(
    consultation, theme, editor, question, citizen, own
):
    extract = ExtractFactory(contribution=own)
    newcomer = ContributionFactory(question=question)
    published(consultation, editor, theme, extract)
    published(consultation, editor, theme, extract, ExtractFactory(contribution=newcomer))

    assert len(cited_notices(citizen)) == 1
    assert [facts["path"].split("#")[0] for facts in cited_notices(newcomer.author)] == [
        f"/{consultation.slug}/synthese/2/"
    ]


def test_texts_of_nobody_tell_nobody(consultation, theme, editor, question):
    published(
        consultation, editor, theme, ExtractFactory(contribution=ContributionFactory(author=None, question=question))
    )

    assert not Notice.objects.filter(kind="cited").exists()


def test_versions_are_told_once_each_the_newest_in_full(client, own, citizen, consultation, editor, theme):
    extract = ExtractFactory(contribution=own)
    for text in ("Avant.", "Maintenant."):
        last = published(consultation, editor, theme, extract, text=text)
    StatementFactory(synthesis=last, theme=theme, extracts=[extract], text="Et aussi.")

    page = space(client, citizen)
    assert [page.count(words) for words in ("Cité dans «", "Maintenant.", "Et aussi.", "Avant.")] == [1, 1, 1, 0]
    assert page.count("Déjà cité dans la version 1 du") == 1
    margin = client.get(own.get_absolute_url()).content.decode()
    assert "et dans la version 1</a>" in margin
