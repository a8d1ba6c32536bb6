"""Texts that moderators put together or made several of: the acts themselves, with dates of the demonstration."""

from collections.abc import Iterable

from consultation.models import Consultation, User
from debates.actions import Part, merge, split
from debates.actions.deciding import motive
from debates.actions.states import tell_author
from debates.models import Contribution, Decision, Nature, Publication
from demo.clock import moment, recorded_as_of
from demo.content import Moved
from demo.debate import Text

TOLD = {Decision.Verdict.HIDE: "hidden", Decision.Verdict.AMEND: "amend"}


def rearrange(consultation: Consultation, moved: Iterable[Moved], texts: Iterable[Text], moderator: User) -> None:
    """Put texts together, or make several of one, at nine in the evening of their days: after what they received."""
    known = {made.said.key: made.contribution for made in texts}
    natures = {nature.key: nature for nature in Nature.objects.filter(consultation=consultation)}
    for each in moved:
        at = moment(each.day, 21)
        with recorded_as_of(at, consultation):
            outcome = _act(each, known, natures, moderator)
        if not outcome:
            raise RuntimeError(f"{each.text}\u00a0: rien n’a été décidé")
        Decision.objects.filter(pk=outcome.decision.pk).update(at=at)
        Publication.objects.filter(contribution__question__theme__consultation=consultation, at__gt=at).update(at=at)


def _act(each: Moved, known: dict[str, Contribution], natures: dict[str, Nature], by: User):
    contribution = known[each.text]
    if each.into:
        return merge(contribution, known[each.into], by=by, note=each.note)
    parts = [Part(row["title"], natures[row["nature"]], tuple(row["blocks"])) for row in each.parts]
    return split(contribution, parts, by=by, note=each.note)


def tell_authors(consultation: Consultation, texts: Iterable[Text]) -> None:
    """What authors with an address were told of the texts that were taken off, for them to read on the site."""
    for made in texts:
        for decided in made.rows:
            kind = TOLD.get(decided.verdict) if isinstance(decided, Decision) else None
            if kind and made.contribution.author.email:
                with recorded_as_of(decided.at, consultation):
                    tell_author(decided, kind, made.contribution, **motive(decided))
