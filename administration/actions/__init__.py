"""Every act of whoever sets a consultation up, one function each.

`consultations`: opening a new one, its general texts, its states. `framing`: calendar, themes, questions, natures.
`moderating`: when texts are read, the rules of the charter. `audits`: those of accessibility. `staff`: invitations and
roles. Each act is one transaction with its line in the record; permissions are asked before
(`consultation.permissions.require`), what no caller may ever do is refused here (`Refused`).
"""

from administration.actions.audits import record_audit, remove_audit
from administration.actions.consultations import archive, change_general, close, create, open_to_all, reopen, take_out
from administration.actions.framing import (
    add_nature,
    add_phase,
    add_question,
    add_theme,
    change_nature,
    change_phase,
    change_question,
    change_theme,
    move_nature,
    move_question,
    move_theme,
    remove_nature,
    remove_phase,
    remove_question,
    remove_theme,
)
from administration.actions.moderating import (
    add_rule,
    ask_again,
    change_moderation,
    change_rule,
    move_rule,
    remove_rule,
)
from administration.actions.staff import accept, invite, resend, take_role, withdraw
from debates.actions import Refused

__all__ = [
    "Refused",
    "accept",
    "add_nature",
    "add_phase",
    "add_question",
    "add_rule",
    "add_theme",
    "archive",
    "ask_again",
    "change_general",
    "change_moderation",
    "change_nature",
    "change_phase",
    "change_question",
    "change_rule",
    "change_theme",
    "close",
    "create",
    "invite",
    "move_nature",
    "move_question",
    "move_rule",
    "move_theme",
    "open_to_all",
    "record_audit",
    "remove_audit",
    "remove_nature",
    "remove_phase",
    "remove_question",
    "remove_rule",
    "remove_theme",
    "reopen",
    "resend",
    "take_out",
    "take_role",
    "withdraw",
]
