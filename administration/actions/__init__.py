"""Every act of whoever sets a consultation up, one function each.

`consultations`: opening a new one, its general texts, its states. `framing`: calendar, themes, questions, natures.
`staff`: invitations and roles. Each act is one transaction with its line in the record; permissions are asked before
(`consultation.permissions.require`), what no caller may ever do is refused here (`Refused`).
"""

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
from administration.actions.staff import accept, invite, resend, take_role, withdraw
from debates.actions import Refused

__all__ = [
    "Refused",
    "accept",
    "add_nature",
    "add_phase",
    "add_question",
    "add_theme",
    "archive",
    "change_general",
    "change_nature",
    "change_phase",
    "change_question",
    "change_theme",
    "close",
    "create",
    "invite",
    "move_nature",
    "move_question",
    "move_theme",
    "open_to_all",
    "remove_nature",
    "remove_phase",
    "remove_question",
    "remove_theme",
    "reopen",
    "resend",
    "take_out",
    "take_role",
    "withdraw",
]
