"""Calendar, themes, questions and natures: what is laid out before anybody writes."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from administration import addresses, preparation
from administration.actions.rows import changed, locked, moved, next_position
from consultation import audit
from consultation.models import Consultation, Phase, User
from debates.actions import Refused
from debates.models import Nature, Question, Theme

# --- Calendar


@transaction.atomic
def add_phase(
    consultation: Consultation, *, by: User, kind: str, starts_on: date, ends_on: date, name: str = ""
) -> Phase:
    """Add a dated step; both days are included. Without a name it has that of its kind."""
    phase = Phase(consultation=consultation, kind=kind, name=name, starts_on=starts_on, ends_on=ends_on)
    phase.name = _phase_name(kind, name)
    _ends_after_it_starts(starts_on, ends_on)
    phase.save()
    audit.record("phase.added", phase, by=by, **_phase_facts(phase))
    return phase


@transaction.atomic
def change_phase(phase: Phase, *, by: User, kind: str, starts_on: date, ends_on: date, name: str = "") -> None:
    _ends_after_it_starts(starts_on, ends_on)
    values = {"kind": kind, "name": _phase_name(kind, name), "starts_on": starts_on, "ends_on": ends_on}
    if told := changed(phase, values):
        audit.record("phase.changed", phase, by=by, changed=told)


@transaction.atomic
def remove_phase(phase: Phase, *, by: User) -> None:
    audit.record("phase.removed", phase, by=by, **_phase_facts(phase))
    phase.delete()


def _phase_name(kind: str, name: str) -> str:
    return name or str(Phase.Kind(kind).label)


def _ends_after_it_starts(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise Refused({"ends_on": _("La phase finit avant de commencer : corrigez l’une des deux dates.")})


def _phase_facts(phase: Phase) -> dict[str, str]:
    return {"name": phase.name, "from": phase.starts_on.isoformat(), "to": phase.ends_on.isoformat()}


# --- Themes


@transaction.atomic
def add_theme(consultation: Consultation, *, by: User, name: str, colour: str, introduction: str = "") -> Theme:
    """Add a theme behind the others; its address tells its name."""
    held = locked(consultation)
    theme = Theme.objects.create(
        consultation=held,
        slug=addresses.told(name, "theme", set(held.themes.values_list("slug", flat=True))),
        name=name,
        colour=colour,
        introduction=introduction,
        position=next_position(held.themes),
    )
    audit.record("theme.added", theme, by=by, name=name)
    return theme


@transaction.atomic
def change_theme(theme: Theme, *, by: User, name: str, colour: str, introduction: str = "") -> None:
    """Change a theme; its address follows its name until the consultation opens, and never after."""
    held = locked(theme.consultation)
    values = {"name": name, "colour": colour, "introduction": introduction}
    if held.state == Consultation.State.PREPARING and name != theme.name:
        taken = set(held.themes.exclude(pk=theme.pk).values_list("slug", flat=True))
        values["slug"] = addresses.told(name, "theme", taken)
    if told := changed(theme, values):
        audit.record("theme.changed", theme, by=by, changed=told)


@transaction.atomic
def move_theme(theme: Theme, step: int, *, by: User) -> bool:
    return _moved_once(theme, theme.consultation.themes.all(), step, by)


@transaction.atomic
def remove_theme(theme: Theme, *, by: User) -> None:
    """Remove an empty theme. Refused while it has questions, ideas or statements."""
    locked(theme.consultation)
    if theme.questions.exists():
        raise Refused(_("Ce thème a des questions : retirez-les d’abord."))
    if preparation.is_leaned_on(theme):
        raise Refused(_("L’équipe a déjà rangé des idées ou écrit des énoncés dans ce thème : il ne se retire plus."))
    audit.record("theme.removed", theme, by=by, name=theme.name)
    theme.delete()


# --- Questions


@transaction.atomic
def add_question(theme: Theme, *, by: User, title: str, context: str = "") -> Question:
    """Ask a question, behind the others of the theme."""
    locked(theme.consultation)
    question = Question.objects.create(
        theme=theme,
        slug=addresses.told(title, "question", set(theme.questions.values_list("slug", flat=True))),
        title=title,
        context=context,
        position=next_position(theme.questions),
    )
    audit.record("question.added", question, by=by, title=title)
    return question


@transaction.atomic
def change_question(question: Question, *, by: User, title: str, context: str = "") -> None:
    """Reword a question; the record keeps the former words. Its address is its number and stays."""
    if told := changed(question, {"title": title, "context": context}):
        audit.record("question.changed", question, by=by, changed=told)


@transaction.atomic
def move_question(question: Question, step: int, *, by: User) -> bool:
    return _moved_once(question, question.theme.questions.all(), step, by)


@transaction.atomic
def remove_question(question: Question, *, by: User) -> None:
    """Remove a question nobody has written under. Refused otherwise, whatever became of what was written."""
    locked(question.consultation)
    texts = question.contributions.filter(root=None).count()
    if texts:
        said = ngettext(
            "Cette question a déjà %(n)s contribution : vous pouvez la reformuler, pas la retirer.",
            "Cette question a déjà %(n)s contributions : vous pouvez la reformuler, pas la retirer.",
            texts,
        )
        raise Refused(said % {"n": texts})
    if preparation.is_leaned_on(question):
        raise Refused(_("Quelqu’un écrit ou suit déjà cette question : vous pouvez la reformuler, pas la retirer."))
    audit.record("question.removed", question, by=by, title=question.title)
    question.delete()


# --- Natures


@transaction.atomic
def add_nature(
    consultation: Consultation, *, by: User, name: str, hint: str = "", may_have_place: bool = False
) -> Nature:
    """Add a nature of the consultation's own, behind the others."""
    held = locked(consultation)
    taken = set(held.natures.values_list("key", flat=True)) | set(Nature.DEFAULTS)
    key = addresses.told(name[:16], "nature", taken)[:20]
    values = {"name": name, "hint": hint, "may_have_place": may_have_place or None}
    nature = Nature.objects.create(consultation=held, key=key, position=next_position(held.natures), **values)
    audit.record("nature.added", nature, by=by, name=name)
    return nature


