"""The synthesis that everybody reads."""

import pytest
from django.urls import reverse

from debates import actions as debate
from debates.models import Reason
from synthesis import actions, tasks
from synthesis.models import Export, JobState, Section, Synthesis
from tests.factories import ContributionFactory, ExtractFactory, PhaseFactory, StatementFactory

SLUG = "tiers-lieux"


def address(name: str, *args) -> str:
    return reverse(name, args=[SLUG, *args])


@pytest.fixture
def draft(consultation, extract, contributions, editor, theme) -> Synthesis:
    """A draft of two statements that both cite the first passage, the second another one as well."""
    rollup = actions.request_roll_up(consultation, by=editor)
    for part in tasks.open_parts(rollup.pk):
        tasks.finish_part(part)
    tasks.freeze(rollup.pk)
    synthesis = actions.draft(consultation, by=editor)
    synthesis.statements.all().delete()
    other = ExtractFactory(contribution=contributions[1], quote="Le bail précaire est trop court")
    StatementFactory(synthesis=synthesis, theme=theme, text="Le bail décourage.", extracts=[extract], section="barrier")
    StatementFactory(
        synthesis=synthesis, theme=theme, text="On se partage.", extracts=[extract, other], section=Section.DISAGREEMENT
    )
    return synthesis


@pytest.fixture
def published(draft, editor) -> Synthesis:
    return actions.publish(draft, by=editor)


def test_before_anything_is_published_the_page_says_so(client, contributions, consultation):
    PhaseFactory(consultation=consultation, is_ahead=True)

    page = client.get(address("synthesis")).content.decode()

    assert "pas encore publiée" in page
    assert "pas encore lues" in page


def test_statements_end_in_marks_that_lead_to_the_passage_in_its_text(client, published, extract):
    page = client.get(address("synthesis")).content.decode()

    assert "Le bail décourage." in page
    assert 'href="#q1"' in page
    assert f'id="q1"><span id="extrait-{extract.pk}"></span>' in page
    assert f"«\u202f{extract.quote}\u202f»" in page
    assert f'href="{extract.get_absolute_url()}"' in page
    assert "Felletin (23), rural" in page


def test_every_anchor_is_there_once(client, published):
    import re

    page = client.get(address("synthesis")).content.decode()
    ids = re.findall(r'\bid="([^"]+)"', page)
    links = set(re.findall(r'href="#([^"]+)"', page))

    assert len(ids) == len(set(ids))
    assert links <= set(ids)


def test_disagreements_have_their_own_block_and_what_is_not_cited_is_listed(client, published, contributions):
    page = client.get(address("synthesis")).content.decode()

    assert '<section class="disagreement"' in page
    assert "2 contributions de ce thème ne sont pas citées" in page
    assert contributions[2].live.title in page
    assert contributions[0].live.title not in page


def test_a_draft_is_for_the_staff_and_says_that_it_is_one(client, draft, editor, citizen, stranger):
    for person in (None, citizen, stranger):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(draft.get_absolute_url()).status_code == 404

    client.force_login(editor)
    assert 'class="draft-band"' in client.get(draft.get_absolute_url()).content.decode()


def test_a_reader_without_an_account_gets_no_cookie(client, published):
    answer = client.get(address("synthesis"))

    assert not answer.cookies
    assert "<form" not in answer.content.decode().split("<main")[1].split("</main>")[0]


def test_what_moderation_hides_is_no_longer_shown_and_the_document_stays(client, published, extract, moderator):
    before = published.document
    debate.hide(extract.contribution, by=moderator, reason=Reason.PERSONAL_DATA)

    page = client.get(address("synthesis")).content.decode()

    assert extract.quote not in page
    assert extract.contribution.live.title not in page
    assert page.count("Passage retiré") == 2
    assert "1 passage cité n’est plus en ligne" in page
    assert "Le bail décourage." in page
    published.refresh_from_db()
    assert published.document == before
    debate.publish(extract.contribution, by=moderator)
    assert extract.quote in client.get(address("synthesis")).content.decode()


def test_a_statement_that_was_the_title_of_a_hidden_text_goes_with_it(client, draft, extract, editor, moderator, theme):
    title = extract.contribution.live.title
    StatementFactory(synthesis=draft, theme=theme, text=title, extracts=[extract], source="snapshot")
    actions.publish(draft, by=editor)
    assert title in client.get(address("synthesis")).content.decode()

    debate.hide(extract.contribution, by=moderator, reason=Reason.INSULT)

    assert title not in client.get(address("synthesis")).content.decode()


def test_the_published_version_never_changes_when_its_texts_do(client, published, extract, consultation):
    shown = client.get(address("synthesis")).content.decode()
    type(extract.contribution.author).objects.update(name="Autre Nom")
    StatementFactory(synthesis=published, theme=extract.contribution.question.theme, text="Ajouté après coup")

    again = client.get(address("synthesis")).content.decode()

    assert "Autre Nom" not in again
    assert "Ajouté après coup" not in again
    assert shown.split('class="report"')[1] == again.split('class="report"')[1]


