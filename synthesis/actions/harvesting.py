"""Keep passages, give them up, and say that a text was read."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import User
from debates import counters
from debates.models import Contribution, Nature, Version
from synthesis import reading
from synthesis.actions.ideas import standing_for
from synthesis.actions.refusing import Refused
from synthesis.models import Extract, Idea, ProposedPassage, Reading


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
    """Keep `version.text[start:end]` as an extract filed under `ideas`; the contribution then counts as read.

    Of two people at the same instant, the first keeps it and the second finds it kept: one extract, `by` the first.
    """
    contribution = locked(version.contribution_id)
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
    _note(contribution, Reading.Outcome.KEPT, by)
    if is_new:
        counters.move_extracts(contribution.pk, 1)
        audit.record("extract.kept", extract, by=by, version=version.pk, start=start, end=end)
    return extract


def locked(contribution: int) -> Contribution:
    """The text (its id), which nobody else harvests before the end of the transaction."""
    return Contribution.objects.select_for_update(no_key=True).get(pk=contribution)


def _note(contribution: Contribution, outcome: str, by: User, duplicate_of: Contribution | None = None) -> None:
    columns = {"outcome": outcome, "by": by, "at": timezone.now(), "duplicate_of": duplicate_of}
    Reading.objects.update_or_create(contribution=contribution, defaults=columns)


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
    """Give up an extract that no statement cites. Refused when one does: the statement would lose its evidence.

    The passage that a roll-up had proposed waits again; a text of which nothing is kept any more is unread again.
    """
    contribution = locked(extract.contribution_id)
    if extract.citations.exists():
        raise Refused(_("Un énoncé s’appuie sur ce passage : retirez d’abord la citation."))
    audit.record("extract.dropped", extract, by=by, version=extract.version_id, start=extract.start, end=extract.end)
    place = {"version": extract.version_id, "start": extract.start, "end": extract.end}
    gone, _by_model = Extract.objects.filter(pk=extract.pk).delete()
    if not gone:
        return  # somebody else gave it up first
    counters.move_extracts(contribution.pk, -1)
    waiting = {"state": ProposedPassage.State.WAITING, "by": None, "at": None}
    ProposedPassage.objects.filter(**place, state=ProposedPassage.State.KEPT).update(**waiting)
    if not contribution.extracts.exists():
        Reading.objects.filter(contribution=contribution, outcome=Reading.Outcome.KEPT).delete()


@transaction.atomic
def mark_read(
    contribution: Contribution, *, outcome: str, by: User, duplicate_of: Contribution | None = None
) -> Reading:
    """Record that a contribution was read and nothing kept, and why.

    For DUPLICATE, `duplicate_of` is the text it repeats: another public contribution of the consultation, which repeats
    none itself. Refused otherwise, when a passage is kept, or when the text is not public any more.
    """
    if outcome not in set(Reading.Outcome.values) - {Reading.Outcome.KEPT}:
        raise Refused(_("Dites pourquoi rien n’est gardé."))
    duplicate_of = duplicate_of if outcome == Reading.Outcome.DUPLICATE else None
    pks = sorted({contribution.pk, duplicate_of.pk if duplicate_of else contribution.pk})
    rows = {pk: locked(pk) for pk in pks}  # in the order of their ids: two crossing acts do not wait for one another
    contribution = rows[contribution.pk]
    if not contribution.is_public:
        raise Refused(_("Ce texte n’est plus en ligne : il n’y a plus à le lire."))
    if contribution.extracts.exists():
        raise Refused(_("Un passage de cette contribution est déjà gardé."))
    if outcome == Reading.Outcome.DUPLICATE:
        _check_duplicate(contribution, duplicate_of and rows[duplicate_of.pk])
    _note(contribution, outcome, by, duplicate_of)
    details = {"duplicate_of": duplicate_of.pk} if duplicate_of else {}
    audit.record("contribution.read", contribution, by=by, outcome=outcome, **details)
    return Reading.objects.get(contribution=contribution)


def _check_duplicate(contribution: Contribution, repeated: Contribution | None) -> None:
    """A text repeats one that everybody reads, directly: no chain and no circle."""
    if why := _why_no_duplicate(contribution, repeated):
        raise Refused({"duplicate_of": why})


def _why_no_duplicate(contribution: Contribution, repeated: Contribution | None) -> str:
    if repeated is None:
        return _("Dites de quel texte celui-ci est le doublon.")
    if repeated.pk == contribution.pk:
        return _("Un texte n’est pas le doublon de lui-même.")
    if repeated.consultation != contribution.consultation or repeated.is_argument or not repeated.is_public:
        return _("Aucune contribution en ligne de cette consultation ne porte ce numéro.")
    first = Reading.objects.filter(contribution=repeated, duplicate_of__isnull=False).first()
    if first:
        words = _("Ce texte est lui-même noté comme doublon du texte n° %(number)d : choisissez celui-là.")
        return words % {"number": first.duplicate_of_id}
    if Reading.objects.filter(duplicate_of=contribution).exists():
        return _("D’autres textes sont notés comme doublons de celui-ci : il ne peut pas l’être d’un autre.")
    return ""


def check_seen(contribution: Contribution, seen: reading.Seen, *, by: User) -> None:
    """Refused when somebody else noted a reading since this person opened the text, with who and what.

    Called in the transaction of the act that follows.
    """
    contribution = locked(contribution.pk)
    noted = reading.reading_of(contribution)
    if noted is None or noted.by_id == by.pk or reading.stamp(noted) == seen.noted:
        return
    time = date_format(timezone.localtime(noted.at), "H:i")
    facts = {"who": noted.by.name, "time": time, "what": noted.get_outcome_display()}
    raise Refused(
        _("%(who)s a lu ce texte avant vous, à %(time)s : %(what)s. Recommencez si vous voulez ajouter à sa lecture.")
        % facts
    )


def check_version(contribution: Contribution, seen: reading.Seen) -> None:
    """Refused when the author changed the text since it was opened: what is noted as read is what everybody reads."""
    if contribution.live_id != seen.version:
        raise Refused(_("L’auteur a modifié son texte pendant votre lecture : relisez-le avant de le noter comme lu."))
