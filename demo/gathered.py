"""What the mission collected off the site: entered and put online by the acts themselves, with dates of their own."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from django.utils import timezone

from consultation.models import User
from consultation.territories.models import Commune
from debates import actions
from debates.actions import Provenance
from debates.models import Collected, Contribution, Decision, Publication, Version
from demo.clock import later, of_day, recorded_as_of
from demo.content import Gathered
from demo.debate import Text, Writer


def gather(writer: Writer, rows: Iterable[Gathered], by: User) -> list[Text]:
    """Enter these texts, publish them, and draw their reactions, which are not written yet."""
    rows = list(rows)
    communes = Commune.objects.in_bulk({row.commune for row in rows})
    return [_gather(writer, row, communes[row.commune], by) for row in rows]


def _gather(writer: Writer, row: Gathered, commune: Commune, by: User) -> Text:
    said, rng = row.said, Random(f"{writer.seed}:{row.said.key}")  # noqa: S311 (the same draw each time)
    entered = of_day(said.day, rng)
    online = later(entered, rng, (20, 180))
    with recorded_as_of(entered, writer.consultation):
        contribution = _collect(writer, row, commune, by)
    with recorded_as_of(online, writer.consultation):
        actions.publish(contribution, by=writer.moderator)
    _date(contribution, entered, online)
    contribution.refresh_from_db()
    made = Text(said, contribution, online, online)
    writer.react(made, said, rng)
    return made


def _collect(writer: Writer, row: Gathered, commune: Commune, by: User) -> Contribution:
    day = timezone.localdate() + timedelta(days=row.said_on)
    return actions.collect(
        writer.questions[row.said.question],
        by=by,
        provenance=Provenance(row.way, row.place, day, row.collected_by, row.consent),
        nature=writer.natures[row.said.nature],
        title=row.said.title,
        body=row.said.body,
        stakeholder=row.quality,
        commune=commune,
        key=row.said.key,
    )


def _date(contribution: Contribution, entered, online) -> None:
    Contribution.objects.filter(pk=contribution.pk).update(created_at=entered)
    Version.objects.filter(contribution=contribution).update(created_at=entered, published_at=online)
    Collected.objects.filter(contribution=contribution).update(entered_at=entered)
    Decision.objects.filter(contribution=contribution).update(at=online, waiting_since=entered)
    Publication.objects.filter(contribution=contribution).update(at=online)
