"""By what way a text came that nobody posted on the site."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How a text came in; it is also the `channel` of its contribution, by which it is counted apart."""

    VISIT = "visit", _("visite de terrain")
    LETTER = "letter", _("courrier")
    MEETING = "meeting", _("réunion")
    TALK = "talk", _("entretien ou permanence")


def way_label(channel: str) -> str:
    """The word for a channel that is a Way; "" for texts of the site and imported ones."""
    return str(Way(channel).label) if channel in Way.values else ""


def speaker(name: str | None, channel: str) -> str:
    """Who is shown beside a text: its author, or how it came where nobody is named; "" for somebody unknown."""
    if name:
        return name
    way = way_label(channel)
    return gettext("Recueilli hors ligne : %(way)s") % {"way": way} if way else ""
