"""Who may follow what: anybody signed in, what he may read."""

import rules

from consultation.models import Consultation
from consultation.permissions import is_shown_to_all, is_signed_in, is_staff_here
from debates.models import Contribution, Question, Theme

may_see_consultation = is_shown_to_all | is_staff_here


@rules.predicate
def is_not_a_hidden_text(person, target: Consultation | Theme | Question | Contribution) -> bool:
    return not isinstance(target, Contribution) or target.is_public or target.author_id == person.pk


rules.add_perm("following.follow", is_signed_in & may_see_consultation & is_not_a_hidden_text)
