"""Who reports texts, and how it ended: what makes an abuse of reports visible to the moderators."""

from django.conf import settings
from django.db.models import Count, Max, Q

from consultation.cursor import Page, page
from consultation.models import Consultation, User
from debates.models import Report

Outcome = Report.Outcome


def reporters(consultation: Consultation, after: str = "") -> Page:
    """The people who reported texts of one consultation, with `made` reports, `upheld`, `dismissed`, `moot` and `open`
    ones, and the `last` moment; those with the most dismissed ones first. One query."""
    here = Q(reports__contribution__question__theme__consultation=consultation)
    counts = {outcome: Count("reports", filter=here & Q(reports__outcome=outcome)) for outcome in Outcome.values}
    rows = User.objects.filter(here).annotate(made=Count("reports", filter=here), last=Max("reports__at"), **counts)
    return page(rows, key="dismissed", size=settings.PAGE, after=after)
