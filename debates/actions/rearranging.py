"""What moderators decide of where a text stands: under another question, with another text, in several texts.

As in `judging`, each takes the `version` and the last decision (`after`) that the moderator saw, and its `Outcome` is
false, and nothing changed, when somebody came first. A reason is not needed; its author is told in any case.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from consultation import text
from consultation.models import User
from consultation.whole import whole
from debates.actions import campaigns
from debates.actions.deciding import NOTHING, Outcome, asked_rule, decide, held, motive
from debates.actions.grafting import below, graft, graft_drafts, held_together, shown_again, transplant
from debates.actions.queueing import queue
from debates.actions.states import Refused, appear_below, count_contribution, move, put_online, tell_author
from debates.models import OVER, Contribution, Decision, Nature, Place, Question, State, Version
from debates.written import Written, readable

Verdict = Decision.Verdict
JUDGED = (State.PENDING, State.PUBLISHED)
MOST_PARTS = 12


@whole
def move_to(
    contribution: Contribution,
    question: Question,
    *,
    by: User,
    reason: str = "",
    note: str = "",
    version: Version | None = None,
    after: int | None = None,
) -> Outcome:
    """Put a contribution, with its thread, under another question of its consultation; whether it is online does not
    change. Refused for an argument, for its own question and for that of another consultation.
    """
    found = held(contribution, version, after)
    if isinstance(found, Outcome):
        return found
    contribution = found.contribution
    _only_contributions(contribution)
    if question.consultation.pk != contribution.consultation.pk:
        raise Refused(_("Cette question n’est pas de cette consultation."))
    if question.pk == contribution.question_id:
        raise Refused(_("Ce texte est déjà sous cette question."))
    rule = asked_rule(contribution, reason, is_needed=False)
    if contribution.state in OVER or contribution.merged_into_id:
        return NOTHING
    was = contribution.question
    transplant(contribution, question)
    why = {"rule": rule, "note": note}
    decision = decide(contribution, found.version, Verdict.MOVE, by=by, before=found.before, **why)
    places = {"was": was.title, "now": question.title}
    tell_author(decision, "moved", contribution, **motive(decision), **places)
    return Outcome(decision)


@whole
def merge(
    contribution: Contribution,
    into: Contribution,
    *,
    by: User,
    reason: str = "",
    note: str = "",
    version: Version | None = None,
    after: int | None = None,
) -> Outcome:
    """Put a contribution together with another one that says the same and is online; into one that was merged itself
    is into the one that stands for it.

    Its arguments, the answers people began and its followers go to the other one, whose page keeps its text; its
    address leads there. Reactions stay where they were given: people agreed with these words and not with others, and
    two sums of the same people would count them twice. So do the passages the mission kept, each in its version.
    Refused for an argument, for itself, for another consultation and for a text that is not online.
    """
    into = _end_of(into)
    _only_contributions(contribution, into)  # whose order is their own: an argument is held after its root
    held_together(contribution.pk, into.pk)
    into = Contribution.objects.select_related("question__theme__consultation", "live").get(pk=into.pk)
    found = held(contribution, version, after)
    if isinstance(found, Outcome):
        return found
    contribution = found.contribution
    _mergeable(contribution, into)
    rule = asked_rule(contribution, reason, is_needed=False)
    if contribution.state not in JUDGED:
        return NOTHING
    shown = contribution.awaiting_id and found.version.published_at is None
    if contribution.awaiting_id:
        put_online(contribution, found.version)  # the words that were read are those that are kept
    how = _gathered(contribution, into) | {"shown": bool(shown)}
    why = {"rule": rule, "note": note}
    decision = decide(contribution, contribution.live, Verdict.MERGE, by=by, before=found.before, **why, **how)
    address = {"path": into.get_absolute_url(), "into": into.live.heading}
    tell_author(decision, "merged", contribution, **motive(decision), **address)
    return Outcome(decision)


@dataclass(frozen=True)
class Part:
    """A text to be made of some blocks of another one (their places in `consultation.text.blocks`, from 0), under its
    question unless `question` is another one of the consultation."""

    title: str
    nature: Nature
    blocks: tuple[int, ...]
    question: Question | None = None


@whole
def split(
    contribution: Contribution,
    parts: Sequence[Part],
    *,
    by: User,
    arguments_to: int = 0,
    reason: str = "",
    note: str = "",
    version: Version | None = None,
    after: int | None = None,
) -> Outcome:
    """Make several contributions of the whole paragraphs of one, word for word and in order, each with its own title.

    Every paragraph goes to one part at least. They are of the same author and date, and online if it was; its address
    leads to them. Its arguments, and the place it named, go to the part at `arguments_to`; its reactions, given to the
    whole, stay with it. Refused for an argument, and for parts that are not made so.
    """
    found = held(contribution, version, after)
    if isinstance(found, Outcome):
        return found
    contribution = found.contribution
    _only_contributions(contribution)
    written = _written(contribution, parts, found.version)
    if not 0 <= arguments_to < len(parts):
        raise Refused(_("Choisissez le texte qui garde les arguments."))
    rule = asked_rule(contribution, reason, is_needed=False)
    if contribution.state not in JUDGED:
        return NOTHING
    if contribution.state == State.PUBLISHED:
        put_online(contribution, found.version)
    made = [_made(contribution, part, words, found.version) for part, words in zip(parts, written, strict=True)]
    how = _shared_out(contribution, made, made[arguments_to])
    why = {"rule": rule, "note": note}
    decision = decide(contribution, found.version, Verdict.SPLIT, by=by, before=found.before, **why, **how)
    tell_author(decision, "split", contribution, **motive(decision), count=len(made))
    return Outcome(decision)


def _only_contributions(*texts: Contribution) -> None:
    if any(each.is_argument for each in texts):
        raise Refused(_("Un argument reste sous le texte auquel il répond."))


# --- Merging


def _end_of(into: Contribution) -> Contribution:
    """The text that stands for it: addresses of merged texts lead straight there (`_gathered`)."""
    return Contribution.objects.get(pk=Contribution.objects.get(pk=into.pk).merged_into_id or into.pk)


def _mergeable(contribution: Contribution, into: Contribution) -> None:
    if contribution.pk == into.pk:
        raise Refused(_("Choisissez un autre texte que celui-ci."))
    if contribution.consultation.pk != into.consultation.pk:
        raise Refused(_("Le texte choisi n’est pas de cette consultation."))
    if not into.is_public:
        raise Refused(_("Le texte choisi n’est pas en ligne."))


def _gathered(contribution: Contribution, into: Contribution) -> dict:
    """Put one under the other; what undoing it needs."""
    direct, led_here = below(contribution), list(contribution.merged.values_list("pk", flat=True))
    graft(direct, into)
    drafts = graft_drafts(contribution, into)
    Contribution.objects.filter(pk__in=led_here).update(merged_into=into)
    contribution.merged_into = into
    contribution.save(update_fields=["merged_into"])
    move(contribution, State.MERGED, is_decided=True)
    appeared = appear_below(into, is_decided=True)
    shown_again(into)
    return {"into": into.pk, "moved": direct, "drafts": drafts, "led_here": led_here, "appeared": appeared}


# --- Splitting


def _written(contribution: Contribution, parts: Sequence[Part], version: Version) -> list[Written]:
    """The texts of the parts, each made of whole blocks of this version. Refused where they are not."""
    if not 2 <= len(parts) <= MOST_PARTS:
        raise Refused(_("Partagez le texte en deux textes au moins, et %(most)s au plus.") % {"most": MOST_PARTS})
    blocks = text.blocks(version.body)
    for part in parts:
        if not part.blocks or list(part.blocks) != sorted(set(part.blocks)) or not _within(part.blocks, blocks):
            raise Refused(_("Donnez à chaque texte des paragraphes entiers de l’original, dans leur ordre."))
        _of_here(contribution, part)
    if {place for part in parts for place in part.blocks} != {*range(len(blocks))}:
        raise Refused(_("Chaque paragraphe va dans un texte au moins : rien de ce qui a été écrit ne se perd."))
    bodies = ["\n\n".join(blocks[place] for place in part.blocks) for part in parts]
    words = zip(parts, bodies, strict=True)
    return [readable(contribution, part.title, body, version.source_url) for part, body in words]


def _within(places: Sequence[int], blocks: Sequence[str]) -> bool:
    return min(places) >= 0 and max(places) < len(blocks)


def _of_here(contribution: Contribution, part: Part) -> None:
    here = contribution.consultation.pk
    if part.nature.consultation_id != here:
        raise Refused(_("Cette nature n’existe pas dans cette consultation."))
    if part.question and part.question.consultation.pk != here:
        raise Refused(_("Cette question n’est pas de cette consultation."))


_COPIED = ("author_id", "stakeholder", "commune_id", "shows_stakeholder", "shows_commune", "channel", "imported")
_COPIED += ("judged_before", "created_at", "waiting_since")


def _made(contribution: Contribution, part: Part, written: Written, version: Version) -> Contribution:
    """A contribution like the whole: its author, its date, its state; followers were told of these words already."""
    copied = {name: getattr(contribution, name) for name in _COPIED}
    question = part.question or contribution.question
    is_online = contribution.state == State.PUBLISHED
    made = Contribution.objects.create(question=question, nature=part.nature, split_from=contribution, **copied)
    dates = {"created_at": version.created_at, "published_at": version.published_at if is_online else None}
    said = Version.objects.create(contribution=made, number=1, by=version.by, **dates, **written.columns())
    made.live, made.awaiting = (said, None) if is_online else (None, said)
    made.state = contribution.state
    made.save(update_fields=["live", "awaiting", "state"])
    queue(made)
    count_contribution(made.question_id, int(is_online))
    campaigns.follow(made, int(is_online))
    return made


def _shared_out(contribution: Contribution, made: list[Contribution], heir: Contribution) -> dict:
    """Take the whole off and give what hangs on it to its heir; what undoing it needs."""
    direct = below(contribution)
    graft(direct, heir)
    drafts = graft_drafts(contribution, heir)
    places = heir.nature.names_place and Place.objects.filter(contribution=contribution).update(contribution=heir)
    move(contribution, State.SPLIT, is_decided=True)
    for part in made:
        shown_again(part)
    how = {"parts": [part.pk for part in made], "heir": heir.pk, "place": bool(places)}
    return how | {"moved": direct, "drafts": drafts}
