"""The mission's own pages of the demonstration, and the figures of its home."""

from django.utils import timezone

from debates.models import Pulse
from debates.pulse import count
from pages import reading
from pages.models import STATEMENTS, Kind, PageState


def test_every_kind_of_page_is_there_dated_around_today(demonstration):
    pages = demonstration.pages.all()
    assert set(pages.values_list("kind", flat=True)) == set(Kind.values) - set(STATEMENTS)  # these have their defaults
    assert pages.filter(state=PageState.DRAFT).exists()
    assert any(page.is_ahead for page in pages)
    assert not pages.filter(created_at__gt=timezone.now()).exists()
    for page in pages.exclude(published_at=None):
        assert page.created_at < page.published_at


def test_the_agenda_has_visits_to_come_and_made_one_of_them_not_told_yet(demonstration):
    agenda = reading.agenda(demonstration, past=10)
    assert len(agenda.coming) >= 2
    assert len(agenda.past) >= 4
    assert [page.title for page in agenda.past if not page.text] == [
        "À Langres, des bureaux vides et trois volontaires"
    ]
    assert all(page.commune for page in agenda.coming + agenda.past)


def test_nothing_is_recorded_after_now(demonstration):
    assert not demonstration.audit.filter(at__gt=timezone.now()).exists()
    assert (
        demonstration.audit.filter(action="page.published").count()
        == demonstration.pages.exclude(published_at=None).count()
    )


def test_the_home_has_its_figures(demonstration):
    assert Pulse.objects.get(consultation=demonstration).figures == count(demonstration).figures
