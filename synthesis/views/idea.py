"""An idea: what it rests on, what is said of it, and what can be done with it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from consultation import cells
from debates.views.common import add_errors, invalid
from synthesis import actions, reading
from synthesis.forms.ideas import ExtractsForm, MergeForm, MoveForm, RenameForm, SplitForm
from synthesis.models import Extract, Idea
from synthesis.reading.figures import branch_of, figures, statements_on
from synthesis.views.ideas import idea_of

TEMPLATE = "synthesis/idea.html"


@login_required
def page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The idea; the address of one that was merged leads to the one that took it in."""
    idea = idea_of(request, slug, pk)
    if idea.merged_into_id:
        return redirect("idea", slug, idea.merged_into_id)
    return render(request, TEMPLATE, _shown(request, idea))


def _shown(request: HttpRequest, idea: Idea, **forms: Form) -> dict:
    """What the page needs; `forms` are those with errors, by the name they have there."""
    branches = reading.tree(idea.theme)
    branch, above = branch_of(branches, idea)
    below = {each.idea.pk for each in reading.flat([branch])}
    others = [line for line in reading.flat(branches) if line.idea.pk not in below]
    return {
        "idea": branch.idea,
        "branch": branch,
        "above": above,
        "theme": idea.theme,
        "figures": figures(branch),
        "page": reading.filed(request.consultation, idea, after=request.GET.get("apres", "")),
        "statements": list(statements_on(idea)),
        "merged": list(idea.merged.order_by("pk")),
        "rename": RenameForm(initial={"title": branch.idea.title}, auto_id="r_%s"),
        "move": MoveForm(branches=others, initial={"parent": idea.parent_id}, auto_id="m_%s"),
        "merge": MergeForm(branches=others, auto_id="f_%s") if others else None,
        "split": SplitForm(extracts=Extract.objects.none(), auto_id="s_%s"),
        "unfile": ExtractsForm(extracts=Extract.objects.none(), auto_id="u_%s"),
        "checked": {pk for name in ("split", "unfile") if name in forms for pk in forms[name].checked()},
        "rest": [line for line in reading.flat(branches) if line.idea.pk != idea.pk],
        "explanation": cells.explanation(),
    } | forms


@login_required
@require_POST
def rename(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    idea = idea_of(request, slug, pk)
    form = RenameForm(request.POST, auto_id="r_%s")
    if form.is_valid() and (renamed := _done(form, actions.rename_idea, idea, by=request.user, **form.cleaned_data)):
        messages.success(request, _("L’idée s’appelle maintenant « %s ».") % renamed)
        return redirect("idea", slug, pk)
    return _again(request, idea, rename=form)


@login_required
@require_POST
def merge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The page of the idea that took everything in."""
    idea = idea_of(request, slug, pk)
    form = MergeForm(request.POST, branches=reading.flat(reading.tree(idea.theme)), auto_id="f_%s")
    if form.is_valid() and (target := _done(form, actions.merge_ideas, idea, by=request.user, **form.cleaned_data)):
        facts = {"idea": idea, "target": target}
        messages.success(request, _("« %(idea)s » est réunie à « %(target)s », qui a pris ses passages.") % facts)
        return redirect("idea", slug, target.pk)
    return _again(request, idea, merge=form)


@login_required
@require_POST
def split(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The page of the new idea, which took the checked passages."""
    idea = idea_of(request, slug, pk)
    form = SplitForm(request.POST, extracts=idea.extracts.all(), auto_id="s_%s")
    if form.is_valid() and (new := _done(form, actions.split_idea, idea, by=request.user, **form.cleaned_data)):
        count = new.extracts.count()
        words = ngettext("« %(idea)s » a pris %(n)d passage.", "« %(idea)s » a pris %(n)d passages.", count)
        messages.success(request, words % {"idea": new, "n": count})
        return redirect("idea", slug, new.pk)
    return _again(request, idea, split=form)


@login_required
@require_POST
def unfile(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take the checked passages from under the idea."""
    idea = idea_of(request, slug, pk)
    form = ExtractsForm(request.POST, extracts=idea.extracts.all(), auto_id="u_%s")
    if form.is_valid() and (n := _done(form, actions.unfile_extracts, idea, by=request.user, **form.cleaned_data)):
        words = ngettext("%d passage n’est plus sous cette idée.", "%d passages ne sont plus sous cette idée.", n)
        messages.success(request, words % n)
        return redirect("idea", slug, pk)
    return _again(request, idea, unfile=form)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an empty idea out of the tree."""
    idea = idea_of(request, slug, pk)
    try:
        actions.remove_idea(idea, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("idea", slug, pk)
    messages.success(request, _("L’idée « %s » n’est plus dans l’arbre.") % idea.title)
    return redirect("ideas", slug)


def _done(form: Form, act, idea: Idea, **values):
    """What an act gives; None where it refuses, and the form says why."""
    try:
        return act(idea, **values)
    except ValidationError as error:
        add_errors(form, error)
        return None


def _again(request: HttpRequest, idea: Idea, **forms: Form) -> HttpResponse:
    """The page with what to mend; an idea that went meanwhile leads where it is now."""
    idea = idea_of(request, request.consultation.slug, idea.pk)
    if idea.merged_into_id:
        messages.error(request, _("Cette idée a été réunie à « %s » entre-temps.") % idea.merged_into)
        return redirect("idea", request.consultation.slug, idea.merged_into_id)
    return invalid(request, TEMPLATE, _shown(request, idea, **forms))
