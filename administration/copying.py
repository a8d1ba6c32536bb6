"""What a consultation may take from another: its texts, calendar, themes, questions, natures, rules
of moderation, and pages as drafts.

Never its people, its contributions, what was harvested, nor any counter or date of what happened there.
"""

from datetime import date, timedelta

from consultation.models import Consultation, Phase, User
from debates.models import CharterRule, Nature, Question, Theme
from pages.actions import write as write_page
from pages.models import DATED, Kind

TEXTS = (
    *("tagline", "introduction", "charter", "language", "contact"),
    *("moderation", "holds_newcomers", "reports_to_hold", "held_words"),
)


def copy_texts(model: Consultation, consultation: Consultation) -> None:
    """Give an unsaved consultation the texts and settings of another."""
    for name in TEXTS:
        setattr(consultation, name, getattr(model, name))


def copy_rows(model: Consultation, consultation: Consultation, *, by: User, starts_on: date | None) -> None:
    """Copy what hangs on a consultation; the first phase begins on `starts_on`, or when it did."""
    _phases(model, consultation, starts_on)
    Nature.objects.bulk_create(
        Nature(
            consultation=consultation,
            key=n.key,
            name=n.name,
            hint=n.hint,
            may_have_place=n.may_have_place,
            position=n.position,
        )
        for n in model.natures.all()
    )
    CharterRule.objects.bulk_create(
        CharterRule(consultation=consultation, key=r.key, name=r.name, explanation=r.explanation, position=r.position)
        for r in model.charter_rules.all()
    )
    for theme in model.themes.prefetch_related("questions"):
        _theme(theme, consultation)
    for page in model.pages.public().exclude(kind__in=(*DATED, Kind.VISIT)).order_by("pk"):
        write_page(consultation, by=by, kind=page.kind, title=page.title, body=page.body, slug=page.slug)


def _phases(model: Consultation, consultation: Consultation, starts_on: date | None) -> None:
    phases = list(model.phases.order_by("starts_on", "pk"))
    step = starts_on - phases[0].starts_on if phases and starts_on else timedelta(0)
    Phase.objects.bulk_create(
        Phase(
            consultation=consultation,
            kind=phase.kind,
            name=phase.name,
            starts_on=phase.starts_on + step,
            ends_on=phase.ends_on + step,
        )
        for phase in phases
    )


def _theme(theme: Theme, consultation: Consultation) -> None:
    columns = {
        name: getattr(theme, name) for name in ("slug", "name", "introduction", "colour", "position", "moderation")
    }
    copy = Theme.objects.create(consultation=consultation, **columns)
    Question.objects.bulk_create(
        Question(theme=copy, slug=q.slug, title=q.title, context=q.context, position=q.position)
        for q in theme.questions.all()
    )
