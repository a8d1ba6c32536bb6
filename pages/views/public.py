"""What everybody reads of the mission."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from consultation.answers import consultation_of
from consultation.permissions import allowed
from pages import reading
from pages.models import Kind, Page

SECTION = {"section": "mission"}


def mission(request: HttpRequest, slug: str) -> HttpResponse:
    """Who the mission is, where it goes, what is new; "Voir plus" asks for older news alone."""
    consultation = consultation_of(request, slug)
    news = reading.news(consultation, after=request.GET.get("apres", ""))
    if request.htmx and request.GET.get("apres"):
        return render(request, "pages/mission.html#news", {"news": news})
    context = {"news": news, "standing": reading.standing(consultation), "agenda": reading.agenda(consultation)}
    return render(request, "pages/mission.html", SECTION | context)


def agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """The field visits: those to come, then those made, newest first."""
    consultation = consultation_of(request, slug)
    past = reading.past_visits(consultation, after=request.GET.get("apres", ""))
    if request.htmx and request.GET.get("apres"):
        return render(request, "pages/agenda.html#past", {"past": past})
    context = {"coming": reading.agenda(consultation, past=0).coming, "past": past}
    return render(request, "pages/agenda.html", SECTION | context)


def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """How to reach the mission: its address, and what it says of it."""
    consultation = consultation_of(request, slug)
    return render(request, "pages/contact.html", SECTION | {"page": reading.alone(consultation, Kind.CONTACT)})


def page(request: HttpRequest, slug: str, page_slug: str) -> HttpResponse:
    """One page; what is not online is there only for those who write."""
    consultation = consultation_of(request, slug)
    rows = Page.objects.select_related("consultation", "commune__department")
    page = get_object_or_404(rows, consultation=consultation, slug=page_slug)
    if not allowed(request.user, "pages.read", page):
        raise Http404
    if page.is_alone:
        return redirect(page)
    context = {"page": page, "may_write": allowed(request.user, "pages.write", page)}
    return render(request, "pages/page.html", SECTION | context)
