"""The harvest desk: what nobody has read comes by itself, its passages are kept, or the reason why none is."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultation.models import Consultation, User
from consultation.permissions import require
from debates.models import Contribution
from debates.views.common import add_errors, consultation_of, contribution_of, invalid
from synthesis import actions, reading
from synthesis.forms import HarvestForm, ReadForm
from synthesis.models import Extract

NEXT = 6  # titles of what comes next


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The text the address names, else the first that nobody has read."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.harvest", consultation)
    asked = request.GET.get("contribution", "")
    if asked.isdecimal():
        opened = contribution_of(request, slug, int(asked[:18]), "synthesis.harvest")
    else:
        opened = reading.unread(consultation).first()
    return render(request, "synthesis/harvest.html", shown(consultation, opened))


def shown(
    consultation: Consultation,
    opened: Contribution | None,
    form: HarvestForm | None = None,
    read_form: ReadForm | None = None,
) -> dict:
    """What the desk needs, with one text open or none."""
    context = {"coverage": reading.coverage(consultation), "opened": opened}
    if opened is None:
        return context
    theme = opened.question.theme
    branches = reading.flat(reading.tree(theme))
    initial = {"nature": opened.nature and opened.nature.key}
    return context | {
        "theme": theme,
        "notes": reading.notes(opened),
        "reading": reading.reading_of(opened),
        "form": form or HarvestForm(contribution=opened, branches=branches, initial=initial),
        "read_form": read_form or ReadForm(),
        "following": reading.unread_after(opened),
        "waiting": list(reading.unread(consultation).exclude(pk=opened.pk)[:NEXT]),
    }


@login_required
@require_POST
def keep(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Keep a passage; the text stays open, for there may be another one."""
    contribution = contribution_of(request, slug, pk, "synthesis.harvest")
    branches = reading.flat(reading.tree(contribution.question.theme))
    form = HarvestForm(request.POST, contribution=contribution, branches=branches)
    if form.is_valid():
        try:
            extract = _kept(contribution, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Ce passage est gardé."))
            return redirect(f"{_desk_of(contribution)}#passage-{extract.pk}")
    return invalid(request, "synthesis/harvest.html", shown(contribution.consultation, contribution, form))


@transaction.atomic
def _kept(contribution: Contribution, *, by: User, passage: str, before: str, nature, idea, new_idea: str) -> Extract:
    """The passage under its idea, which is made first when it is new; both or none."""
    if contribution.live is None:
        raise actions.Refused(_("Ce texte n’est plus en ligne : aucun passage ne peut en être gardé."))
    if new_idea:
        idea = actions.add_idea(contribution.question.theme, title=new_idea, parent=idea, by=by)
    ideas = [idea] if idea else []
    return actions.harvest(contribution.live, passage=passage, before=before, nature=nature, ideas=ideas, by=by)


@login_required
@require_POST
def mark_read(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read, and nothing kept; the next text comes."""
    contribution = contribution_of(request, slug, pk, "synthesis.harvest")
    form = ReadForm(request.POST)
    if form.is_valid():
        try:
            actions.mark_read(contribution, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("C’est noté : « %s » est lu, rien n’en est gardé.") % contribution)
            return redirect("harvest_desk", slug)
    return invalid(request, "synthesis/harvest.html", shown(contribution.consultation, contribution, read_form=form))


@login_required
@require_POST
def drop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give up a passage, unless a statement rests on it."""
    consultation = consultation_of(request, slug)
    extract = get_object_or_404(Extract.objects.of(consultation).with_source(), pk=pk)
    require(request.user, "synthesis.harvest", extract)
    try:
        actions.drop(extract, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Ce passage n’est plus gardé."))
    return redirect(_desk_of(extract.contribution))


def _desk_of(contribution: Contribution) -> str:
    return f"{reverse('harvest_desk', args=[contribution.consultation.slug])}?contribution={contribution.pk}"
