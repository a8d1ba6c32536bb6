"""Who may do what in the debate, in which phase."""

import rules
from django.utils import timezone

from consultation.models import Consultation, Phase, Role, User
from consultation.permissions import has_role, is_shown_to_all, is_signed_in, is_staff_here, phase_is_open
from debates.models import Contribution, State, Suspension

may_see_consultation = is_shown_to_all | is_staff_here
debate_is_open = phase_is_open(Phase.Kind.DEBATE)
is_moderator = has_role(Role.MODERATOR)


def suspension_of(person: User, consultation: Consultation) -> Suspension | None:
    """What keeps a person from writing in a consultation now, the longest one; None where nothing does.

    One query a person, kept on the person: all the consultations where he is suspended, which are few.
    """
    if not getattr(person, "is_authenticated", False):
        return None
    if getattr(person, "_suspensions", None) is None:
        now = timezone.now()
        rows = Suspension.objects.filter(person=person, lifted_at=None).order_by()
        standing = [row for row in rows if row.until is None or row.until > now]
        by_length = sorted(standing, key=lambda row: (row.until is None, row.until or now))
        person._suspensions = {row.consultation_id: row for row in by_length}
    return person._suspensions.get(consultation.pk)


def remember_free(person: User) -> None:
    """Nothing keeps this person from writing anywhere, as a query of this request has just said."""
    person._suspensions = {}


@rules.predicate
def is_suspended(person: User, target) -> bool:
    return target is not None and suspension_of(person, target.consultation) is not None


@rules.predicate
def is_author(person: User, contribution: Contribution) -> bool:
    return contribution.author_id is not None and contribution.author_id == person.pk


@rules.predicate
def is_public(person: User, contribution: Contribution) -> bool:
    return contribution.is_public


@rules.predicate
def can_still_change(person: User, contribution: Contribution) -> bool:
    return contribution.state in (State.PENDING, State.PUBLISHED)


@rules.predicate
def is_to_be_amended(person: User, contribution: Contribution) -> bool:
    """A moderator asked its author to write it again: that may be done after the debate, in an open consultation."""
    return contribution.state == State.TO_AMEND and contribution.consultation.state == Consultation.State.OPEN


@rules.predicate
def can_be_taken_back(person: User, contribution: Contribution) -> bool:
    """Its words are there, or may come back; those of a text that was split belong to its parts."""
    return contribution.state in (State.PENDING, State.PUBLISHED, State.TO_AMEND, State.MERGED)


@rules.predicate
def is_somewhere(person: User, contribution: Contribution) -> bool:
    """It is of a nature whose texts may name a place."""
    return contribution.nature is not None and contribution.nature.names_place


@rules.predicate
def is_archived(person: User, target) -> bool:
    return target is not None and target.consultation.state == Consultation.State.ARCHIVED


may_write = is_signed_in & may_see_consultation & debate_is_open
may_change = is_signed_in & is_author & can_still_change & debate_is_open


# On a Question
rules.add_perm("debates.post", may_write & ~is_suspended)

# On a Contribution
rules.add_perm("debates.read", may_see_consultation & (is_public | is_author | is_moderator))
rules.add_perm("debates.argue", may_write & is_public & ~is_suspended)
rules.add_perm("debates.react", may_write & is_public & ~is_author & ~is_suspended)
rules.add_perm("debates.edit", (may_change | (is_signed_in & is_author & is_to_be_amended)) & ~is_suspended)
rules.add_perm("debates.withdraw", is_signed_in & is_author & can_be_taken_back)
rules.add_perm("debates.locate", may_change & is_somewhere & ~is_suspended)
rules.add_perm("debates.unlocate", is_signed_in & is_author)

# On a Question or a Consultation
rules.add_perm("debates.collect", is_staff_here & ~is_archived)

# On a Contribution or a Consultation
rules.add_perm("debates.moderate", is_moderator)
