"""The harvest desk: what comes next, what is kept, what is refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from debates import actions as debate
from debates.models import Reason, State
from synthesis import actions, reading
from synthesis.models import Extract, Idea, ProposedPassage, Reading
from tests.factories import (
    ArgumentFactory,
    ContributionFactory,
    ExtractFactory,
    IdeaFactory,
    NatureFactory,
    ProposedPassageFactory,
    StatementFactory,
    ThemeFactory,
)

SLUG = "tiers-lieux"


def address(name: str, *args) -> str:
    return reverse(name, args=[SLUG, *args])


def keep(client, contribution, **fields):
    given = {"passage": "Le bail commercial", "nature": "barrier", "idea": "", "new_idea": "", "before": ""}
    return client.post(address("harvest", contribution.pk), given | fields)


# --- What comes next


def test_what_nobody_has_read_comes_by_itself(desk, contributions):
    page = desk.get(address("harvest_desk"))

    assert page.context["opened"] == contributions[0]
    assert "Le bail commercial est trop long" in page.content.decode()
    assert "celle dont on a le moins lu d’abord" in page.content.decode()  # the rule is said


def test_passing_leads_to_the_next_one(desk, contributions):
    page = desk.get(f"{address('harvest_desk')}?apres={contributions[0].pk}")

    assert page.context["opened"] == contributions[1]


@pytest.mark.parametrize(
    "asked", ["apres=x", "apres=99999999999999999999", "contribution=x", "idee=x&nature=x", "apres=-1"]
)
def test_an_address_made_up_opens_the_next_text(desk, contributions, asked):
    assert desk.get(f"{address('harvest_desk')}?{asked}").context["opened"] == contributions[0]


def test_the_desk_asks_as_many_questions_however_much_there_is(desk, contributions, question):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"{address('harvest_desk')}?contribution={contributions[0].pk}")
        return len(queries)

    ExtractFactory(contribution=contributions[0], quote="Le bail commercial")
    asked()
    few = asked()
    for number in range(12):
        IdeaFactory(theme=question.theme, title=f"Idée {number}")
        ExtractFactory(contribution=contributions[0], quote=contributions[0].live.text[: 20 + number])
        ContributionFactory(question=question)

    assert asked() == few


def test_what_was_read_does_not_come_again(desk, contributions):
    for contribution in contributions:
        desk.post(address("mark_read", contribution.pk), {"outcome": "nothing_new"})

    page = desk.get(address("harvest_desk"))
    assert page.context["opened"] is None
    assert "Tout est lu" in page.content.decode()
    assert Reading.objects.filter(outcome="nothing_new").count() == 4


def test_an_argument_can_be_harvested_too(desk, contributions):
    argument = ArgumentFactory(parent=contributions[0], body="Chez nous aussi, et cela tient.")

    page = desk.get(f"{address('harvest_desk')}?contribution={argument.pk}")
    assert "Chez nous aussi" in page.content.decode()
    assert keep(desk, argument, passage="cela tient", nature="practice").status_code == 302
    assert Extract.objects.get().contribution == argument


def test_numbers_of_notes_are_not_in_the_text_that_is_selected(desk, contributions):
    ExtractFactory(contribution=contributions[0], quote="bail commercial")

    page = desk.get(f"{address('harvest_desk')}?contribution={contributions[0].pk}").content.decode()
    assert '<mark class="harvested"' in page
    assert "note-ref" not in page


# --- Keeping


def test_a_passage_is_kept_where_it_was_selected_and_under_a_new_idea(desk, contributions, idea, harvester):
    answer = keep(desk, contributions[0], idea=idea.pk, new_idea="Le bail à l’essai")

    extract = Extract.objects.get()
    assert extract.quote == "Le bail commercial" == extract.version.text[extract.start : extract.end]
    assert extract.by == harvester
    assert list(extract.ideas.values_list("title", "parent__title")) == [("Le bail à l’essai", idea.title)]
    assert Reading.objects.get().outcome == Reading.Outcome.KEPT
    assert answer.url.startswith(f"{address('harvest_desk')}?contribution={contributions[0].pk}&")
    assert answer.url.endswith(f"#passage-{extract.pk}")
    again = desk.get(answer.url).context["form"]
    assert (again["idea"].value(), again["nature"].value()) == (str(extract.ideas.get().pk), "barrier")  # stay chosen


def test_of_two_same_passages_the_selected_one_is_kept(desk, question):
    text = ContributionFactory(question=question, body="Le lieu est plein le matin.\n\nLe lieu est plein le soir.")

    keep(desk, text, passage="lieu est plein", before="le matin.Le ")

    assert Extract.objects.get().start == text.live.text.rindex("lieu est plein")


def test_a_passage_over_two_paragraphs_is_kept_with_its_white_space(desk, contributions):
    keep(desk, contributions[0], passage="un lieu.\r\n\r\nIl engage")

    assert Extract.objects.get().quote == "un lieu.\n\nIl engage"


@pytest.mark.parametrize(
    ("fields", "field", "why"),
    [
        ({"passage": "Le bail communal"}, "passage", "mot pour mot"),
        ({"passage": "   "}, "passage", "Sélectionnez"),
        ({"passage": ""}, "passage", "Sélectionnez un passage"),
        ({"nature": "inventée"}, "nature", "n’existe pas dans cette consultation"),
        ({"nature": ""}, "nature", "Dites ce qu’est"),
        ({"new_idea": "x" * 201}, "new_idea", "200"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_typed_is_lost(
    desk, contributions, fields, field, why
):
    typed = {"passage": "Le bail commercial", "new_idea": "Le bail à l’essai"} | fields

    answer = keep(desk, contributions[0], **typed)

    assert answer.status_code == 422
    assert why in str(answer.context["form"].errors[field])
    assert answer.context["form"]["new_idea"].value() == typed["new_idea"]
    assert not Extract.objects.exists()
    assert not Idea.objects.exists()  # the new idea is not left behind by a refused passage


def test_an_idea_of_another_theme_is_refused(desk, contributions, consultation, harvester, natures):
    foreign = IdeaFactory(theme=ThemeFactory(consultation=consultation))

    assert keep(desk, contributions[0], idea=foreign.pk).status_code == 422
    with pytest.raises(actions.Refused, match="autre thème"):
        actions.harvest(
            contributions[0].live, passage="Le bail", nature=natures["barrier"], ideas=[foreign], by=harvester
        )


def test_a_nature_of_another_consultation_is_refused(contributions, harvester):
    with pytest.raises(actions.Refused, match="nature"):
        actions.harvest(contributions[0].live, passage="Le bail", nature=NatureFactory(), ideas=[], by=harvester)


def test_a_text_taken_offline_meanwhile_keeps_nothing(contributions, natures, harvester, moderator, desk):
    debate.hide(contributions[0], by=moderator, reason=Reason.PERSONAL_DATA)

    with pytest.raises(actions.Refused, match="plus en ligne"):
        actions.harvest(contributions[0].live, passage="Le bail", nature=natures["barrier"], ideas=[], by=harvester)
    page = keep(desk, contributions[0])
    assert page.status_code == 302
    assert "n’est plus en ligne" in desk.get(page.url).content.decode()
    assert not Extract.objects.exists()


@pytest.mark.parametrize("typed", ["un bail pour essayer", "UN  BAIL POUR ESSAYER", "Un bail pour  essayér"])
def test_the_name_of_an_idea_finds_it(desk, contributions, idea, typed):
    keep(desk, contributions[0], new_idea=typed)

    assert list(Extract.objects.get().ideas.all()) == [idea]
    assert Idea.objects.count() == 1


def test_of_two_ideas_of_one_name_the_one_of_the_parent_that_is_named_is_found(desk, contributions, theme, idea):
    other = IdeaFactory(theme=theme, title="Les loyers")
    children = [IdeaFactory(theme=theme, title="Essayer", parent=parent) for parent in (idea, other)]

    keep(desk, contributions[0], new_idea="Les loyers › Essayer")

    assert list(Extract.objects.get().ideas.all()) == [children[1]]


def test_sending_twice_keeps_once(desk, contributions):
    keep(desk, contributions[0])
    keep(desk, contributions[0])

    assert Extract.objects.count() == 1


# --- Nothing kept, giving up


def test_nothing_kept_needs_a_reason(desk, contributions):
    answer = desk.post(address("mark_read", contributions[0].pk), {"outcome": "kept"})

    assert answer.status_code == 422
    assert "outcome" in answer.context["read_form"].errors
    assert not Reading.objects.exists()


def test_nothing_kept_is_refused_where_something_is(desk, contributions):
    keep(desk, contributions[0])

    answer = desk.post(address("mark_read", contributions[0].pk), {"outcome": "off_topic"})

    assert answer.status_code == 422
    assert "déjà gardé" in answer.content.decode()
    assert Reading.objects.get().outcome == Reading.Outcome.KEPT


def test_a_passage_given_up_leaves_the_text_unread_again(desk, contributions):
    keep(desk, contributions[0])

    desk.post(address("drop_extract", Extract.objects.get().pk))

    assert not Extract.objects.exists()
    assert reading.coverage(contributions[0].consultation).unread == 4


def test_a_passage_that_a_statement_cites_is_not_given_up(desk, extract, consultation):
    StatementFactory(
        synthesis__consultation=consultation, theme=extract.contribution.question.theme, extracts=[extract]
    )

    page = desk.post(address("drop_extract", extract.pk), follow=True)

    assert Extract.objects.exists()
    assert "Un énoncé s’appuie sur ce passage" in page.content.decode()


# --- Who


def named(extract: Extract, target: str) -> int | str:
    """What the address of an act names."""
    theme = extract.contribution.question.theme
    passage = ProposedPassage.objects.first() or ProposedPassageFactory(contribution=extract.contribution)
    named = {"contribution": extract.contribution_id, "extract": extract.pk, "theme": theme.slug}
    return (named | {"passage": passage.pk})[target]


ACTS = [
    ("harvest", "contribution"),
    ("mark_read", "contribution"),
    ("take_over_turn", "contribution"),
    ("settle_passage", "passage"),
    ("drop_extract", "extract"),
    ("add_idea", "theme"),
]


@pytest.mark.parametrize(("name", "target"), ACTS)
@pytest.mark.parametrize("who", ["citizen", "stranger"])
def test_citizens_and_staff_of_elsewhere_harvest_nothing(client, request, extract, name, target, who):
    client.force_login(request.getfixturevalue(who))
    given = {
        "passage": "Il engage",
        "nature": "barrier",
        "outcome": "off_topic",
        "title": "Une idée",
        "verdict": "keep",
    }

    assert client.post(address(name, named(extract, target)), given).status_code == 403
    assert (Extract.objects.count(), Reading.objects.count(), Idea.objects.count()) == (1, 0, 1)


@pytest.mark.parametrize(("name", "target"), ACTS)
def test_somebody_signed_out_is_asked_to_sign_in(client, extract, name, target):
    assert client.post(address(name, named(extract, target))).url.startswith("/comptes/login/")


def test_the_address_of_one_consultation_does_not_open_the_texts_of_another(client, stranger, extract):
    client.force_login(stranger)

    for name, pk in (("harvest", extract.contribution_id), ("drop_extract", extract.pk)):
        assert client.post(reverse(name, args=["ailleurs", pk])).status_code == 404


def test_a_pending_text_is_not_shown_to_harvesters(desk, question):
    pending = ContributionFactory(question=question, state=State.PENDING)

    assert desk.get(f"{address('harvest_desk')}?contribution={pending.pk}").status_code == 404


# --- Ideas


def test_ideas_show_their_passages_and_those_filed_nowhere(desk, extract, contributions):
    ExtractFactory(contribution=contributions[1], quote="bail précaire")

    filed = desk.get(address("idea", extract.ideas.get().pk)).content.decode()
    nowhere = desk.get(address("ideas")).content.decode()

    assert extract.quote in filed
    assert "bail précaire" not in filed
    assert "bail précaire" in nowhere


def test_ideas_do_not_show_what_is_hidden(desk, extract, moderator):
    debate.hide(extract.contribution, by=moderator, reason=Reason.INSULT)

    assert extract.quote not in desk.get(address("idea", extract.ideas.get().pk)).content.decode()


def test_an_idea_is_added_under_another_of_its_theme_only(desk, theme, idea, consultation):
    foreign = IdeaFactory(theme=ThemeFactory(consultation=consultation))

    assert desk.post(address("add_idea", theme.slug), {"title": "Plus fin", "parent": idea.pk}).status_code == 302
    assert desk.post(address("add_idea", theme.slug), {"title": "Ailleurs", "parent": foreign.pk}).status_code == 422
    assert desk.post(address("add_idea", theme.slug), {"title": " \u200b "}).status_code == 422
    assert list(idea.children.values_list("title", flat=True)) == ["Plus fin"]
