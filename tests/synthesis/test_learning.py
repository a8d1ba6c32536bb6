"""Suggestions: what is learnt, from how much, with which probabilities, and what is written of it."""

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from debates.models import State
from synthesis import tasks
from synthesis.learning.features import DIMENSIONS, Read, space, terms
from synthesis.learning.model import LEAST, MIN_EXAMPLES, Example, learn, learnable
from synthesis.models import Extract, Reading, Suggestion, TextFeatures
from synthesis.reading import suggestions
from synthesis.rollup.features import RECIPE
from synthesis.tasks.learning import renew
from tests.factories import ContributionFactory, ExtractFactory, IdeaFactory, VersionFactory

SLUG = "tiers-lieux"
SUBJECTS = {
    "bail": "bail loyer propriétaire local signature",
    "fibre": "fibre débit connexion réseau ordinateur",
}


def read(subject: str, number: int, *, vector: bool = False) -> Read:
    words = SUBJECTS[subject].split()
    lemmas = f"{words[number % 5]} {words[(number + 1) % 5]}\ncommun texte {number}"
    row = np.zeros(DIMENSIONS)
    row[list(SUBJECTS).index(subject)] = 1
    return Read(lemmas, row.astype("<f2").tobytes() if vector else None)


def examples(each: int = 12, **options) -> list[Example]:
    return [Example(read(subject, number, **options), (subject,)) for number in range(each) for subject in SUBJECTS]


# --- Plain functions


def test_pairs_do_not_cross_lines():
    assert list(terms("bail commercial\nlieu")) == ["bail", "commercial", "bail commercial", "lieu"]


@pytest.mark.parametrize("vector", [True, False])
def test_what_was_filed_is_found_again_with_or_without_vectors(vector):
    learnt = learn(examples(vector=vector))
    told = learnt.likeliest([read("bail", 90, vector=vector), read("fibre", 91, vector=vector)])

    assert [likeliest[0][0] for likeliest in told] == ["bail", "fibre"]
    assert all(likeliest[0][1] > 0.6 for likeliest in told)
    assert all(sum(share for _name, share in likeliest) <= 1.001 for likeliest in told)


def test_texts_with_and_without_vectors_live_together():
    mixed = examples(vector=True) + examples(vector=False)
    told = learn(mixed).likeliest([read("bail", 90), read("fibre", 91, vector=True)])

    assert [likeliest[0][0] for likeliest in told] == ["bail", "fibre"]


def test_the_same_examples_give_the_same_model():
    asked = [read("bail", 90)]

    assert learn(examples()).likeliest(asked) == learn(examples()).likeliest(asked)


def test_probabilities_say_how_often_they_are_right():
    """A third of the labels are drawn by lot: nothing can be right more than five times in six."""
    chance = np.random.default_rng(0)
    noisy = [
        Example(example.text, (str(chance.choice(list(SUBJECTS))),) if chance.random() < 1 / 3 else example.categories)
        for example in examples(each=150, vector=True)
    ]
    [likeliest] = learn(noisy).likeliest([read("bail", 900, vector=True)])

    assert likeliest[0][0] == "bail"
    assert 0.7 < likeliest[0][1] < 0.95


def test_a_few_texts_that_are_always_right_do_not_make_certain():
    """What twenty-four answers can bear out is 25 in 26."""
    [likeliest] = learn(examples(vector=True)).likeliest([read("bail", 90, vector=True)])

    assert 0.8 < likeliest[0][1] < 0.985


def test_the_likeliest_three_are_told():
    chance = np.random.default_rng(0)
    five = [
        Example(Read(f"mot{n % 5}", None), (n % 5 if chance.random() < 0.5 else (n + n % 4) % 5,)) for n in range(200)
    ]
    [likeliest] = learn(five).likeliest([Read("mot3", None)])

    assert likeliest[0][0] == 3
    assert len(likeliest) == 3
    assert all(share >= LEAST for _category, share in likeliest)


def test_a_text_with_several_categories_counts_for_each():
    both = [Example(read("bail", number), ("bail", "fibre")) for number in range(6)]
    told = learn(examples() + both).likeliest([read("bail", 90)])

    assert {name for name, _share in told[0]} == {"bail", "fibre"}


