"""Every change of state of the debate: one function per act, called alike by pages, API, admin and imports.

Each is one transaction: the rows, the counters shown on lists, the record and the notices stand or fall together.
Permissions are asked before (`consultation.permissions.require`); what no caller may ever do is refused here.
"""

from debates.actions.appealing import CONTESTABLE, appeal, grant, is_contestable, reject
from debates.actions.collecting import Provenance, collect
from debates.actions.judging import amend, hide, keep, publish, refuse_edit
from debates.actions.parting import part
from debates.actions.placing import locate
from debates.actions.reacting import react
from debates.actions.rearranging import Part, merge, move_to, split
from debates.actions.reporting import report
from debates.actions.sending import argue, edit, post, speak_from, withdraw
from debates.actions.states import COVERING, UNDO_FOR, Refused
from debates.actions.suspending import lift, suspend
from debates.actions.undoing import put_back, undo

__all__ = [
    "CONTESTABLE",
    "COVERING",
    "UNDO_FOR",
    "Part",
    "Provenance",
    "Refused",
    "amend",
    "appeal",
    "argue",
    "collect",
    "edit",
    "grant",
    "hide",
    "is_contestable",
    "keep",
    "lift",
    "locate",
    "merge",
    "move_to",
    "part",
    "post",
    "publish",
    "put_back",
    "react",
    "refuse_edit",
    "reject",
    "report",
    "speak_from",
    "split",
    "suspend",
    "undo",
    "withdraw",
]
