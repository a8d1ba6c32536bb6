"""Who may do what in the debate, in which phase."""

import rules

from consultation.models import Phase, Role, User
from consultation.permissions import has_role, is_shown_to_all, is_signed_in, is_staff_here, phase_is_open
from debates.models import Contribution, State

may_see_consultation = is_shown_to_all | is_staff_here
debate_is_open = phase_is_open(Phase.Kind.DEBATE)
is_moderator = has_role(Role.MODERATOR)


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
def is_somewhere(person: User, contribution: Contribution) -> bool:
    """It is of a nature whose texts may name a place."""
    return contribution.nature is not None and contribution.nature.names_place


# On a Question
rules.add_perm("debates.post", is_signed_in & may_see_consultation & debate_is_open)

# On a Contribution
rules.add_perm("debates.read", may_see_consultation & (is_public | is_author | is_moderator))
rules.add_perm("debates.argue", is_signed_in & may_see_consultation & is_public & debate_is_open)
rules.add_perm("debates.react", is_signed_in & may_see_consultation & is_public & debate_is_open & ~is_author)
rules.add_perm("debates.edit", is_signed_in & is_author & can_still_change & debate_is_open)
rules.add_perm("debates.withdraw", is_signed_in & is_author & can_still_change)
rules.add_perm("debates.locate", is_signed_in & is_author & can_still_change & is_somewhere & debate_is_open)
rules.add_perm("debates.unlocate", is_signed_in & is_author)

# On a Contribution or a Consultation
rules.add_perm("debates.moderate", is_moderator)
