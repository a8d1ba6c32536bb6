"""Drafts: opened, completed, named; only one is open at a time."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from consultation import audit
from consultation.models import Consultation, User
from synthesis import proposing, reading
from synthesis.actions.refusing import Refused
from synthesis.actions.writing import open_draft, write
from synthesis.models import Citation, Statement, Synthesis


@transaction.atomic
def draft(
    consultation: Consultation,
    *,
    by: User | None,
    kind: str = Synthesis.Kind.INTERIM,
    from_version: Synthesis | None = None,
) -> Synthesis:
    """Open a draft; the one already open is given back as it is.

    From the ideas, the extracts and the last snapshot; with `from_version`, a published one of the same consultation,
    from its words, statements, figures and citations, which are copied. A statement keeps its `origin` from a version
    to the next: copied, or proposed again for the same idea in the same part.
    """
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    if opened := consultation.syntheses.drafts().first():
        return opened
    if from_version and not _is_a_version_of(consultation, from_version):
        raise Refused(_("Cette version n’est pas une version publiée de cette consultation."))
    synthesis = _opened(consultation, by, kind, from_version)
    if from_version:
        _copy(from_version, synthesis)
    else:
        _propose(synthesis, by)
    details = {"from_version": from_version.number} if from_version else {}
    audit.record("synthesis.drafted", synthesis, by=by, **details)
    return synthesis


def _is_a_version_of(consultation: Consultation, synthesis: Synthesis) -> bool:
    return synthesis.consultation_id == consultation.pk and synthesis.state == Synthesis.State.PUBLISHED


def _opened(consultation: Consultation, by: User | None, kind: str, base: Synthesis | None) -> Synthesis:
    number = (consultation.syntheses.aggregate(last=Max("number"))["last"] or 0) + 1
    return Synthesis.objects.create(
        consultation=consultation,
        number=number,
        kind=kind,
        title=base.title if base else proposing.title(consultation, kind),
        introduction=base.introduction if base else "",
        rollup=base.rollup if base else reading.last_rollup(consultation),
        made_from=base,
        by=by,
    )


def _propose(synthesis: Synthesis, by: User | None) -> None:
    origins = _origins(synthesis.consultation)
    for proposed in proposing.statements(synthesis):
        same = origins.pop((proposed["idea"].pk, proposed["section"]), None) if proposed["idea"] else None
        write(synthesis, by=by, origin=same, **proposed)


def _origins(consultation: Consultation) -> dict[tuple[int, str], object]:
    """The origins of the last published statements, by idea and part; of several for one, the first."""
    last = consultation.syntheses.published().first()
    rows = last.statements.exclude(idea=None).order_by("-position", "-pk") if last else ()
    return {(row.idea_id, row.section): row.origin for row in rows}


COPIED = ("origin", "theme_id", "section", "position", "text", "figure", "source", "idea_id", "by_id")


def _copy(base: Synthesis, synthesis: Synthesis) -> None:
    """The statements of a version with what they cite, in a few queries whatever their number."""
    there = list(base.statements.prefetch_related("citations").order_by("pk"))
    copies = [Statement(synthesis=synthesis, **{name: getattr(row, name) for name in COPIED}) for row in there]
    Statement.objects.bulk_create(copies, batch_size=1000)
    Citation.objects.bulk_create(
        (
            Citation(statement=copy, extract_id=citation.extract_id, position=citation.position)
            for row, copy in zip(there, copies, strict=True)
            for citation in row.citations.all()
        ),
        batch_size=1000,
    )


@transaction.atomic
def refresh(synthesis: Synthesis, *, by: User | None) -> int:
    """Add to a draft the statements of ideas it does not speak of yet, on the last snapshot; gives their number."""
    synthesis = open_draft(synthesis)
    synthesis.rollup = reading.last_rollup(synthesis.consultation)
    synthesis.save(update_fields=["rollup"])
    spoken_of = set(synthesis.statements.exclude(idea=None).values_list("idea_id", "section"))
    added = 0
    for proposed in proposing.statements(synthesis):
        if proposed["idea"] and (proposed["idea"].pk, proposed["section"]) not in spoken_of:
            write(synthesis, by=by, **proposed)
            added += 1
    audit.record("synthesis.refreshed", synthesis, by=by, added=added)
    return added


@transaction.atomic
def retitle(synthesis: Synthesis, *, by: User, title: str, introduction: str, kind: str) -> Synthesis:
    synthesis = open_draft(synthesis)
    synthesis.title, synthesis.introduction, synthesis.kind = title, introduction, kind
    synthesis.save(update_fields=["title", "introduction", "kind"])
    audit.record("synthesis.retitled", synthesis, by=by)
    return synthesis
