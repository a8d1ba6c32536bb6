"""Structured threads: themes hold questions, questions hold contributions, contributions hold arguments."""

from debates.models.collecting import Collected
from debates.models.contesting import Appeal, Campaign, Likeness, Report, Suspension
from debates.models.finding import SearchEntry
from debates.models.framing import Colour, Nature, Question, Theme
from debates.models.judging import CharterRule, Decision, Hold, Reason
from debates.models.places import Place, PlaceList
from debates.models.pulse import Pulse
from debates.models.texts import OVER, Contribution, ContributionQuerySet, Draft, Publication, Stance, State, Version
from debates.models.voices import Reaction
from debates.models.ways import Way, speaker, way_label

__all__ = [
    "OVER",
    "Appeal",
    "Campaign",
    "CharterRule",
    "Collected",
    "Colour",
    "Contribution",
    "ContributionQuerySet",
    "Decision",
    "Draft",
    "Hold",
    "Likeness",
    "Nature",
    "Place",
    "PlaceList",
    "Publication",
    "Pulse",
    "Question",
    "Reaction",
    "Reason",
    "Report",
    "SearchEntry",
    "Stance",
    "State",
    "Suspension",
    "Theme",
    "Version",
    "Way",
    "speaker",
    "way_label",
]
