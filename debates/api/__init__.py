"""The debate for programs: what everybody may read of it, and writing with a key. docs/api.md shows the answers."""

from debates.api.fields import Address, NatureFilter, OfConsultation
from debates.api.framing import Consultations, Natures, Questions, Themes
from debates.api.people import Participant
from debates.api.places import Places
from debates.api.public import public_texts, public_themes
from debates.api.search import Search
from debates.api.texts import Arguments, Contributions, Versions
from debates.api.writing import OneText, QuestionContributions, TextArguments, TextReaction

__all__ = ["ROUTES", "Address", "NatureFilter", "OfConsultation", "public_texts", "public_themes"]
__all__ += ["OneText", "Participant", "QuestionContributions", "Search", "TextArguments", "TextReaction"]

ROUTES = {
    "consultations": Consultations,
    "themes": Themes,
    "questions": Questions,
    "natures": Natures,
    "contributions": Contributions,
    "arguments": Arguments,
    "versions": Versions,
    "places": Places,
}
