"""What citizens are shown of the moderation, in each state: rows made by the acts, and the addresses of their pages."""

from django.urls import reverse

from consultation.models import User
from debates import actions
from debates.models import Contribution, Decision, Reason
from tests.factories import ContributionFactory, PersonalExportFactory, UserFactory

WORD = "anticonstitutionnellement" * 8
NOTE = f"Un mot. {WORD}"
THREE = f"Un paragraphe.\n\nUn autre, {WORD}.\n\nLe dernier."


def written(world: dict, people: dict) -> set[str]:
    """The pages that the author is shown of texts that were held, reported, decided on and contested."""
    question, author = world["question"], people["author"]

    def text(**fields) -> Contribution:
        return ContributionFactory(question=question, **{"author": author, "title": WORD[:150], **fields})

    held = actions.post(
        question, by=author, nature=world["nature"], title="Un numéro", body="Appelez le 06 39 98 12 34."
    )
    decided = [held, *_decided(text, people["moderator"])]
    exported = PersonalExportFactory(person=author, state="failed", attempts=3)
    return {
        *(each.get_absolute_url() for each in decided),
        *_contested(text, people["moderator"], people["administrator"]),
        *_reported(text, author, people["moderator"]),
        exported.get_absolute_url(),
        reverse("register", args=["tiers-lieux"]),
        reverse("edit", args=["tiers-lieux", decided[1].pk]),
    }


def _decided(text, moderator: User) -> list[Contribution]:
    amended, hidden, merged, into, whole = (text(body=THREE) for _each in range(5))
    actions.amend(amended, by=moderator, reason=Reason.INSULT, note=NOTE)
    actions.hide(hidden, by=moderator, reason=Reason.OFF_TOPIC, note=NOTE)
    actions.merge(merged, into, by=moderator, note=NOTE)
    parts = [actions.Part(WORD[:150], whole.nature, blocks) for blocks in ((0,), (1, 2))]
    actions.split(whole, parts, by=moderator, note=NOTE)
    return [amended, hidden, merged, into, whole, *whole.parts.all()]


def _contested(text, moderator: User, other: User) -> list[str]:
    """Appeals that wait, that are granted, that are rejected, with a long word on both sides."""
    appeals = []
    for _each in range(3):
        contribution = text()
        actions.hide(contribution, by=moderator, reason=Reason.INSULT, note=NOTE)
        decision = contribution.decisions.get()
        appeals.append(actions.appeal(decision, by=contribution.author, words=f"Voici pourquoi.\n\n{WORD}"))
    actions.grant(appeals[1], by=other, answer=f"Vous avez raison.\n\n{WORD}")
    actions.reject(appeals[2], by=other, answer=f"Voici pourquoi non.\n\n{WORD}")
    return [reverse("appeal", args=["tiers-lieux", decision.pk]) for decision in Decision.objects.exclude(appeal=None)]


def _reported(text, reader: User, moderator: User) -> list[str]:
    """Somebody else's texts: to report, reported, reported and left online."""
    texts = [text(author=UserFactory()) for _each in range(3)]
    for each in texts[1:]:
        actions.report(each, by=reader, reason=Reason.ADVERTISING, line=WORD)
    actions.keep(texts[2], by=moderator)
    return [reverse("report", args=["tiers-lieux", each.pk]) for each in texts]


def to_the_suspended(world: dict) -> set[str]:
    """The pages that say to somebody kept from writing until when."""
    question, published = world["question"], world["published"]
    pages = {question.get_absolute_url(), published.get_absolute_url(), reverse("my_space")}
    return pages | {reverse("post", args=["tiers-lieux", question.pk])}
