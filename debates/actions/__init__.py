"""Every change of state of the debate: one function per act, called alike by pages, API, admin and imports.

Each is one transaction: the rows, the counters shown on lists, the record and the notices stand or fall together.
Permissions are asked before (`consultation.permissions.require`); what no caller may ever do is refused here.
"""

from debates.actions.judging import hide, publish, refuse_edit
from debates.actions.reacting import react
from debates.actions.sending import argue, edit, post, speak_from, withdraw
from debates.actions.states import COVERING, Refused

__all__ = [
    "COVERING",
    "Refused",
    "argue",
    "edit",
    "hide",
    "post",
    "publish",
    "react",
    "refuse_edit",
    "speak_from",
    "withdraw",
]
