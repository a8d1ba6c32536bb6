"""Who may harvest, consolidate, write, publish and export."""

import rules

from consultation.models import Role
from consultation.permissions import has_role, is_shown_to_all, is_staff_here
from synthesis.models import Export, Synthesis


@rules.predicate
def is_published(person, synthesis: Synthesis) -> bool:
    return synthesis.state == Synthesis.State.PUBLISHED


@rules.predicate
def is_of_published_version(person, export: Export) -> bool:
    return export.synthesis.state == Synthesis.State.PUBLISHED


may_see_consultation = is_shown_to_all | is_staff_here

rules.add_perm("synthesis.read", may_see_consultation & (is_published | is_staff_here))
rules.add_perm("synthesis.harvest", has_role(Role.HARVESTER, Role.EDITOR, Role.MODERATOR))
rules.add_perm("synthesis.roll_up", has_role(Role.HARVESTER, Role.EDITOR))
rules.add_perm("synthesis.edit", has_role(Role.EDITOR))
rules.add_perm("synthesis.publish", has_role(Role.EDITOR))
rules.add_perm("synthesis.export", has_role(Role.HARVESTER, Role.EDITOR))

# On an Export: the files of a published version are everybody's
may_export = has_role(Role.HARVESTER, Role.EDITOR)
rules.add_perm("synthesis.download", may_export | (may_see_consultation & is_of_published_version))