@transaction.atomic
def change_nature(nature: Nature, *, by: User, name: str, hint: str = "", may_have_place: bool | None = None) -> None:
    """Change its words and whether its texts name places (None: as before).

    The words of a default are kept as such, so that they go on being translated. Places that were named stay on the
    map: what people said is theirs to take away, and a box ticked again must find it.
    """
    usual = [str(words) for words in Nature.DEFAULTS.get(nature.key, ("", ""))]
    values = {"name": "" if name == usual[0] else name, "hint": "" if hint == usual[1] else hint}
    if may_have_place is not None:
        values["may_have_place"] = None if may_have_place == (nature.key in Nature.PLACED) else may_have_place
    if told := changed(nature, values):
        audit.record("nature.changed", nature, by=by, changed=told)


@transaction.atomic
def move_nature(nature: Nature, step: int, *, by: User) -> bool:
    return _moved_once(nature, nature.consultation.natures.all(), step, by)


@transaction.atomic
def remove_nature(nature: Nature, *, by: User) -> None:
    """Remove a nature that no text and no passage has. Refused for the last one: every contribution has a nature."""
    held = locked(nature.consultation)
    if preparation.is_leaned_on(nature):
        raise Refused(_("Des textes ou des passages ont déjà cette nature : vous pouvez la renommer, pas la retirer."))
    if held.natures.count() == 1:
        raise Refused(_("C’est la dernière nature : chaque contribution doit pouvoir en choisir une."))
    audit.record("nature.removed", nature, by=by, name=nature.label)
    nature.delete()


def _moved_once(row: Theme | Question | Nature, among: QuerySet, step: int, by: User) -> bool:
    done = moved(row, among, step)
    if done:
        audit.record(f"{row._meta.model_name}.moved", row, by=by, step=step)
    return done
