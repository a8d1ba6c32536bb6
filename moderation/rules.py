"""Who may report a text, contest a decision, and answer whoever contests one."""

import rules

from consultation.models import User
from consultation.permissions import is_signed_in
from debates.models import Appeal, Decision
from debates.rules import is_author, is_moderator, is_public, is_suspended, may_see_consultation


@rules.predicate
def wrote_what_was_decided(person: User, decision: Decision) -> bool:
    return is_author(person, decision.contribution)


@rules.predicate
def has_no_part_in_it(person: User, appeal: Appeal) -> bool:
    """Neither the one who decided nor the one who contests."""
    return person.pk not in (appeal.decision.by_id, appeal.by_id)


# On a Contribution, whatever the phase: what breaks the law may stand there after the debate too
rules.add_perm("moderation.report", is_signed_in & may_see_consultation & is_public & ~is_author & ~is_suspended)

# On a Decision: the author of the text, a suspension notwithstanding
rules.add_perm("moderation.appeal", is_signed_in & may_see_consultation & wrote_what_was_decided)

# On an Appeal: an administrator who decided answers it no more than another moderator does
rules.add_perm("moderation.answer", is_moderator & has_no_part_in_it)
