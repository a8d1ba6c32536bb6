"""From a synthesis to its one document."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consultation import beside
from consultation.models import Stakeholder
from consultation.territories.models import Department, TerritoryKind
from debates.models import Contribution, Nature, Question, Theme, Way
from synthesis import document as documents
from synthesis import reading, representing, small_cells
from synthesis.models import Extract, RollUp, Section, Statement, Synthesis
from synthesis.proposing import questions_of


def document(synthesis: Synthesis, *, tongues: bool = True) -> documents.Document:
    """The frozen document of a published synthesis; that of a draft as it stands now, marked as a draft.

    `tongues`: say of each quote in which language it is (`consultation.languages`), a few seconds the first time.
    """
    if synthesis.document and not _being_published(synthesis):
        return documents.from_dict(synthesis.document)
    with translation.override(synthesis.consultation.language):
        return _composed(synthesis, _ordered(synthesis), tongues)


def figures(synthesis: Synthesis) -> documents.Document:
    """The document of a draft without its statements: what its charts and tables are made of, citations apart."""
    with translation.override(synthesis.consultation.language):
        return _composed(synthesis, [])


def _being_published(synthesis: Synthesis) -> bool:
    return not synthesis.sha256


def _composed(synthesis: Synthesis, order: list[Statement], tongues: bool = False) -> documents.Document:
    consultation, rollup = synthesis.consultation, synthesis.rollup
    if rollup:  # frozen before small cells were left out, it is read without them all the same
        rollup.snapshot = small_cells.guarded(rollup.snapshot)
    cited = _cited(order)
    marks = {extract.pk: mark for mark, extract in enumerate(cited, start=1)}
    questions = Prefetch("questions", Question.objects.select_related("theme__consultation"))
    themes = [_theme_block(theme, rollup, order, marks) for theme in consultation.themes.prefetch_related(questions)]
    quotes = tuple(map(_quote, marks.values(), cited, _tongues(cited) if tongues else [""] * len(cited)))
    shown = [(quote.territory, quote.stakeholder) for quote in quotes]
    return documents.Document(
        consultation=consultation.name,
        consultation_slug=consultation.slug,
        consultation_url=settings.SITE_URL + consultation.get_absolute_url(),
        number=synthesis.number,
        kind=str(synthesis.get_kind_display()),
        title=synthesis.title,
        introduction=synthesis.introduction,
        language=consultation.language,
        is_draft=synthesis.state == Synthesis.State.DRAFT,
        made_at=timezone.localtime(synthesis.published_at or timezone.now()).isoformat(timespec="seconds"),
        cut_off=timezone.localtime(rollup.cut_off).isoformat(timespec="seconds") if rollup else "",
        snapshot_sha256=rollup.sha256 if rollup else "",
        figures=representing.told(labelled(rollup.snapshot), shown) if rollup else {},
        coverage=reading.coverage(consultation, synthesis),
        themes=tuple(themes),
        quotes=quotes,
    )


def _cited(order: Iterable[Statement]) -> list[Extract]:
    """The extracts in the order the document cites them, each once; only what the public may read."""
    ids = list(dict.fromkeys(c.extract_id for statement in order for c in statement.citations.all()))
    found = Extract.objects.public().filter(pk__in=ids).with_source().in_bulk()
    return [found[pk] for pk in ids if pk in found]


def _ordered(synthesis: Synthesis) -> list[Statement]:
    rank = {section: place for place, section in enumerate(Section.values)}
    rows = synthesis.statements.select_related("theme").prefetch_related("citations")
    return sorted(rows, key=lambda s: (s.theme.position, s.theme_id, rank[s.section], s.position, s.pk))


def _theme_block(
    theme: Theme, rollup: RollUp | None, order: Iterable[Statement], marks: dict[int, int]
) -> documents.ThemeBlock:
    said = [statement for statement in order if statement.theme_id == theme.pk]
    sections = [_section_block(section, said, marks) for section in Section]
    parts = {question["id"]: question["part"] for question in questions_of(rollup, theme)}
    questions = [
        documents.QuestionBlock(
            id=question.pk,
            title=question.title,
            url=settings.SITE_URL + question.get_absolute_url(),
            contributions=parts[question.pk]["count"],
            part=parts[question.pk],
        )
        for question in theme.questions.all()
        if question.pk in parts
    ]
    return documents.ThemeBlock(
        id=theme.pk,
        slug=theme.slug,
        name=theme.name,
        colour=theme.colour,
        sections=tuple(section for section in sections if section.statements),
        questions=tuple(questions),
    )


def _section_block(section: Section, said: list[Statement], marks: dict[int, int]) -> documents.SectionBlock:
    blocks = [
        documents.StatementBlock(
            text=statement.text,
            marks=tuple(marks[c.extract_id] for c in statement.citations.all() if c.extract_id in marks),
            source=statement.source,
            figure=statement.figure,
            origin=str(statement.origin),
        )
        for statement in said
        if statement.section == section
    ]
    return documents.SectionBlock(key=section.value, title=str(section.label), statements=tuple(blocks))


def _tongues(cited: list[Extract]) -> list[str]:
    """The language of each passage; "" where it is not certain, or could not be told."""
    passages = [(extract.quote, extract.version.text) for extract in cited]
    return [found or "" for found in beside.each("consultation.languages:of_passage", passages)]


def _quote(mark: int, extract: Extract, lang: str) -> documents.Quote:
    contribution, version = extract.contribution, extract.version
    commune = contribution.shown_commune
    return documents.Quote(
        mark=mark,
        extract=extract.pk,
        contribution=contribution.pk,
        version=version.pk,
        version_number=version.number,
        version_sha256=version.sha256,
        start=extract.start,
        end=extract.end,
        text=extract.quote,
        nature=extract.nature.label,
        author=author_shown(contribution),
        stakeholder=str(contribution.shown_stakeholder),
        place=str(commune) if commune else "",
        territory=str(commune.get_kind_display()) if commune else "",
        posted_on=timezone.localdate(contribution.created_at).isoformat(),
        channel=contribution.channel,
        url=settings.SITE_URL + extract.get_absolute_url(),
        source_url=version.source_url,
        lang=lang,
    )


def author_shown(contribution: Contribution) -> str:
    return contribution.speaker or _("auteur inconnu")


def labelled(snapshot: dict) -> dict:
    """The figures of a snapshot with, in each row, the word people read for its value."""
    names = _names(snapshot)
    by = {
        breakdown: [{**row, "label": _label(names.get(breakdown, {}), row["value"])} for row in rows]
        for breakdown, rows in snapshot["figures"]["by"].items()
    }
    lived = snapshot["figures"].get("representation", ())
    beside = [{**row, "label": _label(names["kind"], row["value"])} for row in lived]
    return {**snapshot["figures"], "by": by} | ({"representation": beside} if beside else {})


def _label(names: dict, value: str | int | None) -> str:
    return _("non précisé") if value is None else str(names.get(value, value))


def _names(snapshot: dict) -> dict[str, dict]:
    questions = snapshot["questions"]
    consultation = snapshot["meta"]["consultation"]
    natures = Nature.objects.filter(consultation__slug=consultation)
    return {
        "nature": {nature.key: nature.label for nature in natures},
        "kind": dict(TerritoryKind.choices),
        "stakeholder": dict(Stakeholder.choices),
        "department": dict(Department.objects.values_list("code", "name")),
        "theme": {question["theme"]: question["theme_name"] for question in questions},
        "question": {question["id"]: question["title"] for question in questions},
        "origin": {"online": _("sur le site"), **dict(Way.choices)},
    }
