"""What the pages of a job share: progress that comes by itself, and a word when the queue is away."""

from celery.exceptions import CeleryError
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from consultation.celery import app
from synthesis.models import Job
from synthesis.waiting import ACTIVE


def fragment(request: HttpRequest, template: str, context: dict, *, job: Job) -> HttpResponse:
    """The page of a job; for htmx its progress alone, and once it is over an order to read the page again."""
    if not request.htmx:
        return render(request, template, context)
    response = render(request, f"{template}#progress", context)
    if job.state not in ACTIVE:
        response["HX-Refresh"] = "true"
    return response


def tell_that_it_is_kept(request: HttpRequest, job: Job) -> None:
    """Say that the job goes on by itself, and so when the queue does not answer: the row is kept all the same."""
    if job.state not in ACTIVE:
        return
    if queue_answers():
        messages.success(request, _("C’est demandé. Le travail avance de lui-même : vous pouvez quitter cette page."))
    else:
        messages.warning(
            request,
            _("La file des travaux ne répond pas. Votre demande est gardée : elle commencera d’elle-même."),
        )


def queue_answers() -> bool:
    """Whether the broker can be reached now, asked once."""
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except (OperationalError, CeleryError, RedisError, OSError):
        return False
    return True
