"""What people send: contributions, arguments, new versions, and what they take back."""

from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from consultation import audit, contact, profile
from consultation.consents.asking import require as require_accepted
from consultation.models import User
from consultation.whole import whole
from debates import drafts, indexing, locating
from debates.actions import campaigns
from debates.actions.checking import look
from debates.actions.placing import locate
from debates.actions.queueing import queue
from debates.actions.settling import drop_reports
from debates.actions.states import Refused, add_version, locked, move, put_online, tell_who_is_answered
from debates.charter import is_before
from debates.models import Contribution, Nature, Question, Stance, State, Version
from debates.written import Written, readable


@whole
def post(
    question: Question,
    *,
    by: User,
    nature: Nature,
    title: str,
    body: str,
    source_url: str = "",
    key: str = "",
    place: locating.Located | None = None,
) -> Contribution:
    """Post a contribution: published at once or awaiting a moderator, as the consultation decides.

    `key` names the form it was sent with: the same person sending the same text twice in it gets the same contribution.
    ValidationError for a text nobody could read or too long; Refused for the nature of another consultation.
    """
    if nature.consultation_id != question.consultation.pk:
        raise Refused(_("Cette nature n’existe pas dans cette consultation."))
    contribution = Contribution(question=question, nature=nature)
    posted = _sent(contribution, readable(contribution, title, body, source_url), by=by, key=key)
    if place:
        locate(posted, by=by, place=place)
        posted.refresh_from_db(fields=["state", "awaiting", "judged_before"])
    return posted


@whole
def argue(
    parent: Contribution, *, by: User, stance: str, body: str, source_url: str = "", key: str = ""
) -> Contribution:
    """Answer a public text with an argument. Refused when the text is not public or the stance unknown."""
    if stance not in Stance.values:
        raise Refused(_("Choisissez ce que fait votre argument : pour, contre, nuance, exemple, source ou question."))
    parent = locked(parent)  # nobody hides it before the argument is there
    if not parent.is_public:
        raise Refused(_("Ce texte n’est plus en ligne : on ne peut plus y répondre."))
    argument = Contribution(
        question=parent.question,
        root_id=parent.root_id or parent.pk,
        parent=parent,
        depth=parent.depth + 1,
        stance=stance,
    )
    return _sent(argument, readable(argument, "", body, source_url), by=by, key=key)


@whole
def edit(contribution: Contribution, *, by: User, title: str, body: str, source_url: str = "") -> Version | None:
    """Add a version. It awaits a moderator, while the former one stays online, where texts are read before publication
    now or were when this one was posted, and when something holds it (`debates.holding`): a rule or a filter that
    applied then is not escaped by an edit, nor is one that applies now.

    None, and nothing written, when the text is the same as the last one.
    """
    contribution = locked(contribution)
    if contribution.state not in (State.PENDING, State.PUBLISHED, State.TO_AMEND):
        raise Refused(_("Ce texte n’est plus en ligne : il ne peut plus être modifié."))
    require_accepted(by, contribution.consultation)
    last = contribution.versions.last()
    written = readable(contribution, title, body, source_url)
    if written.digest == last.sha256:
        return None
    version = add_version(contribution, written, by=by, number=last.number + 1)
    looked = look(contribution, version)
    waits = looked.held or contribution.judged_before or is_before(contribution.question)
    if contribution.state == State.PUBLISHED and not waits:
        put_online(contribution, version)
    else:
        contribution.awaiting = version
    contribution.save(update_fields=["live", "awaiting", "state"])
    if contribution.state == State.TO_AMEND:  # written again as a moderator asked: one of them reads it
        move(contribution, State.PENDING)
    campaigns.follow(contribution, looked=looked)
    queue(contribution)
    indexing.follow(contribution.pk)
    contact.note(by)
    audit.record("contribution.edited", contribution, by=by, version=version.number)
    return version


@whole
def withdraw(contribution: Contribution, *, by: User) -> bool:
    """Take one's text back. The answers of others stay, under a line that says that it was withdrawn."""
    contribution = locked(contribution)
    if contribution.state not in (State.PENDING, State.PUBLISHED, State.TO_AMEND, State.MERGED):
        return False
    move(contribution, State.WITHDRAWN)
    drop_reports(contribution)
    contact.note(by)
    audit.record("contribution.withdrawn", contribution, by=by)
    return True


@whole
def speak_from(person: User, **said) -> None:
    """Change where somebody speaks from (`consultation.profile.change_where_from`), texts already written included.

    They keep the quality and the commune declared when they were posted; whether these are shown is the same for all.
    """
    profile.change_where_from(person, **said)
    shown = {"shows_stakeholder": person.shows_stakeholder, "shows_commune": person.shows_commune}
    changed = list(Contribution.objects.by(person).exclude(**shown).values_list("pk", flat=True))
    Contribution.objects.filter(pk__in=changed).update(**shown)
    indexing.index(changed)


def _sent(contribution: Contribution, written: Written, *, by: User, key: str) -> Contribution:
    """Save a new text with its first version, once per `key`; NotAccepted while its author has texts to accept.

    Another text in a form that was sent before (somebody went back in his browser) is a text of its own.
    """
    require_accepted(by, contribution.consultation)
    for each_key in (key or uuid4().hex, uuid4().hex):
        try:
            with transaction.atomic():
                return _saved(contribution, written, by=by, key=each_key)
        except IntegrityError:
            sent_before = Contribution.objects.filter(author=by, key=each_key).first()
            if sent_before is None:
                raise
        if _is_same(sent_before, contribution, written):
            return sent_before
        contribution.pk = None
    raise AssertionError("a new key was taken")


def _is_same(sent_before: Contribution, contribution: Contribution, written: Written) -> bool:
    place = (contribution.question_id, contribution.parent_id)
    first = sent_before.versions.first()
    return place == (sent_before.question_id, sent_before.parent_id) and first.sha256 == written.digest


def _saved(contribution: Contribution, written: Written, *, by: User, key: str) -> Contribution:
    contribution.author, contribution.key = by, key
    contribution.stakeholder, contribution.commune_id = by.stakeholder, by.commune_id
    contribution.shows_stakeholder, contribution.shows_commune = by.shows_stakeholder, by.shows_commune
    contribution.save()
    version = contribution.awaiting = add_version(contribution, written, by=by, number=1)
    looked = look(contribution, version)
    contribution.judged_before = is_before(contribution.question) or bool(looked.held)
    campaigns.follow(contribution, looked=looked)
    if not contribution.judged_before:
        put_online(contribution, version)
        move(contribution, State.PUBLISHED)
        tell_who_is_answered(contribution)
    else:
        queue(contribution, "awaiting", "judged_before")
    drafts.sent(by, key)
    contact.note(by)
    audit.record("contribution.posted", contribution, by=by, state=contribution.state)
    return contribution
