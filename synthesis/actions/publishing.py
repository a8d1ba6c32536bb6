"""Freeze a draft."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import connection, transaction
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit
from consultation.models import User
from consultation.notices import tell_all
from debates.models import Contribution
from synthesis import becoming, checking, composing
from synthesis.actions.exporting import request_export
from synthesis.actions.refusing import Refused
from synthesis.actions.writing import open_draft
from synthesis.document import digest, to_dict
from synthesis.models import Export, Standing, Synthesis
from synthesis.reading.ledger import entered


class Unconfirmed(Refused):
    """The check-list says more than whoever publishes has confirmed."""

    def __init__(self, lines: Iterable[checking.Line]):
        told = ", ".join(f"{line.title} ({line.count})" for line in lines)
        super().__init__(_("Confirmez d’abord que vous publiez en le sachant : %(lines)s.") % {"lines": told})


@transaction.atomic
def publish(synthesis: Synthesis, *, by: User, knowing: Mapping[str, int] | None = None) -> Synthesis:
    """Freeze a draft: its document is written once and every format is made from it, at once, for every reader.

    Refused, with the list, while a line of the check-list blocks (`synthesis.checking`); and while another one is not
    covered (`checking.is_confirmed`) by `knowing`, the numbers that whoever publishes has read. None knows them all: a
    command, the demonstration. The record keeps the numbers of this moment. Whoever has a contribution cited for the
    first time is told, once a synthesis.
    """
    synthesis = open_draft(synthesis)
    found = checking.lines(synthesis)
    if stopping := [line for line in found if line.blocks and line.count]:
        raise Refused([_said(line) for line in stopping])
    counts = checking.to_know(found)
    if knowing is not None and (new := _unconfirmed(found, knowing)):
        raise Unconfirmed(new)
    synthesis.state, synthesis.published_at = Synthesis.State.PUBLISHED, timezone.now()
    _keep_standings(synthesis)
    document = composing.document(synthesis)  # its coverage is the sum of what was just kept
    synthesis.document, synthesis.sha256 = to_dict(document), digest(document)
    synthesis.save(update_fields=["state", "published_at", "document", "sha256", "has_standings"])
    audit.record("synthesis.published", synthesis, by=by, sha256=synthesis.sha256, knowing=counts)
    _tell_who_is_cited(synthesis)
    for format in Export.READY:
        request_export(synthesis, format=format, by=by)
    return synthesis


def _unconfirmed(found: list[checking.Line], read: Mapping[str, int]) -> list[checking.Line]:
    asked = checking.to_know(found)
    return [line for line in found if line.key in asked and not checking.is_confirmed(line, read.get(line.key, 0))]


def _keep_standings(synthesis: Synthesis) -> None:
    """The state of each contribution posted until now, written by PostgreSQL in one go, however many there are."""
    rows = entered(synthesis.consultation, synthesis).filter(created_at__lte=synthesis.published_at)
    found, values = rows.order_by().values_list(Value(synthesis.pk), "pk", "ledger", "reason").query.sql_with_params()
    table = connection.ops.quote_name(Standing._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} (synthesis_id, contribution_id, state, reason) {found}", values)
    synthesis.has_standings = True


def _said(line: checking.Line) -> str:
    places = " ; ".join(f"« {place.words} »" for place in line.places[:5])
    return f"{line.title} ({line.count}) : {places}" if places else f"{line.title} ({line.count})"


def _tell_who_is_cited(synthesis: Synthesis) -> None:
    by_author: dict[User, list[Contribution]] = defaultdict(list)
    for contribution in becoming.first_cited(synthesis):
        if contribution.author:
            by_author[contribution.author].append(contribution)
    facts = {"title": synthesis.title, "consultation": synthesis.consultation.name}
    path = synthesis.get_absolute_url()
    tell_all(
        "cited",
        [(author, {**facts, **_cited_facts(cited, path)}) for author, cited in by_author.items()],
    )


def _cited_facts(cited: list[Contribution], path: str) -> dict:
    """What one author is told: the first of his texts, where it is cited, and how many are."""
    first = cited[0]
    return {"heading": first.live.heading, "path": f"{path}#extrait-{first.extract}", "count": len(cited)}
