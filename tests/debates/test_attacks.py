"""What hostile or unlucky people send to the pages: each is refused, held or kept, never an error or a leak."""

import base64

import pytest
from django.urls import reverse

from consultation.models import Consultation, Phase
from debates import actions
from debates.filtering import Filtering, offered
from debates.models import Contribution, Reason, State
from debates.thread import thread
from tests.factories import PASSWORD, ArgumentFactory, ContributionFactory, UserFactory

pytestmark = pytest.mark.django_db
TYPED = "Un texte écrit pendant une heure <b>&amp;</b>."


def sign_in(client, person):
    return client.post(f"{reverse('account_login')}", {"login": person.email, "password": PASSWORD})


# --- Nothing typed is lost


def test_a_contribution_sent_after_the_session_ended_is_offered_again(client, question, natures, citizen):
    address = reverse("post", args=["tiers-lieux", question.pk])
    sent = {"nature": "barrier", "title": "Un titre gardé", "body": TYPED, "key": "formulaire-1"}

    asked = client.post(address, sent)
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith(reverse("account_login"))
    taken = client.post(asked.headers["Location"], {"login": citizen.email, "password": PASSWORD})

    assert taken.headers["Location"] == address
    form = client.get(address).context["form"]
    assert {name: form[name].value() for name in sent} == sent
    assert client.get(address).context["form"]["body"].value() is None
    assert client.post(address, sent).status_code == 302
    assert Contribution.objects.get().awaiting.body == TYPED


@pytest.mark.parametrize("under_an_argument", [True, False])
def test_an_argument_sent_after_the_session_ended_is_offered_again(client, question, citizen, under_an_argument):
    parent = ContributionFactory(question=question)
    parent = ArgumentFactory(parent=parent) if under_an_argument else parent
    address = reverse("argue", args=["tiers-lieux", parent.pk])

    asked = client.post(address, {"stance": "nuance", "body": TYPED})
    client.post(asked.headers["Location"], {"login": citizen.email, "password": PASSWORD})

    form = client.get(address).context["form"]
    assert (form["stance"].value(), form["body"].value()) == ("nuance", TYPED)


def test_an_edit_sent_after_the_session_ended_is_offered_again(client, question, citizen):
    contribution = ContributionFactory(question=question, author=citizen)
    address = reverse("edit", args=["tiers-lieux", contribution.pk])

    asked = client.post(address, {"title": "Autre titre", "body": TYPED})
    client.post(asked.headers["Location"], {"login": citizen.email, "password": PASSWORD})

    assert client.get(address).context["form"]["body"].value() == TYPED


def test_what_is_kept_of_a_stranger_is_small(client, question):
    client.post(reverse("post", args=["tiers-lieux", question.pk]), {"body": "x" * 100_000, "other": "y" * 100_000})

    assert len(str(dict(client.session))) < 30_000


def test_a_text_sent_after_the_debate_closed_is_shown_back(client, question, citizen):
    client.force_login(citizen)
    Phase.objects.update(kind=Phase.Kind.SYNTHESIS)

    refused = client.post(reverse("post", args=["tiers-lieux", question.pk]), {"title": "Titre", "body": TYPED})

    assert refused.status_code == 403
    assert "Un texte écrit pendant une heure &lt;b&gt;&amp;amp;&lt;/b&gt;." in refused.text


def test_an_argument_sent_to_a_text_just_hidden_is_shown_back(client, question, citizen, moderator):
    contribution = ContributionFactory(question=question)
    actions.hide(contribution, by=moderator, reason=Reason.OFF_TOPIC)
    client.force_login(citizen)

    refused = client.post(reverse("argue", args=["tiers-lieux", contribution.pk]), {"stance": "for", "body": TYPED})

    assert refused.status_code == 404
    assert "Un texte écrit pendant une heure" in refused.text


def test_a_form_whose_token_changed_shows_the_text_back(question, citizen):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(citizen)

    refused = client.post(reverse("post", args=["tiers-lieux", question.pk]), {"title": "Titre", "body": TYPED})

    assert refused.status_code == 403
    assert "Un texte écrit pendant une heure" in refused.text


def test_the_draft_of_somebody_signed_out_leaves_the_form_alone(client, question):
    address = reverse("keep_draft", args=["tiers-lieux", question.pk])

    assert client.post(address, {"body": "a"}, headers={"HX-Request": "true"}).status_code == 401


# --- Acts are sent, never followed


@pytest.mark.parametrize("name", ["argue", "react"])
def test_the_address_of_an_act_leads_to_its_page(client, question, citizen, name):
    contribution = ContributionFactory(question=question)
    client.force_login(citizen)

    response = client.get(reverse(name, args=["tiers-lieux", contribution.pk]) + "?kind=agree&body=x&stance=for")

    assert response.headers["Location"] == contribution.get_absolute_url()
    assert not contribution.reactions.exists()
    assert not contribution.thread.exists()


