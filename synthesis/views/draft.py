"""What the pages of the open draft begin with."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from consultation.permissions import require
from debates.views.common import consultation_of
from synthesis import drafting
from synthesis.models import Statement, Synthesis


def draft_of(request: HttpRequest, slug: str, permission: str = "synthesis.edit") -> Synthesis:
    """The open draft (404 without one), if this person may do that to it (403)."""
    consultation = consultation_of(request, slug)
    require(request.user, permission, consultation)
    synthesis = get_object_or_404(consultation.syntheses.drafts().select_related("rollup"))
    synthesis.consultation = consultation
    return synthesis


def statement_of(synthesis: Synthesis, pk: int) -> Statement:
    """A statement of the draft, with what it cites and what is said of it. 404 for one of another."""
    statement = get_object_or_404(drafting.statements(synthesis), pk=pk)
    statement.synthesis = synthesis
    statement.theme.consultation = synthesis.consultation
    return statement


def tried(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do it, or tell the person why it was refused."""
    try:
        act()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return False
    return True


def place(statement: Statement) -> str:
    """A statement on the desk."""
    desk = reverse("synthesis_desk", args=[statement.synthesis.consultation.slug])
    return f"{desk}?theme={statement.theme.slug}&enonce={statement.pk}#enonce-{statement.pk}"
