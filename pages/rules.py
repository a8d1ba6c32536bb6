"""Who writes the mission's pages, and who reads those that are not online."""

import rules

from consultation.models import Role, User
from consultation.permissions import has_role, is_shown_to_all, is_staff_here
from pages.models import STATEMENTS, Page

administers_here = has_role(Role.ADMINISTRATOR)


@rules.predicate
def is_online(person: User, page: Page) -> bool:
    return page.is_public


@rules.predicate
def is_statement(person: User, target) -> bool:
    return isinstance(target, Page) and target.kind in STATEMENTS


writes_here = has_role(Role.EDITOR) & ~is_statement | administers_here

# On a Page or a Consultation
rules.add_perm("pages.write", writes_here)

# On a Consultation: the pages that every consultation has
rules.add_perm("pages.write_statements", administers_here)

# On a Page
rules.add_perm("pages.read", is_online & (is_shown_to_all | is_staff_here) | writes_here)
