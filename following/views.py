"""Following, one's notices, and stopping mails without signing in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from consultation import mailing, profile
from consultation.limits import limited
from consultation.models import Rhythm, User
from consultation.permissions import require
from debates.models import Theme
from debates.views.common import consultation_of, contribution_of, question_of, signed_in
from following import actions, reading
from following.forms import RhythmForm
from following.models import Follow
from following.templatetags.following import button


@signed_in
@limited("follow")
def follow(request: HttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Follow something (`on` = 1), or not any more (0). Twice is as once; by a link, only its page is shown."""
    target = _target(request, slug, kind, pk)
    if request.method != "POST":
        return redirect(target)
    require(request.user, "following.follow", target)
    on = request.POST.get("on") != "0"
    (actions.follow if on else actions.stop)(request.user, target)
    if request.htmx:
        return render(request, "following/_follow.html", button(request.user, target))
    messages.success(request, _("C’est noté : vous serez prévenu.") if on else _("C’est noté : vous ne suivez plus."))
    return redirect(target)


def _target(request: HttpRequest, slug: str, kind: str, pk: int) -> actions.Target:
    """What is to be followed, if this person may see it in this consultation."""
    if kind == "contribution":
        contribution = contribution_of(request, slug, pk)
        return contribution.root or contribution
    if kind == "question":
        return question_of(request, slug, pk)
    consultation = consultation_of(request, slug)
    if kind == "theme":
        return get_object_or_404(Theme.objects.select_related("consultation"), pk=pk, consultation=consultation)
    if kind != "consultation" or consultation.pk != pk:
        raise Http404
    return consultation


@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first."""
    page = reading.notices(request.user, after=request.GET.get("apres", ""))
    context = {"page": page, "last_unread": reading.last_unread(request.user)}
    return render(request, "following/notices.html", context)


@login_required
@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark one notice as read, or all those there were when the page was shown."""
    actions.mark_read(request.user, up_to=_whole(request, "up_to"), notice=_whole(request, "notice"))
    return redirect("notices")


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """How often one is written to, and what one follows."""
    form = RhythmForm(request.POST or None, initial={"rhythm": request.user.rhythm})
    if request.method == "POST" and form.is_valid():
        profile.choose_rhythm(request.user, form.cleaned_data["rhythm"])
        messages.success(request, _("C’est enregistré."))
        return redirect("notice_settings")
    page = reading.follows(request.user, after=request.GET.get("apres", ""))
    status = 422 if form.errors else 200
    return render(request, "following/settings.html", {"form": form, "page": page}, status=status)


@login_required
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Not follow one thing any more, even one that is no longer online."""
    actions.stop_one(get_object_or_404(Follow, pk=pk, person=request.user))
    messages.success(request, _("C’est noté : vous ne suivez plus."))
    return redirect("notice_settings")


@csrf_exempt  # the mail program of the reader sends it (RFC 8058), without a session; the address is the proof
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mails, all of them or those about one thing. Only POST does; what opens links by itself stops nothing."""
    person = mailing.person_of(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        return _unsubscribed(request, person)
    context = {"token": token, "person": person, "is_over": person.rhythm == Rhythm.NONE}
    page = reading.follows(person, after=request.GET.get("apres", ""))
    return render(request, "following/unsubscribe.html", context | {"page": page})


def _unsubscribed(request: HttpRequest, person: User) -> HttpResponse:
    one = _whole(request, "follow")
    if one is None:
        profile.choose_rhythm(person, Rhythm.NONE)
    else:
        actions.stop_one(get_object_or_404(Follow, pk=one, person=person))
    return render(request, "following/unsubscribed.html", {"one": one is not None})


def _whole(request: HttpRequest, name: str) -> int | None:
    value = request.POST.get(name, "")
    return int(value[:18]) if value.isascii() and value.isdecimal() else None
