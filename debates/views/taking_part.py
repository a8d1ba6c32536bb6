"""What people do: post, argue, react, edit, withdraw. Each answers a plain form as well as htmx."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultation import text
from consultation.permissions import require
from debates import actions, reading
from debates.forms import ArgumentForm, ContributionForm, EditArgumentForm, EditForm
from debates.models import Contribution, State
from debates.views.common import add_errors, contribution_of, invalid, question_of, signed_in, unsent
from debates.views.threads import shown


@signed_in
def post(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write a contribution under a question."""
    question = question_of(request, slug, pk)
    require(request.user, "debates.post", question)
    form = ContributionForm(request.POST or None, consultation=question.consultation, initial=unsent(request))
    context = {"section": "debate", "form": form, "question": question, "theme": question.theme}
    if request.method != "POST":
        return render(request, "debates/post.html", context)
    if form.is_valid():
        try:
            contribution = actions.post(question, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            _say_what_comes_next(request, contribution)
            return redirect(contribution)
    return invalid(request, "debates/post.html", context)


@signed_in
@require_POST
def preview(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a text will look like, before it is sent."""
    question = question_of(request, slug, pk)
    require(request.user, "debates.post", question)
    body = text.clean_body(request.POST.get("body", ""))[:50_000]
    return render(request, "debates/post.html#preview", {"html": text.sanitised(body)})


@signed_in
def argue(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Answer a text with an argument."""
    parent = contribution_of(request, slug, pk, "debates.argue")
    if request.method != "POST":
        kept = unsent(request)
        return render(request, "debates/reply.html", _replying(parent, kept)) if kept else redirect(parent)
    form = ArgumentForm(request.POST)
    if form.is_valid():
        try:
            argument = actions.argue(parent, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            _say_what_comes_next(request, argument)
            return redirect(argument)
    if parent.is_argument:
        return invalid(request, "debates/reply.html", _replying(parent, form=form))
    return invalid(request, "debates/contribution.html", shown(request, parent, form))


@signed_in
def reply(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form that answers an argument, on a page of its own."""
    parent = contribution_of(request, slug, pk, "debates.argue")
    return render(request, "debates/reply.html", _replying(parent))


def _replying(parent: Contribution, kept: dict | None = None, form: ArgumentForm | None = None) -> dict:
    form = form or ArgumentForm(initial=kept)
    theme = parent.question.theme
    return {"section": "debate", "parent": parent, "question": parent.question, "theme": theme, "form": form}


@signed_in
def react(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give, change or take back one's reaction."""
    if request.method != "POST":
        return redirect(contribution_of(request, slug, pk))
    contribution = contribution_of(request, slug, pk, "debates.react")
    try:
        actions.react(contribution, by=request.user, kind=request.POST.get("kind", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(contribution)
    if not request.htmx:
        return redirect(contribution)
    contribution = contribution_of(request, slug, pk)
    context = {"contribution": contribution, "reactions": reading.reactions(contribution, request.user)}
    context["may_react"] = True
    return render(request, "debates/contribution.html#reactions", context)


@signed_in
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write a new version of one's own text."""
    contribution = contribution_of(request, slug, pk, "debates.edit")
    last = contribution.versions.last()
    kind = EditArgumentForm if contribution.is_argument else EditForm
    form = kind(request.POST or None, initial={"title": last.title, "body": last.body} | unsent(request))
    context = {
        "section": "debate",
        "form": form,
        "contribution": contribution,
        "question": contribution.question,
        "theme": contribution.question.theme,
    }
    if request.method != "POST":
        return render(request, "debates/edit.html", context)
    if form.is_valid():
        try:
            values = {"title": "", **form.cleaned_data}
            version = actions.edit(contribution, by=request.user, **values)
        except ValidationError as error:
            add_errors(form, error)
        else:
            contribution.refresh_from_db()
            _say_what_an_edit_does(request, contribution, version)
            return redirect(contribution)
    return invalid(request, "debates/edit.html", context)


@signed_in
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take one's text back, after a page that says what that does."""
    contribution = contribution_of(request, slug, pk, "debates.withdraw")
    if request.method != "POST":
        context = {"section": "debate", "contribution": contribution, "theme": contribution.question.theme}
        return render(request, "debates/withdraw.html", context)
    if actions.withdraw(contribution, by=request.user):
        messages.success(request, _("Votre texte est retiré. Les réponses des autres participants restent en place."))
    return redirect("my_space")


def _say_what_comes_next(request: HttpRequest, contribution: Contribution) -> None:
    if contribution.state == State.PUBLISHED:
        messages.success(request, _("Votre texte est en ligne."))
    else:
        messages.success(
            request,
            _("Votre texte est enregistré. Il sera en ligne dès qu’un modérateur l’aura lu ; vous seul le voyez ici."),
        )


def _say_what_an_edit_does(request: HttpRequest, contribution: Contribution, version) -> None:
    if version is None:
        messages.info(request, _("Le texte n’a pas changé."))
    elif contribution.awaiting_id:
        messages.success(request, _("Votre nouvelle version est enregistrée. Un modérateur va la lire."))
    else:
        messages.success(request, _("Votre nouvelle version est en ligne. La précédente reste consultable."))
