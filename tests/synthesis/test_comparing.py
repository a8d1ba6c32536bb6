"""Two versions of a synthesis side by side: what came, what went, what was said otherwise, on what passages."""

from dataclasses import replace

import pytest
from django.urls import reverse

from synthesis import actions, checking, comparing, composing
from tests.factories import ContributionFactory, ExtractFactory, StatementFactory, SynthesisFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def extracts(question):
    bodies = [f"Dans le bourg {number}, six postes de travail." for number in range(3)]
    texts = [ContributionFactory(question=question, body=body) for body in bodies]
    return [ExtractFactory(contribution=text, version=text.live, start=0, end=len(text.live.text)) for text in texts]


@pytest.fixture
def two(consultation, question, editor, extracts):
    """A published version, and the next one: one statement kept, one rewritten, one gone, one new."""
    first = SynthesisFactory(consultation=consultation, number=1)
    theme = question.theme
    for place, text in enumerate(("Cela reste.", "Cela change.", "Cela part.")):
        StatementFactory(synthesis=first, theme=theme, position=place, text=text, extracts=extracts[:1])
    first = actions.publish(first, by=editor)
    second = actions.draft(consultation, by=editor, from_version=first)
    _kept, changed, gone = second.statements.order_by("position")
    actions.rewrite(changed, by=editor, text="Cela change beaucoup.", extracts=extracts[1:2], revision=changed.revision)
    actions.remove(gone, by=editor)
    actions.state(second, by=editor, theme=theme, section="plan", text="Cela vient.", extracts=extracts[2:])
    return first, actions.publish(second, by=editor)


def test_each_statement_is_told_once(two):
    compared = comparing.compare(*(composing.document(each) for each in two))

    assert compared.counts == {"added": 1, "removed": 1, "changed": 1, "same": 1, "gained": 2, "lost": 2}
    by_kind = {change.kind: change for change in compared.changes}
    assert by_kind["changed"].before.said.text == "Cela change."
    assert by_kind["changed"].after.said.text == "Cela change beaucoup."
    assert [len(by_kind["changed"].gained), len(by_kind["changed"].lost)] == [1, 1]
    assert by_kind["removed"].after is None


def test_every_line_of_a_removed_statement_is_told_as_removed(client, consultation, question, editor, extracts):
    lines = "Trois choses manquent :\n- un bail court\n- la fibre\n\nRien de plus."
    first = SynthesisFactory(consultation=consultation, number=1)
    StatementFactory(synthesis=first, theme=question.theme, position=0, text=lines, extracts=extracts[:1])
    StatementFactory(synthesis=first, theme=question.theme, position=1, text="Cela reste.", extracts=extracts[1:2])
    second = actions.draft(consultation, by=editor, from_version=actions.publish(first, by=editor))
    actions.remove(second.statements.order_by("position").first(), by=editor)
    actions.publish(second, by=editor)
    page = client.get(reverse("compare_syntheses", args=[consultation.slug])).content.decode()

    struck = page.partition("<del>")[2].partition("</del>")[0]
    assert lines in struck
    assert page.count("<del>") == 1


def test_a_version_and_itself_are_the_same(two):
    document = composing.document(two[1])

    assert comparing.compare(document, document).counts["same"] == 3
    assert comparing.compare(document, document).themes == []


def test_versions_without_origins_are_compared_by_their_words(two):
    older, newer = (_without_origins(composing.document(each)) for each in two)

    assert comparing.compare(older, newer).counts == {
        "added": 2,
        "removed": 2,
        "changed": 0,
        "same": 1,
        "gained": 2,
        "lost": 2,
    }


def _without_origins(document):
    themes = tuple(
        replace(
            theme,
            sections=tuple(
                replace(section, statements=tuple(replace(said, origin="") for said in section.statements))
                for section in theme.sections
            ),
        )
        for theme in document.themes
    )
    return replace(document, themes=themes)


def test_everybody_reads_what_changed(client, consultation, two):
    page = client.get(reverse("compare_syntheses", args=[consultation.slug]))

    assert page.status_code == 200
    for words in ("1 énoncé ajouté", "1 énoncé retiré", "1 énoncé modifié", "beaucoup", "Cela vient.", "Cela part."):
        assert words in page.content.decode()


@pytest.mark.parametrize("asked", ["?de=1&a=7", "?de=x&a=2", "?de=1"])
def test_a_version_that_is_none_is_said(client, consultation, two, asked):
    assert client.get(reverse("compare_syntheses", args=[consultation.slug]) + asked).status_code == 400


def test_one_version_alone_has_nothing_beside_it(client, consultation):
    assert client.get(reverse("compare_syntheses", args=[consultation.slug])).status_code == 404


def test_a_draft_is_not_compared(client, consultation, two, editor):
    actions.draft(consultation, by=editor, from_version=two[1])

    assert client.get(reverse("compare_syntheses", args=[consultation.slug]), {"de": 1, "a": 3}).status_code == 400


def test_words_that_went_offline_are_not_compared(client, consultation, two, extracts, moderator):
    from debates import actions as debate

    quote = extracts[2].quote
    debate.hide(extracts[2].contribution, by=moderator, reason="insult")

    assert quote not in client.get(reverse("compare_syntheses", args=[consultation.slug])).content.decode()


def test_what_is_not_cited_says_why(client, consultation, question, two, harvester, editor):
    third = actions.draft(consultation, by=editor, from_version=two[1])
    ContributionFactory(question=question, title="Personne ne m’a lue")
    actions.mark_read(ContributionFactory(question=question), outcome="nothing_new", by=harvester)
    actions.publish(third, by=editor, knowing={line.key: line.count for line in checking.lines(third)})
    page = client.get(reverse("synthesis", args=[consultation.slug])).content.decode()

    for words in ("Personne ne m’a lue", "pas encore lue", "rien de nouveau"):
        assert words in page