def test_nothing_changes_by_following_a_link(client, question, moderator):
    waiting = ContributionFactory(question=question, author=moderator, state=State.PENDING)
    client.force_login(moderator)
    asked = {"seen": f"{waiting.awaiting_id}.0", "verdict": "publish"}
    for name in ("decide", "withdraw", "edit"):
        client.get(reverse(name, args=["tiers-lieux", waiting.pk]), asked)
    waiting.refresh_from_db()
    assert waiting.state == State.PENDING


def test_a_made_up_verdict_decides_nothing(client, question, moderator):
    contribution = ContributionFactory(question=question)
    client.force_login(moderator)

    response = client.post(
        reverse("decide", args=["tiers-lieux", contribution.pk]),
        {"seen": f"{contribution.live_id}.0", "verdict": "delete", "reason": "insult"},
    )

    assert response.status_code == 400
    contribution.refresh_from_db()
    assert contribution.is_public


# --- Who reads what


def test_a_private_consultation_is_nowhere(client, question, citizen, harvester):
    contribution = ContributionFactory(question=question, author=citizen, title="Titre privé")
    Consultation.objects.update(state="preparing", name="Nom privé")
    pages = [question.consultation, question.theme, question, contribution]
    version = reverse("version", args=["tiers-lieux", contribution.pk, 1])
    addresses = ["/", version, *(page.get_absolute_url() for page in pages)]

    for person in (None, UserFactory(), citizen):
        if person:
            client.force_login(person)
        for address in addresses:
            shown = client.get(address)
            assert shown.status_code == (200 if address == "/" else 404)
            assert "privé" not in shown.text
        for name in ("post", "preview", "argue", "react", "edit", "withdraw", "reply", "decide"):
            target = question if name in ("post", "preview") else contribution
            client.post(reverse(name, args=["tiers-lieux", target.pk]), {"body": "x", "kind": "agree", "stance": "for"})
    contribution.refresh_from_db()
    assert (contribution.state, contribution.agree_count, contribution.thread.count()) == (State.PUBLISHED, 0, 0)
    assert contribution.versions.count() == 1
    client.force_login(harvester)
    assert client.get(contribution.get_absolute_url()).status_code == 200


def test_somebody_suspended_is_signed_out(client, question, natures, moderator):
    client.force_login(moderator)
    moderator.is_active = False
    moderator.save()

    assert client.get(reverse("moderation_desk", args=["tiers-lieux"])).status_code == 302
    client.post(reverse("post", args=["tiers-lieux", question.pk]), {"nature": "barrier", "title": "T", "body": "B"})
    assert not Contribution.objects.exists()
    sign_in(client, moderator)
    assert client.get(reverse("my_space")).status_code == 302


def test_a_withdrawn_text_is_read_nowhere(client, question, citizen, moderator):
    contribution = ContributionFactory(question=question, author=citizen, title="Retiré", body="Je regrette.")
    actions.withdraw(contribution, by=citizen)
    client.force_login(moderator)

    desk = client.get(reverse("moderation_desk", args=["tiers-lieux"]), {"texte": contribution.pk})
    page = client.get(contribution.get_absolute_url())

    assert desk.status_code == 404
    assert "Je regrette." not in desk.text + page.text
    assert f"texte={contribution.pk}" not in page.text


def test_a_text_withdrawn_before_anybody_read_it_leaves_no_trace(client, question, citizen):
    contribution = ContributionFactory(question=question, author=citizen, state=State.PENDING)
    actions.withdraw(contribution, by=citizen)

    assert client.get(contribution.get_absolute_url()).status_code == 404


def test_the_author_reads_what_waits_after_the_debate_too(client, question, citizen):
    contribution = ContributionFactory(question=question, author=citizen, state=State.PENDING, body="Pas encore lu.")
    Phase.objects.update(kind=Phase.Kind.SYNTHESIS)
    client.force_login(citizen)

    assert "Pas encore lu." in client.get(contribution.get_absolute_url()).text


def test_no_page_offers_what_it_then_refuses(client, question, citizen):
    contribution = ContributionFactory(question=question, author=citizen)
    argument = ArgumentFactory(parent=contribution, author=citizen)
    react = reverse("react", args=["tiers-lieux", contribution.pk])
    client.force_login(citizen)
    assert react not in client.get(contribution.get_absolute_url()).text

    client.force_login(argument.author)
    Phase.objects.update(kind=Phase.Kind.SYNTHESIS)
    shown = client.get(contribution.get_absolute_url()).text
    assert reverse("edit", args=["tiers-lieux", argument.pk]) not in shown
    assert reverse("withdraw", args=["tiers-lieux", argument.pk]) in shown


