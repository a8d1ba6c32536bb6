"""Drafts and their statements."""

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import Consultation, User
from debates.models import Theme
from synthesis import proposing, reading
from synthesis.actions.refusing import Refused
from synthesis.models import Citation, Extract, Statement, Synthesis


@transaction.atomic
def draft(consultation: Consultation, *, by: User | None, kind: str = Synthesis.Kind.INTERIM) -> Synthesis:
    """Open a draft from the ideas, the extracts and the last snapshot; the one already open is given back."""
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    if opened := consultation.syntheses.drafts().first():
        return opened
    number = (consultation.syntheses.aggregate(last=Max("number"))["last"] or 0) + 1
    synthesis = Synthesis.objects.create(
        consultation=consultation,
        number=number,
        kind=kind,
        title=proposing.title(consultation, kind),
        rollup=reading.last_rollup(consultation),
        by=by,
    )
    for proposed in proposing.statements(synthesis):
        _state(synthesis, by=by, **proposed)
    audit.record("synthesis.drafted", synthesis, by=by)
    return synthesis


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
            _state(synthesis, by=by, **proposed)
            added += 1
    audit.record("synthesis.refreshed", synthesis, by=by, added=added)
    return added


@transaction.atomic
def state(
    synthesis: Synthesis, *, by: User, theme: Theme, section: str, text: str, extracts: Iterable[Extract]
) -> Statement:
    """Add a statement written by an editor. Refused without text, or with extracts of another consultation."""
    synthesis = open_draft(synthesis)
    source = Statement.Source.EDITOR
    statement = _state(
        synthesis, by=by, theme=theme, section=section, text=text, extracts=extracts, source=source, idea=None
    )
    audit.record("statement.added", statement, by=by)
    return statement


@transaction.atomic
def rewrite(statement: Statement, *, by: User, text: str, extracts: Iterable[Extract] | None = None) -> Statement:
    """Change the text of a statement and, unless None, the extracts it cites; the record keeps the former digest."""
    synthesis = open_draft(statement.synthesis)
    before, statement.text = statement.text, _statement_text(text)
    statement.by = by
    statement.save(update_fields=["text", "by", "changed_at"])
    if extracts is not None:
        _cite(synthesis, statement, extracts)
    audit.record("statement.rewritten", statement, by=by, before=_digest_of(before))
    return statement


@transaction.atomic
def remove(statement: Statement, *, by: User) -> None:
    open_draft(statement.synthesis)
    audit.record("statement.removed", statement, by=by, before=_digest_of(statement.text))
    statement.delete()


@transaction.atomic
def move(statement: Statement, *, by: User, step: int) -> None:
    """Exchange a statement with the one above (-1) or below (+1) it in its section."""
    open_draft(statement.synthesis)
    beside = statement.synthesis.statements.filter(theme=statement.theme, section=statement.section)
    ordered = list(beside.order_by("position", "pk"))
    here = ordered.index(statement)
    there = here + (1 if step > 0 else -1)
    if not 0 <= there < len(ordered):
        return
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, sibling in enumerate(ordered):
        Statement.objects.filter(pk=sibling.pk).update(position=position)
    audit.record("statement.moved", statement, by=by, step=step)


@transaction.atomic
def retitle(synthesis: Synthesis, *, by: User, title: str, introduction: str, kind: str) -> Synthesis:
    synthesis = open_draft(synthesis)
    synthesis.title, synthesis.introduction, synthesis.kind = title, introduction, kind
    synthesis.save(update_fields=["title", "introduction", "kind"])
    audit.record("synthesis.retitled", synthesis, by=by)
    return synthesis


def _digest_of(words: str) -> str:
    """What the record keeps of a text that may quote people: its SHA-256, hexadecimal."""
    return hashlib.sha256(words.encode()).hexdigest()


def open_draft(synthesis: Synthesis) -> Synthesis:
    """The draft, held until the end of the transaction."""
    synthesis = Synthesis.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=synthesis.pk)
    if synthesis.state != Synthesis.State.DRAFT:
        raise Refused(_("Cette version est publiée : elle ne change plus. Ouvrez un nouveau brouillon."))
    return synthesis


def _statement_text(value: str) -> str:
    value = text.clean_body(value).strip()
    if text.is_blank(value):
        raise Refused({"text": _("Écrivez l’énoncé.")})
    return value


def _state(synthesis, *, by, theme, section, text, extracts, source, idea) -> Statement:
    if theme.consultation_id != synthesis.consultation_id:
        raise Refused(_("Ce thème appartient à une autre consultation."))
    position = Statement.objects.filter(synthesis=synthesis, theme=theme, section=section).count()
    statement = Statement.objects.create(
        synthesis=synthesis,
        theme=theme,
        section=section,
        position=position,
        text=_statement_text(text),
        source=source,
        idea=idea,
        by=by,
    )
    _cite(synthesis, statement, extracts)
    return statement


def _cite(synthesis: Synthesis, statement: Statement, extracts: Iterable[Extract]) -> None:
    """Make a statement cite exactly these extracts, in this order."""
    ids = list(dict.fromkeys(extract.pk for extract in extracts))
    if Extract.objects.of(synthesis.consultation).filter(pk__in=ids).count() != len(ids):
        raise Refused(_("Ce passage appartient à une autre consultation."))
    statement.citations.all().delete()
    Citation.objects.bulk_create(
        Citation(statement=statement, extract_id=pk, position=position) for position, pk in enumerate(ids)
    )
