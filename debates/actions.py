"""Every change of state of the debate: one function per act, called alike by pages, API, admin and imports.

Each is one transaction: the rows, the counters shown on lists, the record and the notices stand or fall together.
Permissions are asked before (`consultation.permissions.require`); what no caller may ever do is refused here.
"""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consultation import audit, notices, profile, text
from consultation.models import Consultation, User
from debates import counters, drafts, indexing, locating, place_reading
from debates.models import (
    Contribution,
    Decision,
    Nature,
    Publication,
    Question,
    Reaction,
    Reason,
    Stance,
    State,
    Version,
)
from debates.written import Written, readable

COVERING = (State.HIDDEN, State.PENDING)  # a contribution in these states takes its whole thread off the pages


class Refused(ValidationError):
    """The act is not possible now; the message says why to the person."""


@transaction.atomic
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
        locating.locate(posted, by=by, place=place)
    return posted


@transaction.atomic
def argue(
    parent: Contribution, *, by: User, stance: str, body: str, source_url: str = "", key: str = ""
) -> Contribution:
    """Answer a public text with an argument. Refused when the text is not public or the stance unknown."""
    if stance not in Stance.values:
        raise Refused(_("Choisissez ce que fait votre argument : pour, contre, nuance, exemple, source ou question."))
    parent = _locked(parent)  # nobody hides it before the argument is there
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


@transaction.atomic
def edit(contribution: Contribution, *, by: User, title: str, body: str, source_url: str = "") -> Version | None:
    """Add a version. Under moderation before publication it awaits a moderator while the former one stays online.

    None, and nothing written, when the text is the same as the last one.
    """
    contribution = _locked(contribution)
    if contribution.state not in (State.PENDING, State.PUBLISHED):
        raise Refused(_("Ce texte n’est plus en ligne : il ne peut plus être modifié."))
    last = contribution.versions.last()
    written = readable(contribution, title, body, source_url)
    if written.digest == last.sha256:
        return None
    version = _add_version(contribution, written, by=by, number=last.number + 1)
    if contribution.state == State.PUBLISHED and _published_at_once(contribution.consultation):
        _put_online(contribution, version)
    else:
        contribution.awaiting = version
    contribution.save(update_fields=["live", "awaiting", "state"])
    indexing.follow(contribution.pk)
    audit.record("contribution.edited", contribution, by=by, version=version.number)
    return version


@transaction.atomic
def withdraw(contribution: Contribution, *, by: User) -> bool:
    """Take one's text back. The answers of others stay, under a line that says that it was withdrawn."""
    contribution = _locked(contribution)
    if contribution.state not in (State.PENDING, State.PUBLISHED):
        return False
    _move(contribution, State.WITHDRAWN)
    audit.record("contribution.withdrawn", contribution, by=by)
    return True


@transaction.atomic
def publish(contribution: Contribution, *, by: User, version: Version | None = None, place: str | None = None) -> bool:
    """Put online the version that awaits a decision, or a hidden text again, as it last was.

    `version` is the one the moderator read, `place` the words of its place (`place_reading.words_of`): False, and
    nothing changed, when somebody decided first, or when the author wrote or named something else since.
    """
    contribution = _locked(contribution)
    if place is not None and place != place_reading.words_of(contribution):
        return False
    candidate = contribution.judged if contribution.state == State.HIDDEN else contribution.awaiting
    if candidate is None or contribution.state == State.WITHDRAWN or (version and version.pk != candidate.pk):
        return False
    first_time = contribution.live_id is None
    _put_online(contribution, candidate)
    _move(contribution, State.PUBLISHED)
    _decide(contribution, candidate, Decision.Verdict.PUBLISH, by=by)
    if contribution.is_public:
        notices.tell(contribution.author, "published", **_facts(contribution))
    if first_time:
        _tell_who_is_answered(contribution)
    return True


@transaction.atomic
def hide(contribution: Contribution, *, by: User, reason: str, note: str = "", version: Version | None = None) -> bool:
    """Take a text away from every page, with a reason its author is told. False when somebody decided first."""
    if reason not in Reason.values:
        raise Refused(_("Choisissez la raison de la décision."))
    contribution = _locked(contribution)
    shown, gone = contribution.judged, contribution.state in (State.HIDDEN, State.WITHDRAWN)
    if gone or (version and version.pk != shown.pk):
        return False
    _move(contribution, State.HIDDEN)
    _decide(contribution, shown, Decision.Verdict.HIDE, by=by, reason=reason, note=note)
    notices.tell(contribution.author, "hidden", **_facts(contribution), **_motive(reason, note))
    return True


@transaction.atomic
def refuse_edit(
    contribution: Contribution, *, by: User, reason: str, note: str = "", version: Version | None = None
) -> bool:
    """Keep the version online and set the one that awaits aside."""
    if reason not in Reason.values:
        raise Refused(_("Choisissez la raison de la décision."))
    contribution = _locked(contribution)
    refused = contribution.awaiting
    if refused is None or contribution.state != State.PUBLISHED or (version and version.pk != refused.pk):
        return False
    contribution.awaiting = None
    contribution.save(update_fields=["awaiting"])
    _decide(contribution, refused, Decision.Verdict.REFUSE_EDIT, by=by, reason=reason, note=note)
    notices.tell(contribution.author, "edit_refused", **_facts(contribution), **_motive(reason, note))
    return True


