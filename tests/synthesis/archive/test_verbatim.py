"""Quotes are compared with their versions every night and before each file."""

import io

import pytest
from django.core.management import call_command

from consultation.models import AuditEntry
from debates.models import Version
from synthesis import actions, composing, tasks, verbatim
from synthesis.models import Extract, JobState

pytestmark = pytest.mark.django_db


def recorded() -> list[str]:
    return list(AuditEntry.objects.filter(action=verbatim.ACTION).values_list("target", flat=True))


def test_every_passage_is_word_for_word(extract):
    assert verbatim.sweep() == verbatim.Swept(1, [])
    out = io.StringIO()
    call_command("check_quotes", stdout=out)
    assert "tous sont mot pour mot" in out.getvalue()
    assert recorded() == []


@pytest.mark.parametrize("column", ["text", "body"])
def test_what_differs_is_recorded_once(extract, column):
    Version.objects.filter(pk=extract.version_id).update(**{column: "Le bail commercial est bien court."})
    assert verbatim.sweep().altered == [extract.pk]
    tasks.check_quotes()
    with pytest.raises(SystemExit):
        call_command("check_quotes", stdout=io.StringIO())
    assert recorded() == [f"synthesis.extract:{extract.pk}"]


def test_words_that_went_with_their_author_are_not_missed(extract):
    Version.objects.filter(pk=extract.version_id).update(title="", body="", html="", text="")
    assert verbatim.sweep().altered == []


def test_no_file_is_made_of_a_quote_that_nobody_wrote(published, editor, extract):
    verbatim.require(composing.document(published))
    Version.objects.filter(pk=extract.version_id).update(text="Tout autre chose que ce qui a été écrit ici même.")
    with pytest.raises(verbatim.NotVerbatim, match="mot pour mot"):
        verbatim.require(composing.document(published))
    export = actions.request_export(published, format="archive", by=editor)
    for _ in range(tasks.ATTEMPTS):
        tasks.finish_export(export.pk)
    export.refresh_from_db()
    assert export.state == JobState.FAILED
    assert export.error.startswith("NotVerbatim")
    assert Extract.objects.filter(pk=extract.pk).exists()
