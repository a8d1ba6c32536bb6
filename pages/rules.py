"""Who writes the mission's pages, and who reads those that are not online."""

import rules

from consultation.models import Role, User
from consultation.permissions import has_role, is_shown_to_all, is_staff_here
from pages.models import Page

writes_here = has_role(Role.EDITOR)


@rules.predicate
def is_online(person: User, page: Page) -> bool:
    return page.is_public


# On a Page or a Consultation
rules.add_perm("pages.write", writes_here)

# On a Page
rules.add_perm("pages.read", is_online & (is_shown_to_all | is_staff_here) | writes_here)