@transaction.atomic
def react(contribution: Contribution, *, by: User, kind: str) -> str:
    """Give or change one's reaction, or take it back (""). Returns the kind that now stands; twice is as once."""
    if kind and kind not in Reaction.Kind.values:
        raise Refused(_("Cette réaction n’existe pas."))
    contribution = _locked(contribution)
    if not contribution.is_public:
        raise Refused(_("Ce texte n’est plus en ligne."))
    before = contribution.reactions.filter(by=by).values_list("kind", flat=True).first() or ""
    if kind == before:
        return kind
    if kind:
        contribution.reactions.update_or_create(by=by, defaults={"kind": kind, "at": timezone.now()})
    else:
        contribution.reactions.filter(by=by).delete()
    counters.move_reaction(contribution, before, kind)
    return kind


@transaction.atomic
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
    """Save a new text with its first version, once per `key`.

    Another text in a form that was sent before (somebody went back in his browser) is a text of its own.
    """
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
    version = _add_version(contribution, written, by=by, number=1)
    if _published_at_once(contribution.consultation):
        _put_online(contribution, version)
        _move(contribution, State.PUBLISHED)
        _tell_who_is_answered(contribution)
    else:
        contribution.awaiting = version
        contribution.save(update_fields=["awaiting"])
    drafts.sent(by, key)
    audit.record("contribution.posted", contribution, by=by, state=contribution.state)
    return contribution


def _published_at_once(consultation: Consultation) -> bool:
    return consultation.moderation == Consultation.Moderation.AFTER


def _locked(contribution: Contribution) -> Contribution:
    """The row as it is now, held until the end of the transaction; its root first, so that none waits crosswise."""
    if contribution.root_id:
        Contribution.objects.select_for_update().only("pk").get(pk=contribution.root_id)
    related = ("question__theme__consultation", "awaiting", "live", "author")
    return Contribution.objects.select_for_update(of=("self",)).select_related(*related).get(pk=contribution.pk)


def _add_version(contribution: Contribution, written: Written, *, by: User, number: int) -> Version:
    return Version.objects.create(contribution=contribution, number=number, by=by, **written.columns())


def _put_online(contribution: Contribution, version: Version) -> None:
    """Make `version` the one everybody reads (saved by the caller)."""
    if version.published_at is None:
        version.published_at = timezone.now()
        version.save(update_fields=["published_at"])
    contribution.live, contribution.awaiting = version, None


def _move(contribution: Contribution, state: str) -> None:
    """Change the state, and every counter that shows it."""
    before, contribution.state = contribution.state, state
    if state in (State.HIDDEN, State.WITHDRAWN):
        contribution.awaiting = None
    if contribution.is_argument:
        contribution.covered = Contribution.objects.filter(pk=contribution.root_id, state__in=COVERING).exists()
    contribution.save(update_fields=["state", "live", "awaiting", "covered"])
    if contribution.is_argument:
        _appear(contribution)
        counters.recount_thread(contribution.root_id)
        indexing.follow(contribution.pk)
        return
    step = (state == State.PUBLISHED) - (before == State.PUBLISHED)
    if step:
        Question.objects.filter(pk=contribution.question_id).update(contributions_count=F("contributions_count") + step)
    contribution.thread.update(covered=state in COVERING)
    _appear(contribution)
    counters.recount_thread(contribution.pk)
    indexing.follow(contribution.pk)


def _appear(contribution: Contribution) -> None:
    """Everybody reads it now: it is there for followers, once, with what was published under it while it was hidden."""
    if not contribution.is_public:
        return
    Publication.objects.get_or_create(contribution=contribution)
    waited = contribution.thread.filter(state=State.PUBLISHED, origin="", publication=None)
    for argument in waited.select_related("live", "author", "parent__author", "question__theme__consultation"):
        Publication.objects.get_or_create(contribution=argument)
        _tell_who_is_answered(argument)


def _decide(contribution: Contribution, version: Version, verdict: str, *, by: User, reason: str = "", note: str = ""):
    note = text.clean_line(note)
    Decision.objects.create(
        contribution=contribution, version=version, verdict=verdict, reason=reason, note=note, by=by
    )
    audit.record(f"contribution.{verdict}", contribution, by=by, reason=reason, note=note, version=version.number)


def _tell_who_is_answered(contribution: Contribution) -> None:
    parent = contribution.parent
    if parent and contribution.is_public and parent.author_id != contribution.author_id:
        notices.tell(parent.author, "answered", **_facts(contribution))


def _facts(contribution: Contribution) -> dict[str, str]:
    """What a notice says of a text: nothing of the text itself but its heading."""
    shown = contribution.live or contribution.versions.last()
    return {
        "heading": shown.heading,
        "path": contribution.get_absolute_url(),
        "consultation": contribution.consultation.name,
    }


def _motive(reason: str, note: str) -> dict[str, str]:
    """Why, in the words of the source: the notice puts them in the language of its reader."""
    with translation.override("fr"):
        return {"reason": str(Reason(reason).label), "note": text.clean_line(note)}
