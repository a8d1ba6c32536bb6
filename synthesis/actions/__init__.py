"""Every change of state of the harvest and the synthesis: one function per act."""

from synthesis.actions.drafts import draft, refresh, retitle
from synthesis.actions.exporting import request_export, retry
from synthesis.actions.harvesting import check_seen, check_version, drop, harvest, keep, mark_read
from synthesis.actions.ideas import (
    add_idea,
    file_extracts,
    merge_ideas,
    move_idea,
    remove_idea,
    rename_idea,
    split_idea,
    standing_for,
    step_idea,
    unfile_extracts,
)
from synthesis.actions.proposals import keep_proposed, refuse_proposed
from synthesis.actions.publishing import Unconfirmed, publish
from synthesis.actions.refusing import Refused
from synthesis.actions.remarks import remark, settle_remark, withdraw_remark
from synthesis.actions.rolling_up import request_roll_up
from synthesis.actions.turns import hold, keep_turn, take_over, take_turn
from synthesis.actions.undoing import undo
from synthesis.actions.writing import Overtaken, move, remove, rewrite, state

__all__ = [
    "Overtaken",
    "Refused",
    "Unconfirmed",
    "add_idea",
    "check_seen",
    "check_version",
    "draft",
    "drop",
    "file_extracts",
    "harvest",
    "hold",
    "keep",
    "keep_proposed",
    "keep_turn",
    "mark_read",
    "merge_ideas",
    "move",
    "move_idea",
    "publish",
    "refresh",
    "refuse_proposed",
    "remark",
    "remove",
    "remove_idea",
    "rename_idea",
    "request_export",
    "request_roll_up",
    "retitle",
    "retry",
    "rewrite",
    "settle_remark",
    "split_idea",
    "standing_for",
    "state",
    "step_idea",
    "take_over",
    "take_turn",
    "undo",
    "unfile_extracts",
    "withdraw_remark",
]
