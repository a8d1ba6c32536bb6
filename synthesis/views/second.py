"""The desk of the second reader: a text to read blind, what he notes of it, what he handed in."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultation.cursor import page
from consultation.models import Consultation, User
from consultation.permissions import require
from debates.views.common import add_errors, consultation_of, invalid
from synthesis import actions, reading
from synthesis.actions import coding as acts
from synthesis.forms.coding import SecondPassageForm, SecondReadForm
from synthesis.models import SecondPassage, SecondReading
from synthesis.reading import coding

DESK = "synthesis/coding_desk.html"


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The text this person has before him for a second reading, or how many wait for him."""
    consultation = for_second_readers(request, slug)
    row = coding.under_way(consultation, request.user)
    if row is None:
        waiting = coding.awaiting_count(consultation, request.user)
        context = {"waiting": waiting, "many": coding.MANY, "turn": _minutes()}
        return render(request, DESK, context | _last(consultation, request.user))
    return render(request, DESK, shown(row))


def _last(consultation: Consultation, person: User) -> dict:
    """What he last handed in, if it may be taken back, and whether there is a list of what he handed in."""
    last = coding.handed_in(consultation, person).first()
    return {"last": last if last and last.can_be_taken_back else None, "has_handed_in": last is not None}


def shown(row: SecondReading, form: SecondPassageForm | None = None, read_form: SecondReadForm | None = None) -> dict:
    """What the second reader sees: the text, and what he noted himself. Nothing of what others made of it."""
    opened = row.contribution
    passages = coding.own_passages(row)
    initial = {"nature": opened.nature and opened.nature.key}
    return _last(opened.consultation, row.by) | {
        "opened": opened,
        "theme": opened.question.theme,
        "passages": passages,
        "html": coding.marked(opened, passages, "passage") if opened.live else "",
        "form": form or _passage_form(row, initial=initial),
        "read_form": read_form or SecondReadForm(contribution=opened),
        "turn": _minutes(),
    }


def _passage_form(row: SecondReading, *args, **kwargs) -> SecondPassageForm:
    branches = reading.flat(reading.tree(row.contribution.question.theme))
    return SecondPassageForm(*args, contribution=row.contribution, branches=branches, **kwargs)


def _minutes() -> int:
    return int(coding.TURN.total_seconds() // 60)


def for_second_readers(request: HttpRequest, slug: str) -> Consultation:
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.read_twice", consultation)
    return consultation


def _on_my_turn(view):
    """Hands the view the second reading of the text of the address, if it is still this person's turn."""

    @login_required
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        consultation = for_second_readers(request, slug)
        get_object_or_404(SecondReading.objects.of(consultation), contribution=pk)
        row = coding.under_way(consultation, request.user)
        if row is None or row.contribution_id != pk:
            messages.error(request, _("Ce texte n’est pas, ou n’est plus, devant vous. Rien n’a été enregistré."))
            return redirect("second_desk", slug)
        return view(request, slug, row)

    return guarded


@login_required
@require_POST
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """The next text to read blind."""
    consultation = for_second_readers(request, slug)
    if acts.take_second(consultation, by=request.user) is None:
        messages.info(request, _("Aucun texte n’attend votre seconde lecture."))
    return redirect("second_desk", slug)


def sent(request: HttpRequest):
    """What a form is bound to: what was sent, even when that is nothing, None for a page that is only read."""
    return request.POST if request.method == "POST" else None


@_on_my_turn
def keep(request: HttpRequest, slug: str, row: SecondReading) -> HttpResponse:
    """Note a passage; the text stays open."""
    form = _passage_form(row, request.POST)
    if form.is_valid():
        try:
            _kept(row, form, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Ce passage est noté."))
            return redirect("second_desk", slug)
    return invalid(request, DESK, shown(row, form))


@transaction.atomic
def _kept(row: SecondReading, form: SecondPassageForm, *, by: User) -> SecondPassage:
    """The passage under its ideas, one of which is made first when it is new; all or none."""
    fields, ideas = form.cleaned_data, form.chosen()
    if title := fields["new_idea"]:
        ideas.append(actions.add_idea(row.contribution.question.theme, title=title, parent=fields["parent"], by=by))
    words = {name: fields[name] for name in ("passage", "before", "nature")}
    return acts.keep_second(row, **words, ideas=ideas, by=by)


@login_required
@require_POST
def drop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a noted passage back."""
    consultation = for_second_readers(request, slug)
    passage = get_object_or_404(SecondPassage.objects.filter(reading__in=SecondReading.objects.of(consultation)), pk=pk)
    done(request, lambda: acts.drop_second(passage, by=request.user), _("Ce passage n’est plus noté."))
    return redirect("second_desk", slug)


def done(request: HttpRequest, act, words: str) -> None:
    """Does an act that has no form, and says how it went."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, words)


@_on_my_turn
def hand_in(request: HttpRequest, slug: str, row: SecondReading) -> HttpResponse:
    """Hand the reading in; the next text comes."""
    form = SecondReadForm(request.POST, contribution=row.contribution)
    given = {}
    if not row.passages.exists():
        if not form.is_valid():
            return invalid(request, DESK, shown(row, read_form=form))
        given = form.cleaned_data
    try:
        acts.hand_in(row, by=request.user, **given)
    except ValidationError as error:
        form.is_valid()
        add_errors(form, error)
        return invalid(request, DESK, shown(row, read_form=form))
    messages.success(request, _("Votre lecture est rendue."))
    return take(request, slug)


@_on_my_turn
def give_back(request: HttpRequest, slug: str, row: SecondReading) -> HttpResponse:
    """Leave the text to somebody else."""
    done(
        request,
        lambda: acts.give_back(row, by=request.user),
        _("Ce texte est laissé à quelqu’un d’autre. Rien n’en a été gardé."),
    )
    return redirect("second_desk", slug)


# --- What he handed in


@login_required
def handed_in(request: HttpRequest, slug: str) -> HttpResponse:
    """His own second readings, the last first, with what may be taken back. Nothing of what others made of them."""
    consultation = for_second_readers(request, slug)
    rows = coding.handed_in(consultation, request.user)
    found = page(rows, key="at", size=settings.PAGE, after=request.GET.get("apres", ""))
    return render(request, "synthesis/coding_handed_in.html", {"page": found})


@login_required
@require_POST
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One's own reading, handed in, is before one again; refused once somebody settled it or it is no longer blind."""
    consultation = for_second_readers(request, slug)
    row = get_object_or_404(coding.handed_in(consultation, request.user), pk=pk)
    words = _("Votre lecture est reprise : elle est de nouveau devant vous, avec ce que vous aviez noté.")
    done(request, lambda: acts.take_back(row, by=request.user), words)
    return redirect("second_desk", slug)
