"""Freeze a draft."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from consultation import audit
from consultation.models import User
from consultation.notices import tell_all
from debates.models import Contribution
from synthesis import becoming, composing, reading
from synthesis.actions.exporting import request_export
from synthesis.actions.refusing import Refused
from synthesis.actions.writing import open_draft
from synthesis.document import digest, to_dict
from synthesis.models import Export, Synthesis


@transaction.atomic
def publish(synthesis: Synthesis, *, by: User) -> Synthesis:
    """Freeze a draft: its document is written once and every format is made from it, at once, for every reader.

    Refused while a statement cites nothing or rests on a passage that is no longer public; the message lists them.
    Whoever has a contribution cited for the first time is told, once a synthesis.
    """
    synthesis = open_draft(synthesis)
    obstacles = reading.obstacles(synthesis)
    if obstacles:
        raise Refused([str(obstacle) for obstacle in obstacles])
    synthesis.state, synthesis.published_at = Synthesis.State.PUBLISHED, timezone.now()
    document = composing.document(synthesis)
    synthesis.document, synthesis.sha256 = to_dict(document), digest(document)
    synthesis.save(update_fields=["state", "published_at", "document", "sha256"])
    audit.record("synthesis.published", synthesis, by=by, sha256=synthesis.sha256)
    _tell_who_is_cited(synthesis)
    for format in Export.READY:
        request_export(synthesis, format=format, by=by)
    return synthesis


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
