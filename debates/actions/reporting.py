"""What readers say against a text: once a person, and held until a moderator decides when enough of them say so."""

from django.utils.translation import gettext as _

from consultation import audit, notices, text
from consultation.models import User
from consultation.whole import whole
from debates.actions.queueing import queue
from debates.actions.states import Refused, facts, locked, move
from debates.charter import rule_of
from debates.models import Contribution, Hold, Report, State

LINE_MAX = Report._meta.get_field("line").max_length


@whole
def report(contribution: Contribution, *, by: User, reason: str, line: str = "") -> Report:
    """Tell the moderators that the text online breaks a rule of the charter; twice is as once.

    Enough open reports of different people take the text off the pages until a moderator decides
    (`Consultation.reports_to_hold`), unless one has already left this version online in spite of reports. Refused for
    a text that is not online, for one's own, for a rule the charter has not, and for the same version once more.
    """
    contribution = locked(contribution)
    standing = contribution.reports.filter(by=by, outcome=Report.Outcome.OPEN).first()
    if standing:
        return standing
    said = _fitting(contribution, by, reason, line)
    made = Report.objects.create(contribution=contribution, version=contribution.live, by=by, **said)
    contribution.reports_count = contribution.reports.filter(outcome=Report.Outcome.OPEN).count()
    contribution.save(update_fields=["reports_count"])
    queue(contribution)
    audit.record("contribution.reported", contribution, by=by, report=made.pk, reason=made.reason)
    if _is_to_be_held(contribution):
        _hold(contribution)
    return made


def was_kept(contribution: Contribution) -> bool:
    """Whether a moderator has left the version online though it was reported: more reports wait, and hold no more."""
    kept = Report.objects.filter(contribution=contribution, outcome=Report.Outcome.DISMISSED)
    return kept.filter(version=contribution.live_id, decision__undone_at=None).exists()


def _fitting(contribution: Contribution, by: User, reason: str, line: str) -> dict[str, str]:
    """The columns of a report; Refused for one that nobody may make."""
    if not contribution.is_public:
        raise Refused(_("Ce texte n’est plus en ligne."))
    if contribution.author_id == by.pk:
        raise Refused(_("C’est votre texte : vous pouvez le modifier ou le retirer."))
    if contribution.reports.filter(by=by, version=contribution.live_id).exists():
        raise Refused(_("Un modérateur a déjà répondu à votre signalement de ce texte."))
    rule = rule_of(contribution.consultation, reason)
    if rule is None:
        raise Refused({"reason": _("Choisissez ce que ce texte ne respecte pas.")})
    line = text.clean_line(line)
    if len(line) > LINE_MAX:
        raise Refused({"line": _("Votre remarque dépasse %(longest)s caractères.") % {"longest": LINE_MAX}})
    return {"reason": rule.key, "reason_name": rule.name, "line": line}


def _is_to_be_held(contribution: Contribution) -> bool:
    enough = contribution.consultation.reports_to_hold
    return 0 < enough <= contribution.reports_count and not was_kept(contribution)


def _hold(contribution: Contribution) -> None:
    """Off the pages until somebody decides; a newer version that waited already goes on waiting."""
    held, told = contribution.live, facts(contribution)
    contribution.awaiting = contribution.awaiting or held
    move(contribution, State.PENDING)
    Hold.objects.create(contribution=contribution, version=held, kind=Hold.Kind.REPORTED)
    audit.record("contribution.held", contribution, by=None, kind=Hold.Kind.REPORTED, version=held.number)
    notices.tell(contribution.author, "report_held", **told)
