"""Every change of state of the debate: one function per act, called alike by pages, API, admin and imports.

Each is one transaction: the rows, the counters shown on lists, the record and the notices stand or fall together.
Permissions are asked before (`consultation.permissions.require`); what no caller may ever do is refused here.
"""

from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit, notices, text
from consultation.models import Consultation, User
from debates import counters
from debates.models import Contribution, Decision, Nature, Question, Reaction, Reason, Stance, State, Version

COVERING = (State.HIDDEN, State.PENDING)  # a contribution in these states takes its whole thread off the pages


class Refused(ValidationError):
    """The act is not possible now; the message says why to the person."""


def post(question: Question, *, by: User, nature: Nature, title: str, body: str, key: str = "") -> Contribution:
    """Post a contribution: published at once or awaiting a moderator, as the consultation decides.

    `key` names the form it was sent with: the same person sending the same form twice gets the same contribution.
    ValidationError for a text nobody could read or too long; Refused for the nature of another consultation.
    """
    if nature.consultation_id != question.consultation.pk:
        raise Refused(_("Cette nature n’existe pas dans cette consultation."))
    return _written(Contribution(question=question, nature=nature), by=by, title=title, body=body, key=key)


def argue(parent: Contribution, *, by: User, stance: str, body: str, key: str = "") -> Contribution:
    """Answer a public text with an argument. Refused when the text is not public or the stance unknown."""
    if stance not in Stance.values:
        raise Refused(_("Choisissez ce que fait votre argument : pour, contre, nuance, exemple, source ou question."))
    parent = Contribution.objects.select_related("question__theme__consultation").get(pk=parent.pk)
    if not parent.is_public:
        raise Refused(_("Ce texte n’est plus en ligne : on ne peut plus y répondre."))
    argument = Contribution(
        question=parent.question,
        root_id=parent.root_id or parent.pk,
        parent=parent,
        depth=parent.depth + 1,
        stance=stance,
    )
    return _written(argument, by=by, title="", body=body, key=key)


@transaction.atomic
def edit(contribution: Contribution, *, by: User, title: str, body: str) -> Version | None:
    """Add a version. Under moderation before publication it awaits a moderator while the former one stays online.

    None, and nothing written, when the text is the same as the last one.
    """
    contribution = _locked(contribution)
    if contribution.state not in (State.PENDING, State.PUBLISHED):
        raise Refused(_("Ce texte n’est plus en ligne : il ne peut plus être modifié."))
    last = contribution.versions.last()
    title, body = text.clean_line(title), text.clean_body(body)
    _check(contribution, title, body)
    rendered = text.render(body, title)
    if rendered.sha256 == last.sha256:
        return None
    version = _add_version(contribution, by=by, number=last.number + 1, title=title, rendered=rendered)
    if contribution.state == State.PUBLISHED and _published_at_once(contribution.consultation):
        _put_online(contribution, version)
    else:
        contribution.awaiting = version
    contribution.save(update_fields=["live", "awaiting", "state"])
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
def publish(contribution: Contribution, *, by: User, version: Version | None = None) -> bool:
    """Put online the version that awaits a decision, or a hidden text again.

    `version` is the one the moderator read: False, and nothing changed, when somebody decided first or when the author
    wrote another one since.
    """
    contribution = _locked(contribution)
    if contribution.state == State.HIDDEN:
        candidate = contribution.versions.last()
    else:
        candidate = contribution.awaiting
    if candidate is None or contribution.state == State.WITHDRAWN or (version and version.pk != candidate.pk):
        return False
    first_time = contribution.live_id is None
    _put_online(contribution, candidate)
    _move(contribution, State.PUBLISHED)
    _decide(contribution, candidate, Decision.Verdict.PUBLISH, by=by)
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
    shown = contribution.awaiting or contribution.live
    gone = contribution.state in (State.HIDDEN, State.WITHDRAWN)
    if gone or (version and shown and version.pk != shown.pk):
        return False
    _move(contribution, State.HIDDEN)
    _decide(contribution, shown, Decision.Verdict.HIDE, by=by, reason=reason, note=note)
    facts = _facts(contribution, reason=str(Reason(reason).label), note=note)
    notices.tell(contribution.author, "hidden", **facts)
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
    facts = _facts(contribution, reason=str(Reason(reason).label), note=note)
    notices.tell(contribution.author, "edit_refused", **facts)
    return True


