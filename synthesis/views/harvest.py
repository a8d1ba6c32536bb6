"""The harvest desk: what nobody has read comes by itself, held by its reader (`views.harvesting` has the acts)."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from consultation.models import Consultation, User
from consultation.permissions import require
from debates.models import Contribution
from debates.similar import similar
from debates.views.common import consultation_of
from synthesis import actions, reading
from synthesis.forms import HarvestForm, ReadForm
from synthesis.reading.harvest import coverage_in_sight

ALIKE = 5  # texts offered as those that one repeats
OFFERED = 3  # suggestions of each kind
MOST = 18  # digits of an id


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The text the address names, else the one that comes next for this person, who holds it from now on."""
    consultation = harvested(request, slug)
    opened = _asked(request, consultation) or next_text(consultation, request.user, _number(request, "apres"))
    response = render(request, template_of(request), shown(request, consultation, opened))
    if request.htmx:
        response["HX-Push-Url"] = request.get_full_path()
    return response


def next_text(consultation: Consultation, person: User, after: int = 0) -> Contribution | None:
    """What comes next for somebody who reads, whatever the reason why it comes; None when all is read."""
    return actions.take_turn(consultation, by=person, after=after)


def harvested(request: HttpRequest, slug: str) -> Consultation:
    """The consultation of the address, for those who harvest it: 404 and 403 for the others."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.harvest", consultation)
    return consultation


def text_of(consultation: Consultation, pk: int) -> Contribution:
    """A text of the consultation that was online once, public or not any more; 404 for others."""
    return get_object_or_404(Contribution.objects.of(consultation).with_author().exclude(live=None), pk=pk)


def template_of(request: HttpRequest) -> str:
    """The whole page, or the part of it that changes."""
    return "synthesis/_harvest.html" if request.htmx else "synthesis/harvest.html"


def desk_of(contribution: Contribution, more: str = "") -> str:
    """The address of the desk with this text open."""
    return f"{reverse('harvest_desk', args=[contribution.consultation.slug])}?contribution={contribution.pk}{more}"


def _asked(request: HttpRequest, consultation: Consultation) -> Contribution | None:
    """The text of the address; who opens one that nobody has read, nor holds, holds it."""
    pk = _number(request, "contribution")
    if not pk:
        return None
    opened = text_of(consultation, pk)
    if opened.is_public and reading.reading_of(opened) is None:
        actions.hold(opened.pk, by=request.user)
    return opened


def _number(request: HttpRequest, name: str) -> int:
    """A number of the address; 0 for whatever else."""
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= MOST else 0


def shown(
    request: HttpRequest,
    consultation: Consultation,
    opened: Contribution | None,
    form: HarvestForm | None = None,
    read_form: ReadForm | None = None,
) -> dict:
    """What the desk needs, with one text open or none."""
    context = {
        "coverage": coverage_in_sight(consultation),
        "pace": reading.pace(consultation, request.user),
        "done": reading.last_done(consultation, request.user),
        "opened": opened,
        "stays": "suite" in request.GET,
    }
    return context | (_about(request, opened, form, read_form) if opened else {})


def _about(request: HttpRequest, opened: Contribution, form: HarvestForm | None, read_form: ReadForm | None) -> dict:
    theme, noted = opened.question.theme, reading.reading_of(opened)
    branches = reading.flat(reading.tree(theme))
    seen = str(reading.Seen.now(opened, noted))
    initial = {"nature": _nature_asked(request, opened), "idea": request.GET.get("idee", ""), "seen": seen}
    return {
        "theme": theme,
        "notes": reading.notes(opened),
        "reading": noted,
        "holder": reading.holder_of(opened, request.user),
        "seen": seen,
        "form": form or HarvestForm(contribution=opened, branches=branches, initial=initial),
        "read_form": read_form or ReadForm(contribution=opened, initial={"seen": seen}),
        "proposed": reading.proposed(opened),
        "suggested": _suggested(opened, branches),
        "alike": _alike(request, opened, read_form),
    }


def _nature_asked(request: HttpRequest, opened: Contribution) -> str:
    return request.GET.get("nature", "")[:40] or (opened.nature.key if opened.nature else "")


def _suggested(opened: Contribution, branches: list[reading.Branch]) -> dict:
    """The likeliest natures and ideas, each with its share of a hundred; {} where nothing was learnt."""
    learnt = reading.suggestion_for(opened)
    if learnt is None:
        return {}
    natures = {nature.key: nature for nature in opened.consultation.natures.all()}
    ideas = {branch.idea.pk: branch.idea for branch in branches}
    return {"natures": _likeliest(learnt.natures, natures), "ideas": _likeliest(learnt.ideas, ideas)}


def _likeliest(learnt: list, known: dict) -> list[tuple]:
    return [(known[key], round(100 * share)) for key, share in learnt if key in known][:OFFERED]


def _alike(request: HttpRequest, opened: Contribution, read_form: ReadForm | None) -> list[Contribution] | None:
    """The texts that look like this one, when they are asked for: looking for them costs more than the rest."""
    if not opened.is_public or not ("semblables" in request.GET or read_form):
        return None
    return similar(opened.question, f"{opened.live.title}\n{opened.live.text}", exclude=opened, size=ALIKE)
