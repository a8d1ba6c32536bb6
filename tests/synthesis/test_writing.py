"""The synthesis desk: the draft, its statements, what keeps it from being published."""

import pytest
from django.urls import reverse

from debates import actions as debate
from debates.models import Reason
from synthesis import actions, reading
from synthesis.models import Citation, Statement, Synthesis
from tests.factories import ContributionFactory, ExtractFactory, IdeaFactory, StatementFactory, ThemeFactory

SLUG = "tiers-lieux"
HTMX = {"HX-Request": "true"}
TYPED = {"X-Typed": "1"}


def address(name: str, *args) -> str:
    return reverse(name, args=[SLUG, *args])


def place_of(statement: Statement) -> str:
    return f"{address('synthesis_desk')}?theme={statement.theme.slug}&enonce={statement.pk}#enonce-{statement.pk}"


def confirmed(desk) -> dict:
    """What the check-list asks to confirm, all of it."""
    lines = desk.get(address("checklist")).context["to_know"]
    return {"knowing": [f"{line.key}:{line.count}" for line in lines]}


@pytest.fixture
def desk(client, editor, contributions):
    client.force_login(editor)
    return client


@pytest.fixture
def draft(consultation, extract, editor) -> Synthesis:
    return actions.draft(consultation, by=editor)


@pytest.fixture
def statement(draft) -> Statement:
    return draft.statements.get()


# --- The draft


def test_a_draft_opens_from_the_ideas_and_only_once(desk, extract, idea, consultation):
    for _ in range(2):
        desk.post(address("open_draft"), {"kind": "final"})

    draft = consultation.syntheses.get()
    assert draft.kind == Synthesis.Kind.FINAL
    assert draft.statements.get().text == "Un bail pour essayer (1 contribution)."
    page = desk.get(address("synthesis_desk")).content.decode()
    assert extract.quote in page
    assert "Chaque énoncé cite au moins un passage en ligne." in page


def test_who_asks_for_a_draft_while_one_is_open_is_told_and_led_to_it(desk, draft):
    page = desk.post(address("open_draft"), {"kind": "final"}, follow=True)

    assert page.redirect_chain[-1][0] == address("synthesis_desk")
    told = [str(message) for message in page.context["messages"]]
    assert len(told) == 1
    assert f"«\u202f{draft.title}\u202f», version {draft.number}" in told[0]
    assert Synthesis.objects.get() == draft


def test_a_draft_without_title_is_told_by_its_stage(desk, draft):
    Synthesis.objects.update(title=" ")
    page = desk.post(address("open_draft"), follow=True)

    [told] = page.context["messages"]
    assert f"Synthèse intermédiaire sans titre, version {draft.number}." in str(told)


def test_completing_adds_what_is_new_and_changes_nothing_written(desk, statement, theme, contributions):
    actions.rewrite(statement, by=statement.by, text="Réécrit.")
    new = IdeaFactory(theme=theme, title="La fibre d’abord")
    ExtractFactory(contribution=contributions[2], quote="La fibre", ideas=[new])

    desk.post(address("refresh_draft"))

    texts = set(statement.synthesis.statements.values_list("text", flat=True))
    assert texts == {"Réécrit.", "La fibre d’abord (1 contribution)."}


def test_title_stage_and_introduction(desk, draft):
    typed = {"title": "Ce que nous avons lu", "kind": "final", "introduction": "Six semaines **de débat**."}

    assert desk.post(address("retitle_draft"), typed).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.kind, draft.introduction) == tuple(typed.values())
    answer = desk.post(address("retitle_draft"), typed | {"title": " \u200b"})
    assert answer.status_code == 422
    assert "title" in answer.context["form"].errors
    assert "Six semaines" in answer.content.decode()
    assert "<strong>de débat</strong>" in desk.get(draft.get_absolute_url()).content.decode()


# --- Statements


def test_a_statement_is_rewritten_and_cites_what_was_chosen_in_order(desk, statement, extract, contributions):
    second = ExtractFactory(contribution=contributions[1], quote="bail précaire")
    typed = {"text": "Le bail décourage.", "extracts": [second.pk, extract.pk], "revision": 0}

    answer = desk.post(address("statement", statement.pk), typed)

    assert answer.url == place_of(statement)
    statement.refresh_from_db()
    assert statement.text == "Le bail décourage."
    assert [citation.extract_id for citation in statement.citations.all()] == [second.pk, extract.pk]


def test_asking_for_other_passages_keeps_what_is_typed(desk, statement, extract, theme, contributions):
    other = IdeaFactory(theme=theme)
    elsewhere = ExtractFactory(contribution=contributions[2], quote="La fibre", ideas=[other])
    typed = {"text": "", "extracts": [extract.pk], "idea": other.pk, "filter": "1"}

    answer = desk.post(address("statement", statement.pk), typed | {"text": "En cours d’écriture"})

    assert answer.status_code == 200
    assert answer.context["form"]["text"].value() == "En cours d’écriture"
    assert [c.extract.pk for c in answer.context["chosen"]] == [extract.pk]
    assert [(c.extract.pk, c.is_chosen) for c in answer.context["candidates"]] == [(elsewhere.pk, False)]
    assert desk.post(address("statement", statement.pk), typed).status_code == 200
    assert Statement.objects.get().text != "En cours d’écriture"


