"""Every change of state of the harvest and the synthesis: one function per act."""

from synthesis.actions.exporting import request_export, retry
from synthesis.actions.harvesting import drop, harvest, keep, mark_read
from synthesis.actions.ideas import add_idea
from synthesis.actions.publishing import publish
from synthesis.actions.refusing import Refused
from synthesis.actions.rolling_up import request_roll_up
from synthesis.actions.writing import draft, move, refresh, remove, retitle, rewrite, state

__all__ = [
    "Refused",
    "add_idea",
    "draft",
    "drop",
    "harvest",
    "keep",
    "mark_read",
    "move",
    "publish",
    "refresh",
    "remove",
    "request_export",
    "request_roll_up",
    "retitle",
    "retry",
    "rewrite",
    "state",
]
