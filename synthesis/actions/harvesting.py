"""Keep passages, give them up, and say that a text was read."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import User
from debates import counters
from debates.models import Contribution, Nature, Version
from synthesis.actions.ideas import standing_for
from synthesis.actions.refusing import Refused
from synthesis.models import Extract, Idea, Reading


def harvest(
    version: Version, *, passage: str, nature: Nature, ideas: Iterable[Idea], by: User, before: str = ""
) -> Extract:
    """Keep a verbatim passage of a version, found by its words; `before` (the text just before it) tells repeats apart.

    Refused when the passage is not in the version, the contribution not public, or nature or idea of another theme.
    The same passage with the same nature is kept once: its ideas are added.
    """
    span = text.locate(version.text, passage, before)
    if span is None:
        why = _("Ce passage ne se trouve pas mot pour mot dans le texte. Sélectionnez-le de nouveau.")
        raise Refused({"passage": why})
    return keep(version, start=span[0], end=span[1], nature=nature, ideas=ideas, by=by)


@transaction.atomic
def keep(version: Version, *, start: int, end: int, nature: Nature, ideas: Iterable[Idea], by: User) -> Extract:
    """Keep `version.text[start:end]` as an extract filed under `ideas`; the contribution then counts as read."""
    contribution = Contribution.objects.select_for_update().get(pk=version.contribution_id)
    ideas = standing_for(ideas)
    _check_extract(contribution, version, start, end, nature, ideas)
    extract, is_new = Extract.objects.get_or_create(
        version=version,
        start=start,
        end=end,
        nature=nature,
        defaults={"contribution": contribution, "quote": version.text[start:end], "by": by},
    )
    extract.ideas.add(*ideas)
    Reading.objects.update_or_create(
        contribution=contribution, defaults={"outcome": Reading.Outcome.KEPT, "by": by, "at": timezone.now()}
    )
    if is_new:
        counters.move_extracts(contribution.pk, 1)
        audit.record("extract.kept", extract, by=by, version=version.pk, start=start, end=end)
    return extract


def _check_extract(
    contribution: Contribution, version: Version, start: int, end: int, nature: Nature, ideas: list[Idea]
) -> None:
    theme = contribution.question.theme
    if not contribution.is_public or version.published_at is None:
        raise Refused(_("Ce texte n’est plus en ligne : aucun passage ne peut en être gardé."))
    if not 0 <= start < end <= len(version.text) or text.is_blank(version.text[start:end]):
        raise Refused({"passage": _("Sélectionnez au moins un mot du texte.")})
    if nature.consultation_id != theme.consultation_id:
        raise Refused({"nature": _("Cette nature n’existe pas dans cette consultation.")})
    if any(idea.theme_id != theme.pk for idea in ideas):
        raise Refused({"idea": _("Cette idée appartient à un autre thème.")})


@transaction.atomic
def drop(extract: Extract, *, by: User) -> None:
    """Give up an extract that no statement cites. Refused when one does: the statement would lose its evidence."""
    if extract.citations.exists():
        raise Refused(_("Un énoncé s’appuie sur ce passage : retirez d’abord la citation."))
    audit.record("extract.dropped", extract, by=by, version=extract.version_id, start=extract.start, end=extract.end)
    contribution = extract.contribution
    extract.delete()
    counters.move_extracts(contribution.pk, -1)
    if not contribution.extracts.exists():
        Reading.objects.filter(contribution=contribution, outcome=Reading.Outcome.KEPT).delete()


@transaction.atomic
def mark_read(contribution: Contribution, *, outcome: str, by: User) -> None:
    """Record that a contribution was read and nothing kept, and why."""
    if outcome not in set(Reading.Outcome.values) - {Reading.Outcome.KEPT}:
        raise Refused(_("Dites pourquoi rien n’est gardé."))
    if contribution.extracts.exists():
        raise Refused(_("Un passage de cette contribution est déjà gardé."))
    Reading.objects.update_or_create(
        contribution=contribution, defaults={"outcome": outcome, "by": by, "at": timezone.now()}
    )
    audit.record("contribution.read", contribution, by=by, outcome=outcome)
