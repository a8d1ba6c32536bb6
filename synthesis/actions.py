"""Every change of state of the harvest and the synthesis: one function per act."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import Consultation, User
from consultation.notices import hand_over, tell_all
from debates import counters
from debates.models import Contribution, Nature, Theme, Version
from synthesis import becoming, composing, proposing, reading, tasks
from synthesis.document import digest, to_dict
from synthesis.models import Citation, Export, Extract, Idea, JobState, Reading, RollUp, Statement, Synthesis


class Refused(ValidationError):
    """The act is not possible now; the message says why to the person."""


# --- Harvest


def harvest(
    version: Version, *, passage: str, nature: Nature, ideas: Iterable[Idea], by: User, before: str = ""
) -> Extract:
    """Keep a verbatim passage of a version, found by its words; `before` (the text just before it) tells repeats apart.

    Refused when the passage is not in the version, the contribution not public, or nature or idea of another theme.
    The same passage with the same nature is kept once: its ideas are added.
    """
    span = text.locate(version.text, passage, before)
    if span is None:
        why = _("Ce passage ne se trouve pas mot pour mot dans le texte. Sélectionnez-le de nouveau.")
        raise Refused({"passage": why})
    return keep(version, start=span[0], end=span[1], nature=nature, ideas=ideas, by=by)


@transaction.atomic
def keep(version: Version, *, start: int, end: int, nature: Nature, ideas: Iterable[Idea], by: User) -> Extract:
    """Keep `version.text[start:end]` as an extract filed under `ideas`; the contribution then counts as read."""
    contribution = Contribution.objects.select_for_update().get(pk=version.contribution_id)
    ideas = list(ideas)
    _check_extract(contribution, version, start, end, nature, ideas)
    extract, is_new = Extract.objects.get_or_create(
        version=version,
        start=start,
        end=end,
        nature=nature,
        defaults={"contribution": contribution, "quote": version.text[start:end], "by": by},
    )
    extract.ideas.add(*ideas)
    Reading.objects.update_or_create(
        contribution=contribution, defaults={"outcome": Reading.Outcome.KEPT, "by": by, "at": timezone.now()}
    )
    if is_new:
        counters.move_extracts(contribution.pk, 1)
        audit.record("extract.kept", extract, by=by, version=version.pk, start=start, end=end)
    return extract


def _check_extract(
    contribution: Contribution, version: Version, start: int, end: int, nature: Nature, ideas: list[Idea]
) -> None:
    theme = contribution.question.theme
    if not contribution.is_public or version.published_at is None:
        raise Refused(_("Ce texte n’est plus en ligne : aucun passage ne peut en être gardé."))
    if not 0 <= start < end <= len(version.text) or text.is_blank(version.text[start:end]):
        raise Refused({"passage": _("Sélectionnez au moins un mot du texte.")})
    if nature.consultation_id != theme.consultation_id:
        raise Refused({"nature": _("Cette nature n’existe pas dans cette consultation.")})
    if any(idea.theme_id != theme.pk for idea in ideas):
        raise Refused({"idea": _("Cette idée appartient à un autre thème.")})


@transaction.atomic
def drop(extract: Extract, *, by: User) -> None:
    """Give up an extract that no statement cites. Refused when one does: the statement would lose its evidence."""
    if extract.citations.exists():
        raise Refused(_("Un énoncé s’appuie sur ce passage : retirez d’abord la citation."))
    audit.record("extract.dropped", extract, by=by, version=extract.version_id, start=extract.start, end=extract.end)
    contribution = extract.contribution
    extract.delete()
    counters.move_extracts(contribution.pk, -1)
    if not contribution.extracts.exists():
        Reading.objects.filter(contribution=contribution, outcome=Reading.Outcome.KEPT).delete()


@transaction.atomic
def mark_read(contribution: Contribution, *, outcome: str, by: User) -> None:
    """Record that a contribution was read and nothing kept, and why."""
    if outcome not in set(Reading.Outcome.values) - {Reading.Outcome.KEPT}:
        raise Refused(_("Dites pourquoi rien n’est gardé."))
    if contribution.extracts.exists():
        raise Refused(_("Un passage de cette contribution est déjà gardé."))
    Reading.objects.update_or_create(
        contribution=contribution, defaults={"outcome": outcome, "by": by, "at": timezone.now()}
    )
    audit.record("contribution.read", contribution, by=by, outcome=outcome)


@transaction.atomic
def add_idea(theme: Theme, *, title: str, by: User, parent: Idea | None = None) -> Idea:
    """Add an idea to the tree of a theme, last among its siblings."""
    title = text.clean_line(title)
    if text.is_blank(title) or len(title) > 200:
        raise Refused({"title": _("Nommez l’idée en 200 caractères au plus.")})
    if parent and parent.theme_id != theme.pk:
        raise Refused(_("Cette idée appartient à un autre thème."))
    last = theme.ideas.filter(parent=parent).aggregate(last=Max("position"))["last"]
    idea = Idea.objects.create(theme=theme, parent=parent, title=title, position=0 if last is None else last + 1)
    audit.record("idea.added", idea, by=by)
    return idea


# --- Roll-up


@transaction.atomic
def request_roll_up(consultation: Consultation, *, by: User | None) -> RollUp:
    """Ask for a roll-up of what is published now; the one that is already waiting or running is given back."""
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    current = consultation.rollups.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).first()
    if current:
        return current
    rollup = RollUp.objects.create(consultation=consultation, by=by, cut_off=timezone.now())
    audit.record("rollup.requested", rollup, by=by)
    transaction.on_commit(lambda: hand_over(tasks.start_roll_up, rollup.pk))
    return rollup


# --- Synthesis


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
    synthesis = _open_draft(synthesis)
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
    synthesis = _open_draft(synthesis)
    source = Statement.Source.EDITOR
    statement = _state(
        synthesis, by=by, theme=theme, section=section, text=text, extracts=extracts, source=source, idea=None
    )
    audit.record("statement.added", statement, by=by)
    return statement


@transaction.atomic
def rewrite(statement: Statement, *, by: User, text: str, extracts: Iterable[Extract] | None = None) -> Statement:
    """Change the text of a statement and, unless None, the extracts it cites; the record keeps the former digest."""
    synthesis = _open_draft(statement.synthesis)
    before, statement.text = statement.text, _statement_text(text)
    statement.by = by
    statement.save(update_fields=["text", "by", "changed_at"])
    if extracts is not None:
        _cite(synthesis, statement, extracts)
    audit.record("statement.rewritten", statement, by=by, before=_digest_of(before))
    return statement


@transaction.atomic
def remove(statement: Statement, *, by: User) -> None:
    _open_draft(statement.synthesis)
    audit.record("statement.removed", statement, by=by, before=_digest_of(statement.text))
    statement.delete()


@transaction.atomic
def move(statement: Statement, *, by: User, step: int) -> None:
    """Exchange a statement with the one above (-1) or below (+1) it in its section."""
    _open_draft(statement.synthesis)
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
    synthesis = _open_draft(synthesis)
    synthesis.title, synthesis.introduction, synthesis.kind = title, introduction, kind
    synthesis.save(update_fields=["title", "introduction", "kind"])
    audit.record("synthesis.retitled", synthesis, by=by)
    return synthesis


@transaction.atomic
def publish(synthesis: Synthesis, *, by: User) -> Synthesis:
    """Freeze a draft: its document is written once and every format is made from it, at once, for every reader.

    Refused while a statement cites nothing or rests on a passage that is no longer public; the message lists them.
    Whoever has a contribution cited for the first time is told, once a synthesis.
    """
    synthesis = _open_draft(synthesis)
    obstacles = reading.obstacles(synthesis)
    if obstacles:
        raise Refused([str(obstacle) for obstacle in obstacles])
    synthesis.state, synthesis.published_at = Synthesis.State.PUBLISHED, timezone.now()
    document = composing.document(synthesis)
    synthesis.document, synthesis.sha256 = to_dict(document), digest(document)
    synthesis.save(update_fields=["state", "published_at", "document", "sha256"])
    audit.record("synthesis.published", synthesis, by=by, sha256=synthesis.sha256)
    _tell_who_is_cited(synthesis)
    for format in Export.Format.values:
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


# --- Exports


@transaction.atomic
def request_export(synthesis: Synthesis, *, format: str, by: User | None) -> Export:
    """Ask for a file. That of a published version is made once: the one there is, or is being made, is given back."""
    if format not in Export.Format.values:
        raise Refused(_("Ce format n’existe pas."))
    Synthesis.objects.select_for_update().get(pk=synthesis.pk)
    live = (JobState.QUEUED, JobState.RUNNING)
    still_good = (*live, JobState.DONE) if synthesis.state == Synthesis.State.PUBLISHED else live
    existing = synthesis.exports.filter(format=format, state__in=still_good).first()
    if existing:
        return existing
    export = Export.objects.create(synthesis=synthesis, format=format, by=by)
    audit.record("export.requested", export, by=by, format=format)
    transaction.on_commit(lambda: hand_over(tasks.make_export, export.pk))
    return export


@transaction.atomic
def retry(job: RollUp | Export, *, by: User | None) -> None:
    """Put a failed job back in the queue."""
    model = type(job)
    if not model.objects.filter(pk=job.pk, state=JobState.FAILED).requeue():
        return
    if isinstance(job, RollUp):
        job.parts.filter(state=JobState.FAILED).update(state=JobState.QUEUED, error="", attempts=0)
    audit.record(f"{model._meta.model_name}.retried", job, by=by)
    task = tasks.start_roll_up if isinstance(job, RollUp) else tasks.make_export
    transaction.on_commit(lambda: hand_over(task, job.pk))


def _digest_of(words: str) -> str:
    """What the record keeps of a text that may quote people: its SHA-256, hexadecimal."""
    return hashlib.sha256(words.encode()).hexdigest()


def _open_draft(synthesis: Synthesis) -> Synthesis:
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
