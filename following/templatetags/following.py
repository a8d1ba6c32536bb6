"""What other pages show of what is followed: a button, the number of unread notices, and what a mail tells."""

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation, Notice, User
from debates.models import Contribution, Question, Theme
from following import apart, reading
from following.actions import Target

register = template.Library()

WORDS = {
    Consultation: (_("Suivre cette consultation"), _("Vous suivez cette consultation")),
    Theme: (_("Suivre ce thème"), _("Vous suivez ce thème")),
    Question: (_("Suivre cette question"), _("Vous suivez cette question")),
    Contribution: (_("Suivre cette contribution"), _("Vous suivez cette contribution")),
}


@register.inclusion_tag("following/_follow.html", takes_context=True)
def follow(context: RequestContext, target: Target) -> dict:
    """The button that follows `target`, or stops; for somebody signed out, the way to sign in and back."""
    return button(context["request"].user, target) | {"csrf_token": context.get("csrf_token")}


def button(person: User, target: Target) -> dict:
    """What the button says: two queries at most, none for somebody signed out."""
    kind = target._meta.model_name
    follow_words, followed_words = WORDS[type(target)]
    return {
        "id": f"follow-{kind}-{target.pk}",
        "action": reverse("follow", args=[target.consultation.slug, kind, target.pk]),
        "back": target.get_absolute_url(),
        "is_signed_in": person.is_authenticated,
        "is_on": person.is_authenticated and _is_followed(person, target, (kind, target.pk)),
        "follow_words": follow_words,
        "followed_words": followed_words,
    }


def _is_followed(person: User, target: Target, what: tuple[str, int]) -> bool:
    told = apart.known(person, what)
    return reading.is_followed(person, target) if told is None else bool(told)


@register.inclusion_tag("following/_unread.html", takes_context=True)
def notices_link(context: RequestContext, address: str) -> dict:
    """The way to one's notices with the number of those unread, for somebody signed in. One query."""
    request = context["request"]
    told = apart.known(request.user, "unread")
    unread = reading.unread(request.user) if told is None else told
    return {"unread": unread, "address": address, "is_here": request.path == address}


@register.simple_tag
def digest(notice: Notice) -> reading.Digest:
    """What a mail tells of what its reader follows, as it may be read now."""
    return reading.digests([notice])[notice.pk]
