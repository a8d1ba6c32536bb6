"""What somebody accepted and let be shown, and when."""

from django.conf import settings

from consultation import cursor
from consultation.consents.models import Acceptance
from consultation.models import User


def of_person(person: User, after: str = "") -> cursor.Page:
    """A page of the rows of a person, newest first. One query."""
    rows = Acceptance.objects.filter(person=person).select_related("consultation")
    return cursor.page(rows, key="at", size=settings.PAGE, after=after)
