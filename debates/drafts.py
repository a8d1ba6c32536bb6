"""What people began to write and did not send: kept as typed for them alone, one a question and one a text answered."""

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from consultation.cursor import Page, page
from consultation.models import User
from consultation.permissions import allowed
from debates.models import Contribution, Draft, Question

LONGEST = {  # field of a form -> characters kept; a text may be longer than what can be sent, to be shortened later
    "key": 64,
    "nature": 40,
    "stance": 10,
    "title": 1_000,
    "body": 60_000,
    "source_url": 1_000,
    "lieu-commune": 200,
    "lieu-name": 400,
    "lieu-url": 1_000,
    "lieu-latitude": 60,
    "lieu-longitude": 60,
}
CHOSEN = frozenset(["key", "nature", "stance"])  # alone they are not a text


def typed(sent: Mapping[str, str]) -> dict[str, str]:
    """The fields of a form that a draft keeps, as typed. ValidationError when far longer than a text may be."""
    fields = {name: sent[name].replace("\x00", "") for name in LONGEST if name in sent}
    if any(len(value) > LONGEST[name] for name, value in fields.items()):
        longest = LONGEST["body"]
        raise ValidationError(
            _("Ce texte est trop long pour être gardé : %(longest)s caractères au plus.") % {"longest": longest}
        )
    return {name: value.encode("utf-8", "ignore").decode() for name, value in fields.items()}


def shown_again(sent: Mapping[str, str]) -> dict[str, str]:
    """What was typed, for the same form once more; what is far longer than a text may be is cut."""
    return {name: sent[name][:most] for name, most in LONGEST.items() if name in sent}


@transaction.atomic
def keep(person: User, question: Question, parent_id: int | None, sent: Mapping[str, str]) -> Draft | None:
    """Keep what is typed in place of what was kept there. None when there is nothing to keep: then nothing is kept.

    A form that was sent meanwhile leaves no draft behind (it is known by its key).
    """
    fields = typed(sent)
    place = {"by": person, "question": question, "parent_id": parent_id}
    is_empty = not any(value.strip() for name, value in fields.items() if name not in CHOSEN)
    if is_empty or _was_sent(person, fields.get("key", "")):
        Draft.objects.filter(**place).delete()
        return None
    return Draft.objects.update_or_create(**place, defaults={"fields": fields})[0]


def sent(person: User, key: str) -> None:
    """The text of this form is a contribution now."""
    if key:
        Draft.objects.filter(by=person, fields__key=key).delete()


def drop(draft: Draft) -> None:
    draft.delete()


def at(person: User, question: Question, parent: Contribution | None = None) -> Draft | None:
    """What this person keeps here; None for somebody signed out. One query."""
    if not person.is_authenticated:
        return None
    return Draft.objects.filter(by=person, question=question, parent=parent).first()


def of_person(person: User, after: str = "") -> Page:
    """The drafts of a person, the last one touched first, each with `may_go_on`. A constant number of queries."""
    related = ("question__theme__consultation", "parent__live", "parent__question__theme")
    drafts = page(person.drafts.select_related(*related), key="updated_at", size=settings.PAGE, after=after)
    same: dict[int, object] = {}  # one object a consultation: its phases are asked for once
    for draft in drafts.rows:
        theme = draft.question.theme
        theme.consultation = same.setdefault(theme.consultation_id, theme.consultation)
        draft.may_go_on = _may_go_on(person, draft)
    return drafts


def _may_go_on(person: User, draft: Draft) -> bool:
    if draft.parent is None:
        return allowed(person, "debates.post", draft.question)
    draft.parent.question = draft.question
    return allowed(person, "debates.argue", draft.parent)


def _was_sent(person: User, key: str) -> bool:
    return bool(key) and Contribution.objects.filter(author=person, key=key).exists()
