"""What the evening finds: a consultation of a size, those who write and work in it, signed in, and its addresses."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from consultation.models import Consultation, Membership, Role, User
from debates.models import Contribution, Question
from tests.chaos.people import session_of

TEXTS = 200  # contributions that newcomers answer


@transaction.atomic
def scene(writers: int) -> dict:
    """The addresses of the demonstration, and sessions: of people whom moderators know, and of two of the staff.

    Texts go online at once, but for those of newcomers and what the filters hold: what everybody sees changes all the
    time, and the moderator has work.
    """
    consultation = Consultation.objects.order_by("pk").first()
    Consultation.objects.filter(pk=consultation.pk).update(
        moderation=Consultation.Moderation.AFTER, holds_newcomers=True
    )
    questions = Question.objects.filter(theme__consultation=consultation)
    known = _known(consultation, writers)
    texts = Contribution.objects.of(consultation).voices().published().order_by("-created_at", "-pk")
    return {
        "home": consultation.get_absolute_url(),
        "synthesis": f"{consultation.get_absolute_url()}synthese/",
        "themes": [theme.get_absolute_url() for theme in consultation.themes.all()],
        "questions": [question.get_absolute_url() for question in questions.select_related("theme__consultation")],
        "texts": [text.get_absolute_url() for text in texts.select_related("question__theme__consultation")[:TEXTS]],
        "writers": [session_of(person) for person in known],
        "moderator": session_of(_staff(consultation, Role.MODERATOR)),
        "editor": session_of(_staff(consultation, Role.EDITOR)),
    }


def _known(consultation: Consultation, number: int) -> list[User]:
    """People of whom something is online, so that what they write is not held because nobody knows them."""
    people = User.objects.filter(contributions__question__theme__consultation=consultation, memberships=None)
    people = people.filter(contributions__state="published", erased_at=None, origin__startswith="demo:synthetic:")
    return list(people.order_by("pk").distinct()[:number])


def _staff(consultation: Consultation, role: str) -> User:
    email = f"{role}@exemple.invalid"
    person = User.objects.filter(email=email).first() or User.objects.create_user(email, None, name=f"Équipe {role}")
    Membership.objects.get_or_create(consultation=consultation, user=person, role=role)
    Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}})
    return person
