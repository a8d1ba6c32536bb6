"""Who may harvest, consolidate, write, publish and export."""

import rules

from consultation.models import Role
from consultation.permissions import has_role, is_shown_to_all, is_staff_here
from synthesis.models import Export, Remark, SecondReading, Synthesis


@rules.predicate
def is_published(person, synthesis: Synthesis) -> bool:
    return synthesis.state == Synthesis.State.PUBLISHED


@rules.predicate
def is_of_published_version(person, export: Export) -> bool:
    return export.synthesis.state == Synthesis.State.PUBLISHED


@rules.predicate
def is_neither_reader(person, reading: SecondReading) -> bool:
    return person.pk not in (reading.by_id, reading.first_by_id)


@rules.predicate
def is_own_remark(person, remark: Remark) -> bool:
    return remark.by_id == person.pk


may_see_consultation = is_shown_to_all | is_staff_here

rules.add_perm("synthesis.read", may_see_consultation & (is_published | is_staff_here))
rules.add_perm("synthesis.harvest", has_role(Role.HARVESTER, Role.EDITOR, Role.MODERATOR))
# Read a text a second time without knowing what was kept: moderators know the texts already
rules.add_perm("synthesis.read_twice", has_role(Role.HARVESTER, Role.EDITOR))
rules.add_perm("synthesis.plan_harvest", has_role(Role.EDITOR))
# On a SecondReading: an editor, or a harvester who is neither of the two readers
rules.add_perm("synthesis.settle", has_role(Role.EDITOR) | (has_role(Role.HARVESTER) & is_neither_reader))
rules.add_perm("synthesis.roll_up", has_role(Role.HARVESTER, Role.EDITOR))
rules.add_perm("synthesis.edit", has_role(Role.EDITOR))
rules.add_perm("synthesis.publish", has_role(Role.EDITOR))
rules.add_perm("synthesis.withdraw_remark", has_role(Role.EDITOR) & is_own_remark)
rules.add_perm("synthesis.export", has_role(Role.HARVESTER, Role.EDITOR))
rules.add_perm("synthesis.template", has_role(Role.EDITOR))

# On an Export: the files of a published version are everybody's
may_export = has_role(Role.HARVESTER, Role.EDITOR)
rules.add_perm("synthesis.download", may_export | (may_see_consultation & is_of_published_version))
