"""Deciding of several texts at once, all of them in view."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultation.models import Consultation
from debates.actions.campaigns import accept_campaign as accept
from debates.models import Contribution, Decision
from moderation import actions, presence, reading
from moderation.actions import Seen
from moderation.forms import BulkForm
from moderation.views.common import desk_of, keys_of, place_of

TOLD = 10  # texts of which it is said one by one why nothing changed


@dataclass
class Answer:
    """What came of one act on several texts."""

    done: list[Decision] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # a sentence for each text that stayed as it was


@login_required
def bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """The full texts of a page of the queue, or of a campaign (`?groupe=`), with boxes to tick; POST decides.

    Each text carries the version and the last decision that the moderator saw: what somebody else decided first stays
    as it is, and he is told.
    """
    consultation = desk_of(request, slug)
    form = BulkForm(request.POST or None, consultation=consultation, verdict=request.POST.get("verdict", ""))
    if request.method == "POST":
        if form.verdict not in actions.IN_BULK:
            raise BadRequest
        if form.is_valid():
            return _answered(request, consultation, _decided(request, consultation, form))
    context = _shown(request, consultation, form)
    return render(request, "moderation/bulk.html", context, status=422 if form.is_bound else 200)


def _shown(request: HttpRequest, consultation: Consultation, form: BulkForm) -> dict:
    place, campaign = place_of(request, consultation), _campaign(request)
    found = reading.campaign(consultation, campaign) if campaign else None
    if campaign and found is None:
        raise Http404
    page = reading.full_page(consultation, place.asked, place.after, campaign)
    presence.enter(consultation, request.user, [item.pk for item in page.items])
    return {
        "page": page,
        "desk_url": f"{reverse('moderation_desk', args=[consultation.slug])}?{place.address}",
        "here": request.GET.urlencode(),
        "form": form,
        "place": place,
        "campaign": found,
        "checked": form.checked,
        "done": reading.done(consultation, request.user, keys_of(request.GET.get("fait", "").split("-"))),
    }


def _decided(request: HttpRequest, consultation: Consultation, form: BulkForm) -> Answer:
    """Each text in a transaction of its own: one that somebody else decided of does not hold up the others."""
    answer = Answer()
    texts = Contribution.objects.of(consultation).select_related("question__theme__consultation")
    found = texts.in_bulk(form.checked)
    for contribution in (found[key] for key in form.checked if key in found):
        seen = Seen.read(request.POST.get(f"seen-{contribution.pk}", ""))
        said = form.why
        if form.verdict == Decision.Verdict.PUBLISH:
            said = {"place": request.POST.get(f"place-{contribution.pk}", "")}
        try:
            outcome = actions.decide(contribution, form.verdict, by=request.user, seen=seen, **said)
        except ValidationError as error:
            answer.left.append(_about(contribution, " ".join(error.messages)))
            continue
        if outcome:
            answer.done.append(outcome.decision)
        else:
            answer.left.append(_about(contribution, actions.why_not(contribution, seen, outcome)))
    return answer


def _about(contribution: Contribution, words: str) -> str:
    return f"{contribution.judged.heading} — {words}"


def _answered(request: HttpRequest, consultation: Consultation, answer: Answer) -> HttpResponse:
    for words in answer.left[:TOLD]:
        messages.warning(request, words)
    if (more := len(answer.left) - TOLD) > 0:
        messages.warning(request, _("Et %(n)s autres textes n’ont pas changé.") % {"n": more})
    return redirect(_back(request, consultation, answer.done))


def _back(request: HttpRequest, consultation: Consultation, done: Iterable[Decision]) -> str:
    place, campaign = place_of(request, consultation), _campaign(request)
    keys = "-".join(str(decision.pk) for decision in done)
    asked = f"groupe={campaign}&" if campaign else place.address
    return f"{reverse('moderation_bulk', args=[consultation.slug])}?{asked}{f'fait={keys}' if keys else ''}"


@login_required
@require_POST
def accept_campaign(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let the texts of a campaign that are still to come in without a moderator."""
    consultation = desk_of(request, slug)
    campaign = reading.campaign(consultation, pk)
    if campaign is None:
        raise Http404
    if accept(campaign, by=request.user):
        messages.success(request, _("Les textes presque identiques qui suivront seront publiés sans attendre."))
    else:
        messages.warning(request, _("Un autre modérateur l’avait déjà décidé."))
    return redirect(f"{reverse('moderation_bulk', args=[slug])}?groupe={campaign.pk}")


def _campaign(request: HttpRequest) -> int:
    return next(iter(keys_of([request.GET.get("groupe", "")])), 0)