def test_a_statement_without_text_comes_back_with_what_was_chosen(desk, statement, extract):
    answer = desk.post(address("statement", statement.pk), {"text": " ", "extracts": [extract.pk], "revision": 0})

    assert answer.status_code == 422
    assert "Écrivez l’énoncé." in str(answer.context["form"].errors["text"])
    assert [c.extract.pk for c in answer.context["chosen"]] == [extract.pk]


def test_passages_of_another_theme_or_consultation_are_not_cited(desk, statement, consultation, editor, theme):
    far = ExtractFactory()
    near = ExtractFactory(contribution=ContributionFactory(question__theme=ThemeFactory(consultation=consultation)))

    for wrong in (far, near):
        answer = desk.post(address("statement", statement.pk), {"text": "Bail.", "extracts": [wrong.pk], "revision": 0})
        assert answer.status_code == 422
        assert "extracts" in answer.context["form"].errors
    with pytest.raises(actions.Refused, match="autre consultation"):
        actions.state(statement.synthesis, by=editor, theme=theme, section="finding", text="Bail.", extracts=[far])
    with pytest.raises(actions.Refused, match="thème"):
        actions.state(
            statement.synthesis, by=editor, theme=ThemeFactory(), section="finding", text="Bail.", extracts=[]
        )


def test_a_statement_of_ones_own(desk, draft, theme, extract):
    page = desk.get(f"{address('new_statement', theme.slug)}?partie=proposal")
    assert page.context["form"]["section"].value() == "proposal"

    typed = {"section": "proposal", "text": "Un bail à l’essai.", "extracts": [extract.pk]}
    assert desk.post(address("new_statement", theme.slug), typed).status_code == 302
    assert desk.post(address("new_statement", theme.slug), typed | {"section": "inventée"}).status_code == 422

    added = draft.statements.get(text="Un bail à l’essai.")
    assert (added.section, added.source, added.by.name) == ("proposal", "editor", "Éric Rédaction")


def test_moving_and_removing(desk, draft, theme, extract):
    draft.statements.all().delete()
    made = [StatementFactory(synthesis=draft, theme=theme, text=text, extracts=[extract]) for text in "abc"]

    desk.post(address("move_statement", made[2].pk), {"step": "-1"})
    desk.post(address("move_statement", made[0].pk), {"step": "-1"})  # already first: nothing moves
    desk.post(address("remove_statement", made[1].pk))

    assert "".join(draft.statements.values_list("text", flat=True)) == "ac"
    assert Citation.objects.count() == 2


# --- Publishing


def test_a_statement_that_cites_nothing_blocks_publication(desk, draft, statement, consultation):
    desk.post(address("statement", statement.pk), {"text": "Sans preuve.", "revision": 0})

    page = desk.get(address("synthesis_desk")).content.decode()
    assert "Énoncés sans citation" in page
    assert "Publier la synthèse" not in desk.get(address("checklist")).content.decode()
    refused = desk.post(address("publish_synthesis"), follow=True).content.decode()
    assert "Énoncés sans citation (1)\u00a0: «\u202fSans preuve.\u202f»" in refused
    assert not consultation.syntheses.published().exists()


def test_a_passage_hidden_since_blocks_publication_until_it_is_taken_off(desk, statement, extract, moderator):
    debate.hide(extract.contribution, by=moderator, reason=Reason.PERSONAL_DATA)

    page = desk.get(address("synthesis_desk")).content.decode()
    assert "n’est plus en ligne" in page
    assert extract.quote not in page
    form = desk.get(address("statement", statement.pk)).content.decode()
    assert extract.quote not in form
    assert f'name="extracts" value="{extract.pk} "' in form
    assert reading.obstacles(statement.synthesis)
    assert desk.post(address("publish_synthesis")).url == address("checklist")


def test_a_published_version_changes_no_more(desk, statement, editor, theme, extract):
    assert desk.post(address("publish_synthesis"), confirmed(desk)).url == statement.synthesis.get_absolute_url()

    synthesis = Synthesis.objects.get()
    acts = [
        lambda: actions.rewrite(statement, by=editor, text="Autre chose."),
        lambda: actions.remove(statement, by=editor),
        lambda: actions.move(statement, by=editor, step=1),
        lambda: actions.refresh(synthesis, by=editor),
        lambda: actions.retitle(synthesis, by=editor, title="x", introduction="", kind="final"),
        lambda: actions.publish(synthesis, by=editor),
        lambda: actions.state(synthesis, by=editor, theme=theme, section="finding", text="x", extracts=[extract]),
    ]
    for act in acts:
        with pytest.raises(actions.Refused, match="ne change plus"):
            act()
    for name in ("statement", "move_statement", "remove_statement"):
        assert desk.post(address(name, statement.pk), {"text": "Autre"}).status_code == 404
    actions.draft(synthesis.consultation, by=editor)
    assert desk.post(address("statement", statement.pk), {"text": "Autre"}).status_code == 404
    synthesis.refresh_from_db()
    assert "Autre" not in str(synthesis.document)


