"""Long threads: cut in windows, folded, and every argument one address away."""

import time

import pytest

from debates.models import Contribution, State
from debates.thread import COLUMN, PLACES, WINDOW, thread
from tests.factories import ArgumentFactory, ContributionFactory

pytestmark = pytest.mark.django_db


def many(parent: Contribution, number: int, stance: str = "for") -> list[Contribution]:
    root = parent.root or parent
    made = [
        Contribution(
            question=root.question,
            root=root,
            parent=parent,
            depth=parent.depth + 1,
            stance=stance,
            state=State.PUBLISHED,
            live=root.live,
            author=root.author,
            key=f"{parent.pk}-{stance}-{place}",
        )
        for place in range(number)
    ]
    Contribution.objects.bulk_create(made)
    Contribution.objects.filter(pk=root.pk).update(arguments_count=root.thread.count())
    return made


def test_the_address_of_any_argument_opens_the_page_at_it(client, question):
    root = ContributionFactory(question=question)
    made = many(root, 3 * COLUMN)
    there = made[2 * COLUMN + 5]
    assert f'id="c{there.pk}"' not in client.get(root.get_absolute_url()).text

    shown = client.get(f"/tiers-lieux/contributions/{there.pk}/", follow=True)

    assert shown.redirect_chain == [(f"{root.get_absolute_url()}?ouvert={there.pk}#c{there.pk}", 302)]
    assert f'id="c{there.pk}"' in shown.text
    assert f"?ouvert={made[COLUMN].pk}#c{made[COLUMN].pk}" in shown.text  # the window before


def test_a_folded_branch_is_open_at_the_argument_asked_for(client, question):
    root = ContributionFactory(question=question)
    first = ArgumentFactory(parent=root)
    second = ArgumentFactory(parent=first)
    deep = many(second, 9)

    assert '<details class="fold"><summary>9 réponses</summary>' in client.get(root.get_absolute_url()).text
    shown = client.get(deep[8].get_absolute_url()).text
    assert '<details class="fold" open><summary>9 réponses</summary>' in shown
    assert f'id="c{deep[8].pk}"' in shown


def test_a_chain_of_single_answers_folds_once(client, question):
    root = ContributionFactory(question=question)
    last = root
    for _each in range(3):
        last = ArgumentFactory(parent=last)
    many(last, 9)

    assert client.get(root.get_absolute_url()).text.count('<details class="fold">') == 1


def test_a_branch_longer_than_a_window_leads_on(client, question):
    root = ContributionFactory(question=question)
    replies = many(ArgumentFactory(parent=root), WINDOW + 3)
    shown = client.get(root.get_absolute_url()).text
    assert f'id="c{replies[WINDOW - 1].pk}"' in shown
    assert f'id="c{replies[WINDOW].pk}"' not in shown
    assert "Voir les 3 réponses qui suivent" in shown


@pytest.mark.parametrize("asked", ["999999999", "abc", "-1", "9" * 30, "%00"])
def test_an_argument_that_is_not_there_is_said(client, question, asked):
    root = ContributionFactory(question=question, title="Le texte est là")
    answer = client.get(f"{root.get_absolute_url()}?ouvert={asked}")
    assert answer.status_code == 404
    assert "L’argument demandé n’est pas, ou plus, dans ce fil." in answer.text
    assert "Le texte est là" in answer.text


def test_a_thread_of_2000_arguments_answers_fast_and_stays_light(client, question, citizen):
    root = ContributionFactory(question=question)
    for stance in ("for", "against", "nuance"):
        many(root, 300, stance)
    for argument in many(root, 20, "example"):
        for reply in many(argument, 5):
            many(reply, 10)
    assert root.thread.count() == 2020

    laid = thread(Contribution.objects.get(pk=root.pk), citizen)
    assert len(laid.words) <= PLACES + WINDOW
    client.get(root.get_absolute_url())
    client.force_login(citizen)
    began = time.process_time()
    answer = client.get(root.get_absolute_url(), headers={"Accept-Encoding": "gzip"})
    assert time.process_time() - began < 1.5
    assert len(answer.content) < 100_000
