"""What everybody may read of the debate: the rows that the API knows of, and no other."""

from django.db.models import Exists, OuterRef, QuerySet

from consultation.models import PUBLIC_STATES, User
from debates.models import Campaign, Contribution, Place, Question, State, Theme, Version


def public_questions(request=None) -> QuerySet[Question]:
    return Question.objects.filter(theme__consultation__state__in=PUBLIC_STATES).select_related("theme__consultation")


def public_themes(request=None) -> QuerySet[Theme]:
    return Theme.objects.filter(consultation__state__in=PUBLIC_STATES)


def public_texts() -> QuerySet[Contribution]:
    """Contributions and arguments that everybody may read, with what a line about them needs."""
    rows = Contribution.objects.published().filter(question__theme__consultation__state__in=PUBLIC_STATES)
    return rows.with_author().select_related("commune__department__region")


def public_places(request=None) -> QuerySet[Contribution]:
    """Contributions that have a page: those online, and the withdrawn ones, whose answers stay."""
    rows = Contribution.objects.contributions().filter(question__theme__consultation__state__in=PUBLIC_STATES)
    return rows.filter(state__in=(State.PUBLISHED, State.WITHDRAWN))


def public_campaigns(request=None) -> QuerySet[Campaign]:
    """Those of which somebody may read a text."""
    return Campaign.objects.filter(Exists(Contribution.objects.published().filter(campaign=OuterRef("pk"))))


def public_versions() -> QuerySet[Version]:
    """The texts that were once online, of contributions and arguments that are."""
    rows = Version.objects.filter(
        published_at__isnull=False, contribution__state=State.PUBLISHED, contribution__covered=False
    )
    rows = rows.filter(contribution__question__theme__consultation__state__in=PUBLIC_STATES)
    return rows.select_related("contribution__question__theme__consultation")


def public_people(request=None) -> QuerySet[User]:
    """Those who wrote something that everybody may read; the others are not found out by asking."""
    written = Contribution.objects.published().filter(
        author=OuterRef("pk"), question__theme__consultation__state__in=PUBLIC_STATES
    )
    return User.objects.filter(Exists(written))


def located(request=None) -> QuerySet[Place]:
    """The places of contributions that are online, and those of lists."""
    rows = Place.objects.public().filter(consultation__state__in=PUBLIC_STATES)
    rows = rows.select_related("consultation", "commune__department__region", "list")
    return rows.select_related("contribution__question__theme__consultation")


def located_contributions(request=None) -> QuerySet[Contribution]:
    return public_texts().contributions().filter(place__isnull=False)
