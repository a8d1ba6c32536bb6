"""A consultation to import into: the one there is, or a new one whose debate is over."""

from django.core.exceptions import ValidationError
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit
from consultation.models import Consultation, Phase
from debates.models import Contribution, Nature


def consultation_for(slug: str) -> tuple[Consultation, bool]:
    """The consultation of this address, and whether it had to be opened. Raises ValidationError for a bad address."""
    found = Consultation.objects.filter(slug=slug).first()
    return (found, False) if found else (_opened(slug), True)


def _opened(slug: str) -> Consultation:
    consultation = Consultation(slug=slug, name=slug.replace("-", " ").replace("_", " ").capitalize())
    consultation.full_clean()
    consultation.save()
    natures = [Nature(consultation=consultation, key=key, position=i) for i, key in enumerate(Nature.DEFAULTS)]
    Nature.objects.bulk_create(natures)
    audit.record("consultation.opened", consultation, by=None)
    return consultation


def date_debate(consultation: Consultation) -> None:
    """Give a consultation without calendar the debate its texts tell of, from the first to the last, if it is over."""
    written = Contribution.objects.of(consultation).aggregate(first=Min("created_at"), last=Max("created_at"))
    if consultation.phases.exists() or not written["first"]:
        return
    starts, ends = (timezone.localdate(written[end]) for end in ("first", "last"))
    if ends < timezone.localdate():
        consultation.phases.create(kind=Phase.Kind.DEBATE, name=_("Débat"), starts_on=starts, ends_on=ends)


def problem(error: ValidationError) -> str:
    return " ".join(error.messages)
