"""What the page of a contribution shows of the harvest: its passages underlined, and the notes of its margin."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from consultation import text
from debates.models import Contribution
from synthesis import reading
from synthesis.document import Coverage

register = template.Library()


@register.simple_tag
def marginalia(contribution: Contribution) -> list[reading.Note]:
    """What became of the passages of a contribution, in the order of its text. No query where none was kept."""
    return reading.notes(contribution) if contribution.extracts_count else []


@register.simple_tag
def underlined(contribution: Contribution, notes: Iterable[reading.Note], numbered: bool = True) -> SafeString:
    """The version online with its harvested passages marked; `numbered` ends each with a link to its note.

    A passage has the id `passage-<extract>`, to which its permanent address leads.
    """
    marks = [
        text.Mark(note.extract.start, note.extract.end, note.anchor, note.number if numbered else 0)
        for note in notes
        if not note.is_former
    ]
    return mark_safe(text.underline(contribution.live.html, marks))  # noqa: S308 (sanitised when the version was made)


@register.simple_tag
def parts_of(coverage: Coverage) -> list[tuple[str, int]]:
    """The coverage of a synthesis in words, for the bar that shows it: what is online, part by part."""
    return [
        (gettext("citées"), coverage.cited),
        (gettext("un passage gardé, pas cité"), coverage.kept),
        (gettext("lues, rien de gardé"), coverage.read_nothing_kept),
        (gettext("pas encore lues"), coverage.unread),
        *_duplicates(coverage),
    ]


@register.simple_tag
def read_so_far(coverage: Coverage) -> list[tuple[str, int]]:
    """What is read and what is not of what is online, before any synthesis."""
    return [
        (gettext("un passage gardé"), coverage.kept + coverage.cited),
        (gettext("lues, rien de gardé"), coverage.read_nothing_kept),
        (gettext("pas encore lues"), coverage.unread),
        *_duplicates(coverage),
    ]


def _duplicates(coverage: Coverage) -> list[tuple[str, int]]:
    """Not told apart in documents made before: no row that would say that there were none."""
    return [(gettext("doublons d’une autre"), coverage.duplicate)] if coverage.duplicate else []
