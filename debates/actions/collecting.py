"""Enter what was said or written off the site."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import Consultation, User
from consultation.territories.models import Commune
from consultation.whole import whole
from debates.actions import campaigns
from debates.actions.checking import look
from debates.actions.queueing import queue
from debates.actions.states import Refused, add_version, move, put_online
from debates.charter import is_before
from debates.models import Collected, Contribution, Nature, Question, State
from debates.written import Written, readable


@dataclass(frozen=True)
class Provenance:
    """How a text came in. `way` is a `debates.models.Way`, `consent` a `Collected.Consent`; neither may be missing."""

    way: str
    place: str
    on: date
    collected_by: str
    consent: str


@whole
def collect(
    question: Question,
    *,
    by: User,
    provenance: Provenance,
    nature: Nature,
    title: str,
    body: str,
    source_url: str = "",
    stakeholder: str = "",
    commune: Commune | None = None,
    key: str = "",
) -> Contribution:
    """Enter a text collected off the site, without an author on it: published or awaiting a moderator like any other.

    `key` names the form or the line of a file: entered twice, it is one text. Refused without the person's agreement,
    for the nature of another consultation, and once the consultation is archived. What the person said of where they
    speak from is shown: it was given to be.
    """
    if nature.consultation_id != question.consultation.pk:
        raise Refused(_("Cette nature n’existe pas dans cette consultation."))
    if question.consultation.state == Consultation.State.ARCHIVED:
        raise Refused(_("Cette consultation est archivée : plus rien ne s’y ajoute."))
    contribution = Contribution(
        question=question, nature=nature, stakeholder=stakeholder, commune=commune, channel=provenance.way
    )
    row = _checked(provenance)
    written = readable(contribution, title, body, source_url)
    if key:
        row.mark = sha256(f"{question.consultation.pk}:{key}".encode()).hexdigest()
        Consultation.objects.select_for_update(no_key=True).get(pk=question.consultation.pk)  # the same twice at once
        if there := Contribution.objects.filter(collected__mark=row.mark).first():
            return there
    return _entered(contribution, written, row, by=by)


def _checked(provenance: Provenance) -> Collected:
    row = Collected(
        way=provenance.way,
        place=text.clean_line(provenance.place),
        on=provenance.on,
        collected_by=text.clean_line(provenance.collected_by),
        consent=provenance.consent,
    )
    row.full_clean(exclude=["contribution", "entered_by"])
    if row.on > timezone.localdate():
        raise ValidationError({"on": _("Cette date n’est pas encore passée.")})
    return row


def _entered(contribution: Contribution, written: Written, row: Collected, *, by: User) -> Contribution:
    contribution.save()
    version = contribution.awaiting = add_version(contribution, written, by=None, number=1)
    row.contribution, row.entered_by = contribution, by
    row.save()
    looked = look(contribution, version)
    contribution.judged_before = is_before(contribution.question) or bool(looked.held)
    campaigns.follow(contribution, looked=looked)
    if contribution.judged_before:
        queue(contribution, "awaiting", "judged_before")
    else:
        put_online(contribution, version)
        move(contribution, State.PUBLISHED)
    audit.record("contribution.collected", contribution, by=by, way=row.way, state=contribution.state)
    return contribution