def test_the_newest_version_is_shown_first_and_the_others_stay(client, published, consultation, editor, theme, extract):
    second = actions.draft(consultation, by=editor, kind=Synthesis.Kind.FINAL)
    second.statements.all().delete()
    StatementFactory(synthesis=second, theme=theme, text="Le bail à l’essai est demandé.", extracts=[extract])
    actions.publish(second, by=editor)

    assert "Le bail à l’essai est demandé." in client.get(address("synthesis")).content.decode()
    assert "Le bail décourage." in client.get(published.get_absolute_url()).content.decode()
    assert client.get(address("synthesis_version", 9)).status_code == 404


# --- Files


def test_publishing_asks_for_every_format_and_anybody_downloads_them(client, published, extract):
    assert set(published.exports.values_list("format", flat=True)) == set(Export.READY)
    export = published.exports.get(format="csv")
    assert client.get(address("export_file", export.pk)).status_code == 404
    assert "en préparation" in client.get(address("synthesis")).content.decode()

    tasks.finish_export(export.pk)
    answer = client.get(address("export_file", export.pk))

    assert extract.quote in b"".join(answer.streaming_content).decode("utf-8-sig")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="tiers-lieux-synthese-1.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert int(answer["Content-Length"]) == Export.objects.get(pk=export.pk).size
    assert address("export_file", export.pk) in client.get(address("synthesis")).content.decode()


def test_files_of_a_draft_are_for_the_staff(client, draft, editor, citizen, stranger, moderator):
    export = actions.request_export(draft, format="csv", by=editor)
    tasks.finish_export(export.pk)

    for person in (None, citizen, stranger, moderator):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(address("export_file", export.pk)).status_code == 404
        assert client.get(address("export", export.pk)).status_code == 404
    client.force_login(editor)
    assert "brouillon" in client.get(address("export_file", export.pk))["Content-Disposition"]


def test_asking_for_a_file(client, draft, editor, citizen, stranger):
    for person in (citizen, stranger):
        client.force_login(person)
        assert client.post(address("request_export", draft.number), {"format": "csv"}).status_code == 403
    client.force_login(editor)
    assert (
        "n’existe pas"
        in client.post(address("request_export", draft.number), {"format": "exe"}, follow=True).content.decode()
    )

    answer = client.post(address("request_export", draft.number), {"format": "csv"})

    export = Export.objects.get()
    assert answer.url == export.get_absolute_url()
    page = client.get(answer.url)
    assert 'hx-trigger="every 1s"' in page.content.decode()
    assert "HX-Refresh" not in client.get(answer.url, headers={"HX-Request": "true"})
    tasks.finish_export(export.pk)
    assert client.get(answer.url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "Télécharger" in client.get(answer.url).content.decode()
    assert "Citations (CSV)" in client.get(address("exports")).content.decode()


def test_a_file_that_failed_can_be_asked_again(client, draft, editor, citizen):
    export = actions.request_export(draft, format="csv", by=editor)
    Export.objects.update(state=JobState.FAILED, error="OSError: plus de place")
    client.force_login(citizen)
    assert client.post(address("retry_export", export.pk)).status_code == 404
    client.force_login(editor)
    assert "plus de place" in client.get(address("export", export.pk)).content.decode()

    client.post(address("retry_export", export.pk))

    export.refresh_from_db()
    assert export.state == JobState.QUEUED


def test_a_text_hidden_since_leaves_the_files_too(client, published, extract, contributions, moderator):
    """Its file is not served from that moment on, and the sweep makes it again, at the same address, without it."""
    export = published.exports.get(format="csv")
    html = published.exports.get(format="html")
    for each in (export, html):
        tasks.finish_export(each.pk)
    address_of = address("export_file", export.pk)
    assert extract.quote in downloaded(client, address_of)
    assert "pour essayer un lieu" in downloaded(client, address("export_file", html.pk))  # in a passage of a group

    debate.hide(extract.contribution, by=moderator, reason=Reason.PERSONAL_DATA)

    assert client.get(address_of).status_code == 404
    assert address_of not in client.get(address("synthesis")).content.decode()
    tasks.sweep()
    for each in (export, html):
        tasks.finish_export(each.pk)
        file = downloaded(client, address("export_file", each.pk))
        assert "passage retiré" in file
        for words in (extract.quote, "pour essayer un lieu", extract.contribution.live.title):
            assert words not in file

    debate.publish(extract.contribution, by=moderator)
    tasks.sweep()
    tasks.finish_export(export.pk)
    assert extract.quote in downloaded(client, address_of)


def test_what_is_hidden_elsewhere_leaves_the_files_as_they_are(client, published, contributions, question, moderator):
    export = published.exports.get(format="csv")
    tasks.finish_export(export.pk)
    export.refresh_from_db()
    late = ContributionFactory(question=question)

    debate.hide(late, by=moderator, reason=Reason.OFF_TOPIC)
    tasks.sweep()

    again = Export.objects.get(pk=export.pk)
    assert (again.state, again.asked_at) == (JobState.DONE, export.asked_at)


def downloaded(client, address: str) -> str:
    return b"".join(client.get(address).streaming_content).decode("utf-8-sig")
