"""What people began to write and did not send: kept as typed for them alone.

One a question (a contribution), one a text answered (an argument), one a text of one's own (a new version of it).
"""

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
            _("Ce texte est trop long pour être gardé : %(longest)s caractères au plus.") % {"longest": longest}
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
    _one_at_a_time(person)
    is_nothing = _is_empty(fields) or _was_sent(person, fields.get("key", ""))
    return _put({"by": person, "question": question, "parent_id": parent_id, "edited": None}, fields, is_nothing)


def keep_edit(person: User, edited: Contribution, sent: Mapping[str, str]) -> Draft | None:
    """Keep what is typed of a new version of one's text; None, and nothing kept, for what its last version says."""
    fields = typed(sent)
    is_nothing = _is_empty(fields) or _is_last_version(edited, fields)
    return _put({"by": person, "question": edited.question, "parent": None, "edited": edited}, fields, is_nothing)


@transaction.atomic
def _put(place: dict, fields: dict[str, str], is_nothing: bool) -> Draft | None:
    if is_nothing:
        Draft.objects.filter(**place).delete()
        return None
    return Draft.objects.update_or_create(**place, defaults={"fields": fields})[0]


def _is_empty(fields: dict[str, str]) -> bool:
    return not any(value.strip() for name, value in fields.items() if name not in CHOSEN)


def _is_last_version(edited: Contribution, fields: dict[str, str]) -> bool:
    """Said as a browser sends it, with its own ends of lines."""
    last = edited.versions.last()
    return all(
        fields[name].replace("\r\n", "\n").strip() == getattr(last, name).replace("\r\n", "\n").strip()
        for name in ("title", "body", "source_url")
        if name in fields
    )


def sent(person: User, key: str) -> None:
    """The text of this form is a contribution now."""
    if key:
        _one_at_a_time(person)
        Draft.objects.filter(by=person, fields__key=key).delete()


def _one_at_a_time(person: User) -> None:
    """Until the end of the transaction: a draft that is kept while its text is sent would be left behind."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)  # rows that name the person can be written


def edited(person: User, contribution: Contribution) -> None:
    """What was typed of a new version of this text is one now."""
    Draft.objects.filter(by=person, edited=contribution).delete()


def drop(draft: Draft) -> None:
    draft.delete()


def at(person: User, question: Question, parent: Contribution | None = None) -> Draft | None:
    """What this person keeps here; None for somebody signed out. One query."""
    if not person.is_authenticated:
        return None
    return Draft.objects.filter(by=person, question=question, parent=parent, edited=None).first()


def of_edit(person: User, contribution: Contribution) -> Draft | None:
    """What this person keeps of a new version of this text. One query."""
    return Draft.objects.filter(by=person, edited=contribution).first()


def of_person(person: User, after: str = "") -> Page:
    """The drafts of a person, the last one touched first, each with `may_go_on`. A constant number of queries."""
    related = ("question__theme__consultation", "parent__live", "edited")
    drafts = page(person.drafts.select_related(*related), key="updated_at", size=settings.PAGE, after=after)
    same: dict[int, object] = {}  # one object a consultation: its phases are asked for once
    for draft in drafts.rows:
        theme = draft.question.theme
        theme.consultation = same.setdefault(theme.consultation_id, theme.consultation)
        draft.may_go_on = _may_go_on(person, draft)
    return drafts


def _may_go_on(person: User, draft: Draft) -> bool:
    for text, permission in ((draft.edited, "debates.edit"), (draft.parent, "debates.argue")):
        if text is not None:
            text.question = draft.question
            return allowed(person, permission, text)
    return allowed(person, "debates.post", draft.question)


def _was_sent(person: User, key: str) -> bool:
    return bool(key) and Contribution.objects.filter(author=person, key=key).exists()
