"""The moderation desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from consultation.permissions import require
from debates import actions, reading
from debates.forms import DecisionForm
from debates.models import Contribution, State, Version
from debates.views.common import add_errors, consultation_of, contribution_of


@login_required
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """What awaits a decision, oldest first, with one text open in its thread."""
    consultation = consultation_of(request, slug)
    require(request.user, "debates.moderate", consultation)
    return render(request, "moderation/desk.html", _desk(request, consultation))


def _desk(request: HttpRequest, consultation, form: DecisionForm | None = None, opened=None) -> dict:
    page = reading.queue(consultation, after=request.GET.get("apres", ""))
    opened = opened or _opened(request, consultation, page)
    return {
        "page": page,
        "opened": opened,
        "version": opened and opened.judged,
        "decisions": opened and opened.decisions.select_related("by"),
        "form": form or DecisionForm(),
        "waiting": reading.awaiting_count(consultation),
    }


def _opened(request: HttpRequest, consultation, page) -> Contribution | None:
    """The text the address names, else the first of the page."""
    asked = request.GET.get("texte", "")
    if asked.isdecimal():
        rows = Contribution.objects.of(consultation).with_author().exclude(state=State.WITHDRAWN)
        return get_object_or_404(rows.select_related("awaiting", "parent__live", "root__live"), pk=int(asked[:18]))
    return page.rows[0] if page.rows else None


@login_required
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Publish, hide or keep the former version; the moderator is told when somebody decided first."""
    contribution = contribution_of(request, slug, pk, "debates.moderate")
    if request.method != "POST" or contribution.state == State.WITHDRAWN:
        return redirect("moderation_desk", slug)
    version = get_object_or_404(Version, contribution=contribution, pk=_whole(request.POST.get("version")))
    verdict = request.POST.get("verdict")
    if verdict == "publish":
        place = request.POST.get("place", "")
        return _told(request, slug, actions.publish(contribution, by=request.user, version=version, place=place))
    act = {"hide": actions.hide, "refuse_edit": actions.refuse_edit}.get(verdict)
    if act is None:
        raise BadRequest
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            return _told(request, slug, act(contribution, by=request.user, version=version, **form.cleaned_data))
        except ValidationError as error:
            add_errors(form, error)
    context = _desk(request, contribution.consultation, form, contribution)
    return render(request, "moderation/desk.html", context, status=422)


def _whole(value: str | None) -> int:
    return int(value[:18]) if value and value.isdecimal() else 0


def _told(request: HttpRequest, slug: str, done: bool) -> HttpResponse:
    if done:
        messages.success(request, _("C’est fait. L’auteur en est informé."))
    else:
        messages.warning(
            request, _("Rien n’a changé : un autre modérateur a décidé avant vous, ou l’auteur a réécrit son texte.")
        )
    return redirect("moderation_desk", slug)