# --- Made-up values


def test_a_cursor_of_nested_lists_is_the_first_page(client, question):
    contribution = ContributionFactory(question=question)
    deep = base64.urlsafe_b64encode(b"[" * 100_000).decode()

    assert contribution.live.title in client.get(question.get_absolute_url(), {"apres": deep}).text


@pytest.mark.parametrize("number", ["9" * 19, "9" * 400])
def test_a_number_too_large_for_the_database_is_not_found(client, question, citizen, moderator, number):
    client.force_login(moderator)
    for address in (f"questions/{number}", f"contributions/{number}", f"contributions/{number}/versions/1"):
        assert client.get(f"/tiers-lieux/{address}/").status_code == 404
    contribution = ContributionFactory(question=question)
    assert client.get(f"{contribution.get_absolute_url()}versions/{number}/").status_code == 404
    assert client.get("/tiers-lieux/moderation/", {"texte": number}).status_code == 404


def test_a_form_far_too_large_is_refused_shortly(client, question, citizen):
    client.force_login(citizen)
    address = reverse("post", args=["tiers-lieux", question.pk])

    assert client.post(address, {"title": "x" * 10_000_000, "body": "x"}).status_code == 400
    assert client.post(address, {f"f{n}": "" for n in range(30_000)}).status_code == 400
    assert client.get(question.get_absolute_url() + "?" + "&".join("nature=x" for _ in range(10_000))).status_code in (
        200,
        400,
    )


def test_the_filters_of_an_address_are_written_as_an_address(question, natures):
    natures["barrier"].key = "a&b=<c>"
    natures["barrier"].save()
    filtering = Filtering({"tri": "agreed", "nature": "a&b=<c>"}, offered(question.consultation))

    assert filtering.address() == "nature=a%26b%3D%3Cc%3E&tri=agreed"


def test_a_name_written_backwards_turns_nothing_else_around(client, question):
    author = UserFactory(name="\u202eadmin")
    contribution = ContributionFactory(question=question, author=author)

    assert "<bdi>\u202eadmin</bdi>" in client.get(contribution.get_absolute_url()).text


@pytest.mark.parametrize("where", ["https://m.invalid/", "//m.invalid", "/\\m.invalid", "javascript:a", ""])
def test_no_door_leads_outside(client, citizen, where):
    language = client.post(reverse("set_language"), {"language": "en", "next": where})
    login = client.post(reverse("account_login"), {"login": citizen.email, "password": PASSWORD, "next": where})

    assert language.headers["Location"] == "/"
    assert login.headers["Location"] == reverse("my_space")


def test_a_page_that_answers_a_form_gives_its_language_switch_a_way_back(client, question, citizen):
    contribution = ContributionFactory(question=question)
    client.force_login(citizen)
    address = reverse("argue", args=["tiers-lieux", contribution.pk])

    assert client.get(address, follow=True).status_code == 200


# --- Long threads


def chain(root, length: int) -> list[Contribution]:
    """Arguments that each answer the one before."""
    made = []
    for number in range(length):
        parent = made[-1] if made else root
        made.append(
            Contribution.objects.create(
                question=root.question,
                root=root,
                parent=parent,
                depth=parent.depth + 1,
                stance="for",
                state=State.PUBLISHED,
                live=root.live,
                author=root.author,
                key=f"chain-{number}",
            )
        )
    return made


def test_a_chain_of_1000_answers_reads_as_a_page(client, question, django_assert_max_num_queries):
    root = ContributionFactory(question=question)
    made = chain(root, 1000)

    with django_assert_max_num_queries(20):
        shown = client.get(root.get_absolute_url())

    assert shown.status_code == 200
    assert all(f'id="c{argument.pk}"' in shown.text for argument in made[:20])
    assert shown.text.count('class="replies"') < 10
    with django_assert_max_num_queries(20):
        there = client.get(made[501].get_absolute_url())
    assert f'id="c{made[501].pk}"' in there.text
    assert f"?ouvert={made[500].pk}#c{made[500].pk}" in there.text  # what the 502nd answers


def test_no_text_but_its_place_stays_when_an_answer_goes_deep(client, question, moderator):
    root = ContributionFactory(question=question)
    made = chain(root, 12)
    gone = actions.hide(made[8], by=moderator, reason=Reason.INSULT)
    actions.hide(made[11], by=moderator, reason=Reason.INSULT)

    shown = client.get(root.get_absolute_url()).text

    assert gone
    assert shown.count("Argument masqué par la modération.") == 1
    assert f'id="c{made[11].pk}"' not in shown
    assert thread(root, root.author).pros.nodes[0].size == 10
