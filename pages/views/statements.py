"""The pages that every consultation has, and those of the whole site: default texts until somebody writes them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from consultation import accessibility as conformity
from consultation import text
from consultation.answers import consultation_of
from consultation.models import Consultation
from consultation.permissions import allowed
from pages import reading, site_plan, statements
from pages.models import Kind

TEMPLATES = {
    Kind.LEGAL: "pages/statements/legal.html",
    Kind.PRIVACY: "pages/statements/privacy.html",
    Kind.ACCESS: "pages/statements/access.html",
    Kind.CHARTER: "pages/statements/charter.html",
    Kind.METHOD: "pages/statements/method.html",
}


def legal(request: HttpRequest, slug: str = "") -> HttpResponse:
    return _shown(request, slug, Kind.LEGAL)


def privacy(request: HttpRequest, slug: str = "") -> HttpResponse:
    return _shown(request, slug, Kind.PRIVACY)


def charter(request: HttpRequest, slug: str = "") -> HttpResponse:
    return _shown(request, slug, Kind.CHARTER)


def method(request: HttpRequest, slug: str) -> HttpResponse:
    return _shown(request, slug, Kind.METHOD)


def accessibility(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The statement that the RGAA 4.1.2 imposes, established from the last audit that counts."""
    consultation = _consultation(request, slug)
    audit = statements.last_audit(consultation)
    state = conformity.conformity(audit.rate, audit.valid_until) if audit else conformity.Conformity.NONE
    return _answered(request, consultation, Kind.ACCESS, _of_audit(audit, state) | _of_settings(consultation))


def site_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Every page of the consultation that everybody may read, in chapters."""
    chapters = site_plan.chapters(consultation_of(request, slug))
    return render(request, "pages/site_map.html", {"chapters": chapters})


def _shown(request: HttpRequest, slug: str, kind: Kind) -> HttpResponse:
    return _answered(request, _consultation(request, slug), kind, {})


def _consultation(request: HttpRequest, slug: str) -> Consultation | None:
    return consultation_of(request, slug) if slug else None


def _answered(request: HttpRequest, consultation: Consultation | None, kind: Kind, more: dict) -> HttpResponse:
    """The page as it was written here, else its default text; beside it, what no text may leave out."""
    page = reading.alone(consultation, kind) if consultation else None
    standard = statements.standard(kind, consultation)
    context = {
        "kind": kind.value,
        "page": page,
        "title": page.title if page else standard.title,
        "html": statements.raised(page.html) if page else standard.html,
        "may_write": bool(consultation) and allowed(request.user, "pages.write_statements", consultation),
    }
    return render(request, TEMPLATES[kind], statements.facts(consultation) | context | more)


def _of_audit(audit, state: conformity.Conformity) -> dict:
    """`counts`: there is an audit and it is not over."""
    counts = bool(audit) and conformity.conformity(100, audit.valid_until) == conformity.Conformity.FULL
    parts = ("nonconformities", "derogations", "exempt")
    found = {name: text.sanitised(getattr(audit, name)) if counts else "" for name in parts}
    return {"audit": audit, "counts": counts, "conformity": state.value, **found}


def _of_settings(consultation: Consultation | None) -> dict:
    return {
        "declared_on": settings.ACCESSIBILITY_DATE,
        "plan_url": settings.ACCESSIBILITY_PLAN_URL,
        "accessibility_contact": settings.ACCESSIBILITY_CONTACT or (consultation.contact if consultation else ""),
    }
