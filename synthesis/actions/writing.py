"""The statements of a draft: written, cited, moved, taken out. A published version never changes."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import AuditEntry, User
from debates.models import Theme
from synthesis import catalogue, composing
from synthesis.actions.refusing import Refused
from synthesis.models import Citation, Extract, Idea, Statement, Synthesis

SITTING = timedelta(minutes=10)  # changes of one person to one statement within it make one entry of the record


class Overtaken(Refused):
    """Somebody else changed the statement since this person read it; `theirs` is the statement as it now is."""

    def __init__(self, theirs: Statement):
        super().__init__(_("Quelqu’un d’autre a changé cet énoncé depuis que vous l’avez ouvert."))
        self.theirs = theirs


@transaction.atomic
def state(
    synthesis: Synthesis,
    *,
    by: User,
    theme: Theme,
    section: str,
    text: str,
    extracts: Iterable[Extract],
    figure: str = "",
    origin: UUID | None = None,
) -> Statement:
    """Add a statement written by an editor. Refused without text, or with extracts of another consultation.

    Sent again with the same `origin`, it is the statement already made, as it is: nothing is added twice.
    """
    synthesis = open_draft(synthesis)
    if origin and (made := synthesis.statements.filter(origin=origin).first()):
        return made
    statement = write(
        synthesis,
        by=by,
        theme=theme,
        section=section,
        text=text,
        extracts=extracts,
        source=Statement.Source.EDITOR,
        idea=None,
        figure=_known(synthesis, figure),
        origin=origin,
    )
    audit.record("statement.added", statement, by=by)
    return statement


@transaction.atomic
def rewrite(
    statement: Statement,
    *,
    by: User,
    text: str,
    extracts: Iterable[Extract] | None = None,
    figure: str | None = None,
    revision: int | None = None,
) -> Statement:
    """Change the text of a statement and, unless None, the extracts it cites and its figure; the record keeps the
    digest of the text as it was before this sitting.

    `revision` is that of the statement as its writer read it: Overtaken when it has moved since, unless what is sent
    is already what stands there. None writes over whatever is there.
    """
    synthesis = open_draft(statement.synthesis)
    current = synthesis.statements.filter(pk=statement.pk).first()
    if current is None:
        raise Refused(_("Cet énoncé a été retiré du brouillon."))
    text, before = _statement_text(text), current.text
    figure = current.figure if figure is None or figure == current.figure else _known(synthesis, figure)
    cited = None if extracts is None else list(dict.fromkeys(extract.pk for extract in extracts))
    if (text, figure) == (before, current.figure) and cited in (None, _cited(current)):
        return current
    if revision not in (None, current.revision):
        raise Overtaken(current)
    current.text, current.figure, current.by, current.revision = text, figure, by, current.revision + 1
    current.save(update_fields=["text", "figure", "by", "revision", "changed_at"])
    if cited is not None:
        _cite(synthesis, current, cited)
    _record_sitting(current, by, before)
    return current


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
    displaced = [sibling for position, sibling in enumerate(ordered) if sibling.position != position]
    for position, sibling in enumerate(ordered):
        sibling.position = position
    Statement.objects.bulk_update(displaced, ["position"])
    audit.record("statement.moved", statement, by=by, step=step)


def open_draft(synthesis: Synthesis) -> Synthesis:
    """The draft, held until the end of the transaction."""
    synthesis = Synthesis.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=synthesis.pk)
    if synthesis.state != Synthesis.State.DRAFT:
        raise Refused(_("Cette version est publiée : elle ne change plus. Ouvrez un nouveau brouillon."))
    return synthesis


def write(
    synthesis: Synthesis,
    *,
    by: User | None,
    theme: Theme,
    section: str,
    text: str,
    extracts: Iterable[Extract],
    source: str,
    idea: Idea | None,
    figure: str = "",
    origin: UUID | None = None,
) -> Statement:
    """Put a statement at the end of its part of a draft that is held, with what it cites."""
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
        figure=figure,
        by=by,
        origin=origin or uuid4(),
    )
    _cite(synthesis, statement, list(dict.fromkeys(extract.pk for extract in extracts)))
    return statement


def _record_sitting(statement: Statement, by: User, before: str) -> None:
    """One entry for what somebody writes in one go, however often it is saved."""
    known = AuditEntry.objects.filter(consultation=statement.consultation, action="statement.rewritten", by=by)
    target = f"{statement._meta.label_lower}:{statement.pk}"
    if not known.filter(at__gte=timezone.now() - SITTING, target=target).exists():
        audit.record("statement.rewritten", statement, by=by, before=_digest_of(before))


def _digest_of(words: str) -> str:
    """What the record keeps of a text that may quote people: its SHA-256, hexadecimal."""
    return hashlib.sha256(words.encode()).hexdigest()


def _statement_text(value: str) -> str:
    value = text.clean_body(value).strip()
    if text.is_blank(value):
        raise Refused({"text": _("Écrivez l’énoncé.")})
    return value


def _known(synthesis: Synthesis, figure: str) -> str:
    if figure and catalogue.named(composing.figures(synthesis), figure) == "":
        raise Refused({"figure": _("Cette figure n’a rien à montrer dans ce brouillon.")})
    return figure


def _cited(statement: Statement) -> list[int]:
    return list(statement.citations.values_list("extract", flat=True))


def _cite(synthesis: Synthesis, statement: Statement, ids: list[int]) -> None:
    """Make a statement cite exactly these extracts, in this order."""
    if Extract.objects.of(synthesis.consultation).filter(pk__in=ids).count() != len(ids):
        raise Refused(_("Ce passage appartient à une autre consultation."))
    statement.citations.all().delete()
    Citation.objects.bulk_create(
        Citation(statement=statement, extract_id=pk, position=position) for position, pk in enumerate(ids)
    )
