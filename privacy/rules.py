"""Who may do what with the data of a person: that person, and nobody else, whatever the role."""

import rules

from consultation.models import User
from consultation.permissions import is_signed_in
from privacy.models import PersonalExport


@rules.predicate
def is_self(person: User, other: User) -> bool:
    return person.pk == other.pk


@rules.predicate
def is_owner(person: User, export: PersonalExport) -> bool:
    return export.person_id == person.pk


# On a User
rules.add_perm("privacy.see", is_signed_in & is_self)
rules.add_perm("privacy.export", is_signed_in & is_self)
rules.add_perm("privacy.erase", is_signed_in & is_self)

# On a PersonalExport
rules.add_perm("privacy.fetch", is_signed_in & is_owner)
