"""What somebody said in one consultation, as everybody may read it."""

from uuid import UUID

from django.conf import settings
from django.shortcuts import get_object_or_404

from consultation.cursor import Page, page
from consultation.models import Consultation, User
from debates.models import Contribution


def public_texts(consultation: Consultation, person: User):
    """Contributions and arguments of a person that everybody may read here, with what a line about them needs."""
    rows = Contribution.objects.of(consultation).published().by(person)
    return rows.with_author().select_related("root__live")


def participant(consultation: Consultation, public_id: UUID) -> User:
    """Who has this address, where everybody may read a text of theirs in this consultation; Http404 otherwise."""
    who = {"author__public_id": public_id, "author__erased_at": None}
    written = Contribution.objects.of(consultation).published().filter(**who)
    people = User.objects.select_related("commune__department")
    return get_object_or_404(people.filter(pk__in=written.values("author")), public_id=public_id)


def texts_of(consultation: Consultation, person: User, after: str = "") -> Page:
    """A page of the public texts of a person in this consultation, newest first. One query."""
    texts = page(public_texts(consultation, person), key="created_at", size=settings.PAGE, after=after)
    for text in texts:
        if text.root:
            text.root.question = text.question  # an argument stands under the question of its contribution
    return texts
