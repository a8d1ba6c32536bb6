"""Structured threads: themes hold questions, questions hold contributions, contributions hold arguments."""

from debates.models.finding import SearchEntry
from debates.models.framing import Colour, Nature, Question, Theme
from debates.models.judging import Decision, Reason
from debates.models.places import Place, PlaceList
from debates.models.pulse import Pulse
from debates.models.texts import Contribution, ContributionQuerySet, Draft, Publication, Stance, State, Version
from debates.models.voices import Reaction

__all__ = [
    "Colour",
    "Contribution",
    "ContributionQuerySet",
    "Decision",
    "Draft",
    "Nature",
    "Place",
    "PlaceList",
    "Publication",
    "Pulse",
    "Question",
    "Reaction",
    "Reason",
    "SearchEntry",
    "Stance",
    "State",
    "Theme",
    "Version",
]