# --- From a version to the next


def test_a_correction_starts_from_the_published_version_and_leaves_it_as_it_was(desk, statement, consultation, editor):
    statement.figure = "coverage"
    statement.save()
    published = actions.publish(statement.synthesis, by=editor)
    frozen = Synthesis.objects.get(pk=published.pk).document

    desk.post(address("open_draft"), {"kind": "correct", "version": published.number})

    draft = consultation.syntheses.drafts().get()
    copy = draft.statements.get()
    assert (draft.kind, draft.made_from, draft.title, draft.rollup) == ("correct", published, published.title, None)
    assert (copy.origin, copy.text, copy.figure) == (statement.origin, statement.text, "coverage")
    assert _cited(copy) == _cited(statement)
    actions.rewrite(copy, by=editor, text="Corrigé.", extracts=[])
    statement.refresh_from_db()
    assert statement.text != "Corrigé."
    assert statement.citations.exists()
    assert Synthesis.objects.get(pk=published.pk).document == frozen
    block = frozen["themes"][0]["sections"][0]["statements"][0]
    assert (block["origin"], block["figure"]) == (str(statement.origin), "coverage")


def _cited(statement: Statement) -> list[int]:
    return list(statement.citations.values_list("extract", flat=True))


def test_an_idea_proposed_again_keeps_the_thread_of_its_statement(desk, statement, consultation, editor):
    actions.publish(statement.synthesis, by=editor)

    draft = actions.draft(consultation, by=editor, kind="final")

    assert draft.statements.get().origin == statement.origin


def test_a_draft_or_a_version_of_elsewhere_is_no_start(desk, statement, consultation, editor, stranger):
    other = actions.draft(stranger.memberships.first().consultation, by=stranger)

    for number in (statement.synthesis.number, 99, "x"):
        consultation_drafts = consultation.syntheses.drafts().count()
        assert desk.post(address("open_draft"), {"kind": "correct", "version": number}).status_code == 404
        assert consultation.syntheses.drafts().count() == consultation_drafts
    statement.synthesis.delete()
    with pytest.raises(actions.Refused, match="publiée"):
        actions.draft(consultation, by=editor, from_version=other)


def test_a_figure_stands_in_its_place_and_only_those_with_numbers_are_taken(desk, statement, extract, editor):
    typed = {"text": "Ce qui a été lu.", "extracts": [extract.pk], "revision": 0}
    assert desk.post(address("statement", statement.pk), typed | {"figure": "divided:1"}).status_code == 422
    assert desk.post(address("statement", statement.pk), typed | {"figure": "coverage"}).status_code == 302
    with pytest.raises(actions.Refused, match="figure"):
        actions.rewrite(statement, by=editor, text="x", figure="breakdown:kind")

    for page in (address("synthesis_desk"), statement.synthesis.get_absolute_url()):
        assert "<svg" in desk.get(page).content.decode()


# --- Who


POSTS = ["open_draft", "refresh_draft", "retitle_draft", "publish_synthesis"]


@pytest.mark.parametrize("who", ["citizen", "moderator", "harvester", "stranger"])
def test_only_editors_write(client, request, who, draft, statement, theme):
    client.force_login(request.getfixturevalue(who))
    targets = [(name, []) for name in POSTS] + [
        ("statement", [statement.pk]),
        ("move_statement", [statement.pk]),
        ("remove_statement", [statement.pk]),
        ("new_statement", [theme.slug]),
    ]

    for name, args in targets:
        typed = {"text": "x", "section": "finding", "title": "x", "kind": "final"}
        assert client.post(address(name, *args), typed).status_code == 403, name
    draft.refresh_from_db()
    assert (draft.state, draft.statements.count()) == ("draft", 1)


def test_an_editor_of_elsewhere_does_not_reach_a_statement_by_his_own_address(client, stranger, statement):
    client.force_login(stranger)
    actions.draft(stranger.memberships.first().consultation, by=stranger)

    assert client.post(reverse("statement", args=["ailleurs", statement.pk]), {"text": "x"}).status_code == 404


def test_a_harvester_reads_the_desk_without_its_acts(client, harvester, statement):
    client.force_login(harvester)

    page = client.get(address("synthesis_desk")).content.decode()
    assert statement.text in page
    assert address("statement", statement.pk) not in page
    assert address("publish_synthesis") not in page


def test_somebody_signed_out_is_asked_to_sign_in(client, statement):
    for name, args in [(name, []) for name in POSTS] + [("statement", [statement.pk]), ("synthesis_desk", [])]:
        assert client.post(address(name, *args)).url.startswith("/comptes/login/")