@transaction.atomic
def react(contribution: Contribution, *, by: User, kind: str) -> str:
    """Give, change or (with the same kind again, or "") take back one's reaction. Returns the kind that now stands."""
    if kind and kind not in Reaction.Kind.values:
        raise Refused(_("Cette réaction n’existe pas."))
    contribution = _locked(contribution)
    if not contribution.is_public:
        raise Refused(_("Ce texte n’est plus en ligne."))
    existing = contribution.reactions.filter(by=by).first()
    before = existing.kind if existing else ""
    after = "" if kind == before else kind
    if existing and not after:
        existing.delete()
    elif after:
        contribution.reactions.update_or_create(by=by, defaults={"kind": after, "at": timezone.now()})
    counters.move_reaction(contribution, before, after)
    return after


def _written(contribution: Contribution, *, by: User, title: str, body: str, key: str) -> Contribution:
    """Save a new text with its first version, once per `key`."""
    title, body, key = text.clean_line(title), text.clean_body(body), key or uuid4().hex
    _check(contribution, title, body)
    try:
        with transaction.atomic():
            return _saved(contribution, by=by, title=title, body=body, key=key)
    except IntegrityError:
        sent_before = Contribution.objects.filter(author=by, key=key).first()
        if sent_before is None:
            raise
        return sent_before


def _saved(contribution: Contribution, *, by: User, title: str, body: str, key: str) -> Contribution:
    contribution.author, contribution.key = by, key
    contribution.stakeholder, contribution.commune_id = by.stakeholder, by.commune_id
    contribution.save()
    version = _add_version(contribution, by=by, number=1, title=title, rendered=text.render(body, title))
    if _published_at_once(contribution.consultation):
        _put_online(contribution, version)
        _move(contribution, State.PUBLISHED)
        _tell_who_is_answered(contribution)
    else:
        contribution.awaiting = version
        contribution.save(update_fields=["awaiting"])
    audit.record("contribution.posted", contribution, by=by, state=contribution.state)
    return contribution


def _check(contribution: Contribution, title: str, body: str) -> None:
    """What no text may be, whoever brings it."""
    longest = settings.ARGUMENT_MAX if contribution.is_argument else settings.BODY_MAX
    if text.is_blank(body):
        raise ValidationError({"body": _("Écrivez votre texte.")})
    if len(body) > longest:
        message = _("Votre texte dépasse %(longest)s caractères : raccourcissez-le ou publiez-le en deux fois.")
        raise ValidationError({"body": message % {"longest": longest}})
    if not contribution.is_argument and text.is_blank(title):
        raise ValidationError({"title": _("Donnez un titre à votre contribution.")})
    if len(title) > settings.TITLE_MAX:
        message = _("Le titre dépasse %(longest)s caractères : raccourcissez-le.")
        raise ValidationError({"title": message % {"longest": settings.TITLE_MAX}})


def _published_at_once(consultation: Consultation) -> bool:
    return consultation.moderation == Consultation.Moderation.AFTER


def _locked(contribution: Contribution) -> Contribution:
    """The row as it is now, held until the end of the transaction; its root first, so that none waits crosswise."""
    if contribution.root_id:
        Contribution.objects.select_for_update().only("pk").get(pk=contribution.root_id)
    related = ("question__theme__consultation", "awaiting", "live", "author")
    return Contribution.objects.select_for_update(of=("self",)).select_related(*related).get(pk=contribution.pk)


def _add_version(contribution: Contribution, *, by: User, number: int, title: str, rendered: text.Rendered) -> Version:
    return Version.objects.create(
        contribution=contribution,
        number=number,
        title=title,
        by=by,
        body=rendered.body,
        html=rendered.html,
        text=rendered.text,
        sha256=rendered.sha256,
    )


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
        counters.recount_thread(contribution.root_id)
        return
    step = (state == State.PUBLISHED) - (before == State.PUBLISHED)
    if step:
        Question.objects.filter(pk=contribution.question_id).update(contributions_count=F("contributions_count") + step)
    contribution.thread.update(covered=state in COVERING)
    counters.recount_thread(contribution.pk)


def _decide(contribution: Contribution, version: Version, verdict: str, *, by: User, reason: str = "", note: str = ""):
    note = text.clean_line(note)
    Decision.objects.create(
        contribution=contribution, version=version, verdict=verdict, reason=reason, note=note, by=by
    )
    audit.record(f"contribution.{verdict}", contribution, by=by, reason=reason, note=note, version=version.number)


def _tell_who_is_answered(contribution: Contribution) -> None:
    if contribution.parent_id and contribution.parent.author_id != contribution.author_id:
        notices.tell(contribution.parent.author, "answered", **_facts(contribution))


def _facts(contribution: Contribution, **more: str) -> dict[str, str]:
    """What a notice says of a text: nothing of the text itself but its heading."""
    shown = contribution.live or contribution.versions.last()
    return {
        "heading": shown.heading,
        "path": contribution.get_absolute_url(),
        "consultation": contribution.consultation.name,
        **more,
    }
