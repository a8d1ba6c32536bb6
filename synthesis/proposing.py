"""The statements that a draft opens with, from ideas, extracts and snapshot."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.models import Consultation
from debates.models import Nature, Theme
from synthesis import reading
from synthesis.models import Extract, RollUp, Section, Statement, Synthesis


def title(consultation: Consultation, kind: str) -> str:
    """What a synthesis is called until its editors say otherwise, in the language of the consultation."""
    with translation.override(consultation.language):
        return f"{Synthesis.Kind(kind).label} · {consultation.name}"[:200]


def statements(synthesis: Synthesis) -> list[dict]:
    """What a draft proposes, theme by theme: for each idea the passages filed under it, section by section, then what
    divides. No sentence is made up: the words are those of the idea or of a contribution's title, the rest is counted,
    in the language of the consultation, whatever that of the editor.
    """
    with translation.override(synthesis.consultation.language):
        return list(_proposed(synthesis))


def _proposed(synthesis: Synthesis) -> Iterator[dict]:
    for theme in synthesis.consultation.themes.all():
        yield from _from_ideas(theme)
        yield from _from_disagreements(theme, synthesis.rollup)


def _from_ideas(theme: Theme) -> Iterator[dict]:
    for branch in reading.flat(reading.tree(theme)):
        by_section = defaultdict(list)
        for extract in branch.idea.extracts.public().select_related("nature"):
            by_section[section_of(extract.nature)].append(extract)
        for section, extracts in by_section.items():
            contributions = len({extract.contribution_id for extract in extracts})
            yield {
                "theme": theme,
                "section": section,
                "text": f"{branch.idea.title} ({_from_so_many(contributions)}).",
                "extracts": extracts,
                "source": Statement.Source.IDEA,
                "idea": branch.idea,
            }


def _from_disagreements(theme: Theme, rollup: RollUp | None) -> Iterator[dict]:
    """The most divided contributions of the theme from which a passage was kept."""
    divided = [entry for question in questions_of(rollup, theme) for entry in question["part"]["most_divided"]]
    for entry in sorted(divided, key=lambda entry: (-entry["score"], entry["contribution"]))[:5]:
        extracts = list(Extract.objects.public().filter(contribution=entry["contribution"]))
        if extracts:
            yield {
                "theme": theme,
                "section": Section.DISAGREEMENT,
                "text": _("%(title)s : %(agree)s d’accord, %(disagree)s pas d’accord.") % entry,
                "extracts": extracts,
                "source": Statement.Source.SNAPSHOT,
                "idea": None,
            }


def section_of(nature: Nature) -> str:
    """The section in which passages of a nature are told; a nature of the consultation's own goes with the findings."""
    return nature.key if nature.key in Section.values else Section.FINDING


def _from_so_many(contributions: int) -> str:
    return ngettext("%d contribution", "%d contributions", contributions) % contributions


def questions_of(rollup: RollUp | None, theme: Theme) -> list[dict]:
    """The parts of a snapshot that belong to a theme, in its order."""
    if rollup is None:
        return []
    return [question for question in rollup.snapshot["questions"] if question["theme"] == theme.pk]
