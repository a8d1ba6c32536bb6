"""What every page under a consultation begins and ends with."""

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from consultation.models import Consultation
from consultation.permissions import allowed


def consultation_of(request: HttpRequest, slug: str) -> Consultation:
    """The consultation of the address, kept on the request for the page's head. 404 for one this person may not see."""
    return entered(request, get_object_or_404(Consultation, slug=slug))


def entered(request: HttpRequest, consultation: Consultation) -> Consultation:
    """The same, for a consultation that came with something else: a query less."""
    request.consultation = consultation
    if not allowed(request.user, "consultation.read", consultation):
        request.consultation = None
        raise Http404
    return consultation


def invalid(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    """The page again, with what to mend; nothing that was typed is lost."""
    return render(request, template, context, status=422)


def add_errors(form: Form, error: ValidationError) -> None:
    """What an act refused, shown beside the field it is about."""
    if hasattr(error, "error_dict"):
        for field, errors in error.error_dict.items():
            form.add_error(field if field in form.fields else None, errors)
    else:
        form.add_error(None, error)
