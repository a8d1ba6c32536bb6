"""Second readings: take a text, keep passages of it, hand it in; settle what differs from the first."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import Consultation, User
from debates.models import Contribution, Nature, Version
from synthesis import agreement
from synthesis.actions.harvesting import keep, mark_read
from synthesis.actions.ideas import standing_for
from synthesis.actions.refusing import Refused
from synthesis.models import HarvestPlan, Idea, Reading, SecondPassage, SecondReading
from synthesis.reading import coding

TRIES = 20  # texts that others took in the meantime, before one says that none is left


@transaction.atomic
def set_double_share(consultation: Consultation, *, share: int, by: User) -> HarvestPlan:
    """Say how many contributions in a hundred are read twice. Second readings that were made stay."""
    if not 0 <= share <= 100:
        raise Refused({"double_share": _("Donnez un nombre de 0 à 100.")})
    plan, _is_new = HarvestPlan.objects.update_or_create(consultation=consultation, defaults={"double_share": share})
    audit.record("harvest_plan.changed", plan, by=by, double_share=share)
    return plan


# --- The second reader


def take_second(consultation: Consultation, *, by: User) -> SecondReading | None:
    """Give `by` a text to read blind: the one he has before him, else the next that waits; None when none does.

    Never one that he read first, nor one that somebody else has before him: a text is one second reader's from here
    until he hands it in, gives it back, or does nothing for `reading.coding.TURN`.
    """
    current = coding.under_way(consultation, by)
    if current and current.contribution.is_public:
        return current
    if current:
        current.delete()
    for contribution in coding.awaiting_second(consultation, by)[:TRIES]:
        if taken := _take(contribution, by):
            return taken
    return None


@transaction.atomic
def _take(contribution: Contribution, by: User) -> SecondReading | None:
    """None when somebody else was quicker. What a former reader left unfinished goes with his turn."""
    left = timezone.now() - coding.TURN
    SecondReading.objects.under_way().filter(contribution=contribution, at__lt=left).delete()
    row, is_mine = SecondReading.objects.get_or_create(
        contribution=contribution, defaults={"by": by, "outcome": "", **_first(contribution, by)}
    )
    return row if is_mine else None


def _first(contribution: Contribution, second_reader: User) -> dict:
    """What the first reading is now, without anything of the second reader's; {} when it was taken back."""
    found = Reading.objects.filter(contribution=contribution).exclude(by=second_reader).first()
    if found is None:
        return {}
    extracts = contribution.extracts.exclude(by=second_reader).prefetch_related("ideas")
    passages = [[e.version_id, e.start, e.end, e.nature_id, sorted(i.pk for i in e.ideas.all())] for e in extracts]
    first = {
        "outcome": found.outcome,
        "natures": sorted({nature for *_where, nature, _ideas in passages}),
        "ideas": sorted({idea for *_what, ideas in passages for idea in ideas}),
        "passages": passages,
    }
    return {"first": first, "first_by": found.by}


def _mine(row: SecondReading, by: User) -> SecondReading:
    """The row, held until the end of the transaction, if it is still this reader's turn."""
    rows = SecondReading.objects.select_for_update(of=("self",)).select_related("contribution__live")
    row = rows.filter(pk=row.pk, by=by).first()
    if row is None:
        raise Refused(_("Ce texte est passé à quelqu’un d’autre : votre tour était fini."))
    if row.outcome:
        raise Refused(_("Vous avez déjà rendu cette lecture : elle ne change plus."))
    return row


def _online(row: SecondReading) -> Version:
    contribution = row.contribution
    if not contribution.is_public or contribution.live is None:
        raise Refused(_("Ce texte n’est plus en ligne : il n’est plus à lire."))
    return contribution.live


@transaction.atomic
def keep_second(
    row: SecondReading, *, passage: str, nature: Nature, by: User, ideas: Iterable[Idea] = (), before: str = ""
) -> SecondPassage:
    """Note a passage that the second reader would keep, found by its words; it is no extract, and nobody is shown it.

    Refused when the words are not in the version online, the text is hidden, nature or idea are another's, or the
    turn is over. The same passage with the same nature is noted once: its ideas are added.
    """
    row = _mine(row, by)
    version = _online(row)
    theme = row.contribution.question.theme
    if nature.consultation_id != theme.consultation_id:
        raise Refused({"nature": _("Cette nature n’existe pas dans cette consultation.")})
    ideas = standing_for(ideas)
    if any(idea.theme_id != theme.pk for idea in ideas):
        raise Refused({"idea": _("Cette idée appartient à un autre thème.")})
    start, end = _span(version, passage, before)
    SecondReading.objects.filter(pk=row.pk).update(at=timezone.now())
    found, _is_new = row.passages.get_or_create(version=version, start=start, end=end, nature=nature)
    found.ideas.add(*ideas)
    return found


def _span(version: Version, passage: str, before: str) -> tuple[int, int]:
    span = text.locate(version.text, passage, before)
    if span is None:
        why = _("Ce passage ne se trouve pas mot pour mot dans le texte. Sélectionnez-le de nouveau.")
        raise Refused({"passage": why})
    if text.is_blank(version.text[span[0] : span[1]]):
        raise Refused({"passage": _("Sélectionnez au moins un mot du texte.")})
    return span


@transaction.atomic
def drop_second(passage: SecondPassage, *, by: User) -> None:
    """Take a noted passage back, as long as the reading is not handed in."""
    _mine(passage.reading, by)
    passage.delete()


