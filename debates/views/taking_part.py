"""What people do: post, argue, react, edit, withdraw. Each answers a plain form as well as htmx."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultation import text
from consultation.consents.asking import NotAccepted
from consultation.consents.forms import AcceptForm, accepting
from consultation.limits import limited
from debates import actions, drafts, holding, reading
from debates.forms import ArgumentForm, ContributionForm, EditArgumentForm, EditForm
from debates.models import Contribution, Question, State, Version
from debates.place_forms import PlaceForm
from debates.rules import debate_is_open, suspension_of
from debates.views.common import (
    UNSENT,
    add_errors,
    ask_to_sign_in,
    contribution_of,
    invalid,
    may_write,
    question_of,
    signed_in,
)
from debates.views.drafts import Kept, edited_of, kept_of, kept_of_edit, parent_of, rescued
from debates.views.search import similar_to
from debates.views.threads import shown


@limited("write")
def post(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write a contribution under a question. One may write first and sign in when sending."""
    question = question_of(request, slug, pk)
    if not may_write(request, "debates.post", question):
        return _refused(request, question)
    only_looks = request.POST.get("voir") == "semblables"
    sent = request.POST if request.method == "POST" and not only_looks else None
    kept = Kept(drafts.shown_again(request.POST)) if only_looks else None if sent else kept_of(request, question)
    form = ContributionForm(sent, consultation=question.consultation, initial=kept and kept.fields)
    where = PlaceForm(sent, prefix="lieu", is_optional=True, initial=kept and _placed(kept.fields))
    agreement = accepting(request.user, question.consultation, sent)
    context = {"section": "debate", "question": question, "theme": question.theme, "kept": kept, "agreement": agreement}
    context |= {"form": form, "place_form": where if form.placed_natures else None, "draft_place": f"q{question.pk}"}
    if only_looks:
        context |= {"kept": None, "similar": similar_to(question, request.POST), "similar_asked": True}
    if sent is None:
        return render(request, "debates/post.html", context)
    if not (form.is_valid() & where.is_valid() & agreement.is_valid()):
        return invalid(request, "debates/post.html", context)
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    try:
        with transaction.atomic():
            agreement.accept(request.user)
            contribution = actions.post(question, by=request.user, place=where.located, **form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
        return invalid(request, "debates/post.html", context)
    _say_what_comes_next(request, contribution, context["draft_place"])
    return redirect(contribution)


def _placed(fields: dict[str, str]) -> dict[str, str]:
    return {name.removeprefix("lieu-"): value for name, value in fields.items() if name.startswith("lieu-")}


def _refused(request: HttpRequest, question: Question, parent: Contribution | None = None) -> HttpResponse:
    """403: the debate is closed, or this person may not write in it; what was sent is shown and kept."""
    rescued(request, question, parent and parent.pk)
    is_open = debate_is_open(request.user, question)
    context = {"section": "debate", "question": question, "theme": question.theme, "is_open": is_open}
    context["suspension"] = suspension_of(request.user, question.consultation)
    return render(request, "debates/closed.html", context, status=403)


@require_POST
@limited("preview")
def preview(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a text will look like, before it is sent."""
    question = question_of(request, slug, pk)
    if not may_write(request, "debates.post", question):
        raise PermissionDenied
    body = text.clean_body(request.POST.get("body", ""))[: settings.BODY_MAX]
    return render(request, "debates/post.html#preview", {"html": text.sanitised(body)})


@limited("write")
def argue(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Answer a text with an argument. One may write first and sign in when sending."""
    parent = parent_of(request, slug, pk)
    if request.method != "POST":
        is_back = request.user.is_authenticated and UNSENT in request.session
        return _replying(request, parent) if is_back else redirect(parent)
    if not may_write(request, "debates.argue", parent):
        return _refused(request, parent.question, parent)
    form = ArgumentForm(request.POST)
    if not form.is_valid():
        return _argued_badly(request, parent, form)
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    try:
        argument = _argued(request, parent, form.cleaned_data)
    except NotAccepted:  # the page it came from is the same for all: the boxes are on one of its own
        return _replying(request, parent, form, accepting(request.user, parent.consultation, request.POST))
    except ValidationError as error:
        add_errors(form, error)
        return _argued_badly(request, parent, form)
    _say_what_comes_next(request, argument, f"c{parent.pk}")
    return redirect(argument)


def _argued(request: HttpRequest, parent: Contribution, said: dict) -> Contribution:
    """The argument, with the texts accepted that were ticked beside it; NotAccepted where one is not.

    The act asks what is to be accepted anyway: it is asked once, as almost always there is nothing.
    """
    try:
        return actions.argue(parent, by=request.user, **said)
    except NotAccepted as asked:
        boxes = AcceptForm(request.POST, texts=asked.due)
        if not boxes.is_valid():
            raise
    with transaction.atomic():
        boxes.accept(request.user)
        return actions.argue(parent, by=request.user, **said)


def _argued_badly(request: HttpRequest, parent: Contribution, form: ArgumentForm) -> HttpResponse:
    """The form again, on the page it came from."""
    if parent.is_argument or not request.user.is_authenticated:
        return _replying(request, parent, form)
    return invalid(request, "debates/contribution.html", shown(request, parent, form))


@limited("write")
def reply(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form that answers a text, on a page of its own."""
    parent = contribution_of(request, slug, pk)
    if not may_write(request, "debates.argue", parent):
        return _refused(request, parent.question, parent)
    return _replying(request, parent)


def _replying(
    request: HttpRequest, parent: Contribution, form: ArgumentForm | None = None, agreement: AcceptForm | None = None
) -> HttpResponse:
    kept = None if form else kept_of(request, parent.question, parent)
    context = {"section": "debate", "parent": parent, "question": parent.question, "theme": parent.question.theme}
    context |= {"form": form or ArgumentForm(initial=kept and kept.fields), "kept": kept}
    context |= {"draft_place": f"c{parent.pk}", "agreement": agreement or accepting(request.user, parent.consultation)}
    return render(request, "debates/reply.html", context, status=422 if form else 200)


@signed_in
@limited("react")
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
@limited("write")
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write a new version of one's own text."""
    contribution = edited_of(request, slug, pk)
    last = contribution.versions.last()
    kind = EditArgumentForm if contribution.is_argument else EditForm
    before = {"title": last.title, "body": last.body, "source_url": last.source_url}
    kept = kept_of_edit(request, contribution) if request.method == "GET" else None
    sent = request.POST if request.method == "POST" else None
    form = kind(sent, initial=before | (kept.fields if kept else {}))
    agreement = accepting(request.user, contribution.consultation, sent)
    context = {
        "section": "debate",
        "form": form,
        "contribution": contribution,
        "question": contribution.question,
        "theme": contribution.question.theme,
        "kept": kept,
        "agreement": agreement,
        "draft_place": f"e{contribution.pk}",
    }
    if request.method != "POST":
        return render(request, "debates/edit.html", context)
    if form.is_valid() & agreement.is_valid():
        try:
            with transaction.atomic():
                agreement.accept(request.user)
                version = actions.edit(contribution, by=request.user, **{"title": "", **form.cleaned_data})
        except ValidationError as error:
            add_errors(form, error)
        else:
            drafts.edited(request.user, contribution)
            contribution.refresh_from_db()
            _say_what_an_edit_does(request, contribution, version)
            return redirect(contribution)
    return invalid(request, "debates/edit.html", context)


@signed_in
@limited("write")
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take one's text back, after a page that says what that does."""
    contribution = contribution_of(request, slug, pk, "debates.withdraw")
    if request.method != "POST":
        context = {"section": "debate", "contribution": contribution, "theme": contribution.question.theme}
        return render(request, "debates/withdraw.html", context)
    if actions.withdraw(contribution, by=request.user):
        messages.success(request, _("Votre texte est retiré. Les réponses des autres participants restent en place."))
    return redirect("my_space")


def _say_what_comes_next(request: HttpRequest, contribution: Contribution, place: str) -> None:
    """`place` names the draft that the browser may forget now (see static/js/drafts.js)."""
    if contribution.state == State.PUBLISHED:
        words = _("Votre texte est en ligne.")
    else:
        words = _(
            "Votre texte est enregistré. Il sera en ligne dès qu’un modérateur l’aura lu ; vous seul le voyez ici."
        )
    messages.success(request, _with_reasons(words, contribution), extra_tags=place)


def _say_what_an_edit_does(request: HttpRequest, contribution: Contribution, version: Version | None) -> None:
    said, words = messages.SUCCESS, _("Votre nouvelle version est en ligne. La précédente reste consultable.")
    if version is None:
        said, words = messages.INFO, _("Le texte n’a pas changé.")
    elif contribution.awaiting_id:
        words = _with_reasons(_("Votre nouvelle version est enregistrée. Un modérateur va la lire."), contribution)
    messages.add_message(request, said, words, extra_tags=f"e{contribution.pk}")


def _with_reasons(words: str, contribution: Contribution) -> str:
    """With why an argument waits; a contribution says so on its own page."""
    return " ".join([words, *(holding.told(contribution) if contribution.is_argument else [])])
