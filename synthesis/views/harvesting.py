"""The acts of the harvest desk: each is one act of `synthesis.actions`, then the desk again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultation.models import User
from consultation.permissions import require
from debates.models import Contribution, Version
from debates.views.common import add_errors, invalid
from synthesis import actions, reading
from synthesis.forms.harvesting import FilingForm, HarvestForm, ReadForm
from synthesis.models import Extract, Idea, ProposedPassage
from synthesis.views.harvest import desk_of, harvested, shown, template_of, text_of


@login_required
@require_POST
def keep(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Keep a passage; the text stays open, for there may be another one."""
    contribution = text_of(harvested(request, slug), pk)
    if not contribution.is_public:
        return _gone(request, contribution)
    form = _filing(HarvestForm, request, contribution)
    if form.is_valid():
        try:
            extract = _kept(contribution, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _told_of(request, contribution, extract)
    context = shown(request, contribution.consultation, contribution, _seen_again(form, contribution))
    return invalid(request, template_of(request), context)


@transaction.atomic
def _kept(
    contribution: Contribution, *, by: User, passage: str, before: str, nature, seen: reading.Seen | None, **idea
) -> Extract:
    """The passage under its idea, which is made first when it is new; both or none."""
    _check(contribution, seen, by)
    ideas = _ideas(contribution, by=by, **idea)
    version = _read_version(contribution, seen)
    return actions.harvest(version, passage=passage, before=before, nature=nature, ideas=ideas, by=by)


def _check(contribution: Contribution, seen: reading.Seen | None, by: User) -> None:
    """Refused while somebody else reads the text, or when he has read it meanwhile."""
    actions.keep_turn(contribution, by=by)
    if seen:
        actions.check_seen(contribution, seen, by=by)


def _ideas(contribution: Contribution, *, by: User, idea: Idea | None, new_idea: str) -> list[Idea]:
    if new_idea:
        idea = actions.add_idea(contribution.question.theme, title=new_idea, parent=idea, by=by)
    return [idea] if idea else []


def _read_version(contribution: Contribution, seen: reading.Seen | None) -> Version:
    """The version that was before his eyes, as long as it was online once; else the one that is."""
    shown_then = contribution.versions.filter(pk=seen.version if seen else 0, published_at__isnull=False)
    return shown_then.first() or contribution.live


def _told_of(request: HttpRequest, contribution: Contribution, extract: Extract) -> HttpResponse:
    messages.success(request, _("Ce passage est gardé."))
    if extract.version_id != contribution.live_id:
        words = _("L’auteur a modifié son texte entre-temps : le passage reste attaché à la version que vous avez lue.")
        messages.warning(request, words)
    idea = extract.ideas.order_by("pk").last()
    more = f"&idee={idea.pk}" if idea else ""
    return redirect(f"{desk_of(contribution, f'&nature={extract.nature.key}{more}&suite=1')}#passage-{extract.pk}")


@login_required
@require_POST
def mark_read(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read, and nothing kept; the next text comes."""
    contribution = text_of(harvested(request, slug), pk)
    if not contribution.is_public:
        return _gone(request, contribution)
    form = ReadForm(request.POST, contribution=contribution)
    if form.is_valid():
        try:
            noted = _noted(contribution, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            facts = {"text": contribution, "what": noted.get_outcome_display()}
            messages.success(request, _("C’est noté : « %(text)s » est lu, %(what)s.") % facts)
            return redirect("harvest_desk", slug)
    context = shown(request, contribution.consultation, contribution, read_form=_seen_again(form, contribution))
    return invalid(request, template_of(request), context)


@transaction.atomic
def _noted(contribution: Contribution, *, by: User, seen: reading.Seen | None, **read):
    _check(contribution, seen, by)
    if seen:
        actions.check_version(contribution, seen)
    return actions.mark_read(contribution, by=by, **read)


@login_required
@require_POST
def drop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give up a passage, unless a statement rests on it."""
    consultation = harvested(request, slug)
    extract = get_object_or_404(Extract.objects.of(consultation).with_source(), pk=pk)
    require(request.user, "synthesis.harvest", extract)
    try:
        actions.drop(extract, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Ce passage n’est plus gardé."))
    return redirect(desk_of(extract.contribution, "&suite=1"))


@login_required
@require_POST
def settle(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Keep a passage that the roll-up proposes, with the nature and idea of the form, or refuse it; 400 for neither."""
    rows = ProposedPassage.objects.select_related("version", "contribution")
    passage = get_object_or_404(rows, pk=pk, contribution__in=Contribution.objects.of(harvested(request, slug)))
    contribution = text_of(request.consultation, passage.contribution_id)
    verdict = request.POST.get("verdict")
    if verdict not in _VERDICTS:
        raise BadRequest
    if not contribution.is_public:
        return _gone(request, contribution)
    form = _filing(FilingForm, request, contribution)
    try:
        more = _VERDICTS[verdict](request, passage, contribution, form)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        more = ""
    return redirect(desk_of(contribution, f"{more}&suite=1"))


def _keep_proposed(request: HttpRequest, passage: ProposedPassage, contribution: Contribution, form) -> str:
    """What the address of the desk is to say more, so that the same nature and idea stay chosen."""
    if not form.is_valid():
        raise ValidationError([message for errors in form.errors.values() for message in errors])
    filed = {name: form.cleaned_data[name] for name in ("idea", "new_idea")}
    nature = form.cleaned_data["nature"]
    with transaction.atomic():
        _check(contribution, form.cleaned_data["seen"], request.user)
        ideas = _ideas(contribution, by=request.user, **filed)
        actions.keep_proposed(passage, nature=nature, ideas=ideas, by=request.user)
    messages.success(request, _("Le passage proposé est gardé."))
    return f"&nature={nature.key}" + (f"&idee={ideas[0].pk}" if ideas else "")


def _refuse_proposed(request: HttpRequest, passage: ProposedPassage, contribution: Contribution, form) -> str:
    actions.refuse_proposed(passage, by=request.user)
    messages.success(request, _("Le passage proposé est refusé : il ne sera plus proposé."))
    return ""


_VERDICTS = {"keep": _keep_proposed, "refuse": _refuse_proposed}


@login_required
@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back what this person last did here, and open the text it was about."""
    consultation = harvested(request, slug)
    try:
        contribution = actions.undo(consultation, request.POST.get("act", ""), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("harvest_desk", slug)
    messages.success(request, _("Votre dernier geste est annulé."))
    return redirect(desk_of(contribution))


@login_required
@require_POST
def take_over(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read knowingly what somebody else is reading."""
    contribution = text_of(harvested(request, slug), pk)
    actions.take_over(contribution, by=request.user)
    messages.success(request, _("Ce texte est à vous : l’autre personne en sera avertie si elle y note quelque chose."))
    return redirect(desk_of(contribution))


def _filing(of: type[FilingForm], request: HttpRequest, contribution: Contribution) -> FilingForm:
    branches = reading.flat(reading.tree(contribution.question.theme))
    return of(request.POST, contribution=contribution, branches=branches)


def _seen_again(form, contribution: Contribution):
    """The form shown again knows of what happened meanwhile: sent once more, it is sent knowingly."""
    form.data = form.data.copy()
    form.data["seen"] = str(reading.Seen.now(contribution, reading.reading_of(contribution)))
    return form


def _gone(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """The text is not public any more: its words are not shown again, and the next one comes."""
    messages.warning(request, _("Ce texte n’est plus en ligne : rien n’en est noté. Voici le suivant."))
    return redirect("harvest_desk", contribution.consultation.slug)