@transaction.atomic
def hand_in(row: SecondReading, *, by: User, outcome: str = "", duplicate_of: Contribution | None = None) -> None:
    """Hand a second reading in: kept where a passage was noted, else `outcome` says why none is. It does not change
    any more, and neither does what it is compared with, unless its reader takes it back (`take_back`)."""
    row = _mine(row, by)
    _online(row)
    row.outcome = Reading.Outcome.KEPT if row.passages.exists() else outcome
    if row.outcome not in Reading.Outcome.values or (row.outcome == Reading.Outcome.KEPT and not row.passages.exists()):
        raise Refused({"outcome": _("Dites pourquoi rien n’est gardé.")})
    row.duplicate_of = duplicate_of if row.outcome == Reading.Outcome.DUPLICATE else None
    _check_repeated(row.contribution, row.duplicate_of)
    for column, value in _first(row.contribution, by).items():
        setattr(row, column, value)
    row.at = timezone.now()
    prefetch_related_objects([row], *coding.PASSAGES)
    row.differs = agreement.differ(coding.first_of(row), coding.second_of(row))
    row.save()
    audit.record("second_reading.done", row, by=by, contribution=row.contribution_id, outcome=row.outcome)


def _check_repeated(contribution: Contribution, repeated: Contribution | None) -> None:
    """What others noted of the text it repeats is not looked at: he would be told of it."""
    if repeated is None:
        return
    if repeated.pk == contribution.pk:
        raise Refused({"duplicate_of": _("Ce texte ne peut pas être le doublon de lui-même.")})
    if repeated.consultation != contribution.consultation or repeated.is_argument or not repeated.is_public:
        why = _("Aucune contribution en ligne de cette consultation ne porte ce numéro.")
        raise Refused({"duplicate_of": why})


@transaction.atomic
def take_back(row: SecondReading, *, by: User) -> SecondReading:
    """Take back a second reading that one handed in: it is before its reader again, with all that he noted.

    Another text that he has before him waits, or goes to somebody else when he noted nothing of it. Refused when it is
    somebody else's or under way, when it is settled, when the text is no longer online, and when one of the two readers
    has seen both readings since: what is handed in anew would not be blind.
    """
    row = (
        SecondReading.objects.select_for_update(of=("self",))
        .select_related("contribution", "settled_by")
        .get(pk=row.pk)
    )
    _check_taking_back(row, by)
    others = SecondReading.objects.of(row.consultation).under_way().filter(by=by, passages=None)
    SecondReading.objects.filter(pk__in=list(others.values_list("pk", flat=True))).delete()
    former = row.outcome
    row.outcome, row.duplicate_of, row.differs, row.at = "", None, False, timezone.now()
    row.save(update_fields=["outcome", "duplicate_of", "differs", "at"])
    audit.record("second_reading.taken_back", row, by=by, contribution=row.contribution_id, outcome=former)
    return row


def _check_taking_back(row: SecondReading, by: User) -> None:
    if row.by_id != by.pk:
        raise Refused(_("Cette seconde lecture n’est pas la vôtre."))
    if not row.outcome:
        raise Refused(_("Cette seconde lecture n’est pas encore rendue."))
    if row.settled_at:
        name = row.settled_by.name
        raise Refused(_("Ce désaccord est déjà tranché, par %s : votre lecture ne se reprend plus.") % name)
    if row.compared_at:
        raise Refused(_("L’un des deux lecteurs a vu les deux lectures : la vôtre ne se reprend plus."))
    if not row.contribution.is_public:
        raise Refused(_("Ce texte n’est plus en ligne : il n’est plus à lire."))


def note_compared(row: SecondReading, *, by: User) -> None:
    """Remember that one of the two readers has both readings before his eyes; of others nothing is noted."""
    if row.compared_at is None and by.pk in (row.by_id, row.first_by_id):
        SecondReading.objects.filter(pk=row.pk, compared_at=None).exclude(outcome="").update(compared_at=timezone.now())


@transaction.atomic
def give_back(row: SecondReading, *, by: User) -> None:
    """Leave a text to somebody else, with what was noted of it."""
    _mine(row, by).delete()


# --- Whoever settles


@transaction.atomic
def settle(row: SecondReading, *, add: Iterable[SecondPassage] = (), take_outcome: bool = False, by: User) -> int:
    """Settle what differs: the first reading stays, and the passages of the second in `add` become extracts of `by`.

    With `take_outcome` and nothing kept by either, the reason of the second reader replaces that of the first. Gives
    the number of passages added. Refused when somebody settled it before (the message says who), when it is not handed
    in, or a passage can no longer be kept.
    """
    row = SecondReading.objects.select_for_update(of=("self",)).select_related("settled_by").get(pk=row.pk)
    add = list(add)
    _check_settling(row, add)
    for passage in add:
        ideas = list(passage.ideas.all())
        keep(passage.version, start=passage.start, end=passage.end, nature=passage.nature, ideas=ideas, by=by)
    if take_outcome and not add:
        mark_read(row.contribution, outcome=row.outcome, by=by, duplicate_of=row.duplicate_of)
    row.settled_at, row.settled_by = timezone.now(), by
    row.save(update_fields=["settled_at", "settled_by"])
    audit.record(
        "second_reading.settled",
        row,
        by=by,
        contribution=row.contribution_id,
        passages=[passage.pk for passage in add],
        outcome=row.outcome if take_outcome else "",
    )
    return len(add)


def _check_settling(row: SecondReading, add: list[SecondPassage]) -> None:
    if not row.outcome:
        raise Refused(_("Cette seconde lecture n’est pas encore rendue."))
    if row.settled_at:
        raise Refused(_("Ce désaccord est déjà tranché, par %s. Rien n’a changé.") % row.settled_by.name)
    if any(passage.reading_id != row.pk for passage in add):
        raise Refused(_("Ce passage n’est pas de cette lecture."))
