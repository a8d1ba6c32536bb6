"""The mission's own pages of the demonstration, written and published by its editor, dated from today."""

from datetime import timedelta

from django.utils import timezone

from consultation.models import Consultation, User
from consultation.territories.models import Commune
from demo.clock import moment, recorded_as_of
from pages import actions
from pages.models import Page


def write(consultation: Consultation, rows: list[dict], editor: User) -> list[Page]:
    """The pages of `content/pages.yaml`, each kept, then published at eleven on its day; one ahead shows itself."""
    communes = Commune.objects.in_bulk({row["commune"] for row in rows if "commune" in row})
    return [_write(consultation, row, editor, communes) for row in rows]


def _write(consultation: Consultation, row: dict, editor: User, communes: dict[str, Commune]) -> Page:
    online = moment(row.get("published", 0), 11)
    written = min(online, moment(-1, 17)) - timedelta(hours=18)
    said = {name: row[name].strip() for name in ("kind", "slug", "title", "body")}
    if "day" in row:
        day = timezone.localdate() + timedelta(days=row["day"])
        said |= {"visit_on": day, "venue": row["venue"], "commune": communes[row["commune"]]}
    with recorded_as_of(written, consultation):
        page = actions.write(consultation, by=editor, **said)
    if row.get("state") != "draft":
        with recorded_as_of(min(online, moment(-1, 18)), consultation):
            actions.publish(page, by=editor, at=online)
    Page.objects.filter(pk=page.pk).update(created_at=written, updated_at=written)
    return page