@pytest.mark.parametrize(
    "too_little",
    [
        [],
        examples()[: MIN_EXAMPLES - 1],
        [Example(read("bail", number), ("bail",)) for number in range(40)],
        [Example(read("bail", number), (number // 2,)) for number in range(40)],
        [Example(Read("", None), (number % 2,)) for number in range(40)],
    ],
    ids=["nothing", "too few texts", "one category", "two of each", "no words"],
)
def test_too_little_is_not_learnt_from(too_little):
    assert learnable(too_little) == []
    assert learn(too_little) is None


def test_a_rare_category_is_left_out():
    rare = [Example(read("bail", 50), ("rare",))]

    assert {category for each in learnable(examples() + rare) for category in each.categories} == set(SUBJECTS)


def test_nothing_is_said_of_a_text_without_words():
    assert learn(examples()).likeliest([Read("", None)]) == [[]]
    assert learn(examples()).likeliest([]) == []
    assert space([Read("", None)]) is None


# --- Rows


def known(contribution, subject: str, number: int) -> None:
    """What a roll-up would have kept of its version online."""
    text = read(subject, number)
    TextFeatures.objects.create(
        version=contribution.live, recipe=RECIPE, lemmas=text.lemmas, signature=b"", vector=text.vector
    )


@pytest.fixture
def filed(question, theme, natures, harvester):
    """Twelve texts on leases, filed as barriers under one idea, and twelve on networks, as findings under another."""
    ideas = {subject: IdeaFactory(theme=theme, title=subject) for subject in SUBJECTS}
    kinds = {"bail": natures["barrier"], "fibre": natures["finding"]}
    for number in range(12):
        for subject in SUBJECTS:
            text = ContributionFactory(question=question, nature=natures["proposal"])
            known(text, subject, number)
            ExtractFactory(contribution=text, nature=kinds[subject], ideas=[ideas[subject]], by=harvester)
            Reading.objects.create(contribution=text, outcome="kept", by=harvester)
    return ideas


@pytest.fixture
def waiting(question, filed):
    text = ContributionFactory(question=question)
    known(text, "bail", 90)
    return text


def test_an_unread_text_gets_its_suggestions(consultation, waiting, filed):
    assert renew(consultation) == 1

    found = Suggestion.objects.get()
    assert (found.contribution, found.version) == (waiting, waiting.live)
    assert found.natures[0][0] == "barrier"
    assert found.ideas[0][0] == filed["bail"].pk
    assert 0.5 < found.natures[0][1] < 1
    assert Extract.objects.count() == 24, "nothing is filed by itself"


def test_learning_twice_leaves_one_row_a_text(consultation, waiting):
    renew(consultation)
    first = Suggestion.objects.get()
    renew(consultation)

    assert Suggestion.objects.get().pk == first.pk
    assert Suggestion.objects.get().learnt_at > first.learnt_at


def test_what_was_read_or_hidden_has_none_any_more(consultation, waiting, harvester, question):
    hidden = ContributionFactory(question=question)
    known(hidden, "fibre", 91)
    renew(consultation)
    assert Suggestion.objects.count() == 2
    Reading.objects.create(contribution=waiting, outcome="off_topic", by=harvester)
    hidden.state = State.HIDDEN
    hidden.save()
    renew(consultation)

    assert not Suggestion.objects.exists()


def test_an_edited_text_is_behind_until_it_is_learnt_again(consultation, waiting):
    renew(consultation)
    assert suggestions.due() == []
    waiting.live = VersionFactory(contribution=waiting, number=2, published_at=timezone.now())
    waiting.save()

    assert suggestions.state(consultation).suggested == 0
    assert suggestions.due() == [consultation]
    renew(consultation)
    assert Suggestion.objects.get().version == waiting.live, "its words are read for it, without a roll-up"
    assert suggestions.due() == []


def test_a_new_extract_makes_it_due_and_too_few_do_not(consultation, waiting, question, natures, harvester):
    renew(consultation)
    ExtractFactory(contribution=ContributionFactory(question=question), by=harvester)
    assert suggestions.due() == [consultation]
    Extract.objects.filter(nature=natures["finding"]).delete()
    assert suggestions.due() == []
    renew(consultation)
    assert not Suggestion.objects.exists(), "what can no longer be learnt is not shown"


def test_an_idea_that_was_merged_is_not_suggested(consultation, waiting, filed, theme):
    other = IdeaFactory(theme=theme)
    filed["bail"].merged_into = other
    filed["bail"].save()
    renew(consultation)

    assert filed["bail"].pk not in dict(Suggestion.objects.get().ideas)


def test_a_message_that_comes_late_does_nothing(consultation, waiting):
    asked = timezone.now()
    renew(consultation)
    learnt = Suggestion.objects.get().learnt_at

    tasks.learn(consultation.pk, asked.isoformat())
    assert Suggestion.objects.get().learnt_at == learnt
    tasks.learn(consultation.pk, timezone.now().isoformat())
    assert Suggestion.objects.get().learnt_at > learnt
    tasks.learn(0)
    tasks.learn_all()


def test_the_page_says_what_can_be_learnt(client, consultation, waiting, harvester):
    client.force_login(harvester)
    address = reverse("suggestions", args=[SLUG])
    page = client.get(address).content.decode()
    assert "Aucune suggestion pour l’instant" in page
    assert "20" in page
    renew(consultation)
    assert "Apprises pour la dernière fois" in client.get(address).content.decode()
    assert "C’est demandé" in client.post(address, follow=True).content.decode()


def test_with_too_little_the_button_says_how_much_is_needed(client, consultation, contributions, harvester, moderator):
    client.force_login(harvester)
    address = reverse("suggestions", args=[SLUG])
    assert "Il faut au moins 20 textes" in client.post(address, follow=True).content.decode()
    client.force_login(moderator)
    assert client.get(address).status_code == 403
