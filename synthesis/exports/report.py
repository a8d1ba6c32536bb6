"""The order of the report: from a Document to its blocks, in the active language."""

from collections.abc import Iterator
from itertools import count

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation import cells
from consultation.text import sanitised
from synthesis import catalogue, charts
from synthesis.document import Document, SectionBlock, StatementBlock, ThemeBlock, digest

from . import labels, questions, tongues, wording
from .blocks import (
    Bar,
    Block,
    Claim,
    Claims,
    Facts,
    Figure,
    Grid,
    Heading,
    Paragraph,
    Prose,
    Quotation,
    Quotations,
    Report,
)

_HEADLINES = ("contributions", "authors", "arguments", "reactions")


def compose(document: Document) -> Report:
    """The report of a document. The same document gives the same report; every quote and statement is in it once."""
    numbers = _statement_numbers(document)
    blocks = [*_introduction(document), *_participation(document), *_coverage(document)]
    for theme in document.themes:
        blocks += _theme(document, theme, numbers)
    blocks += [*_quotations(document, numbers), *_method(document)]
    return Report(
        consultation=document.consultation,
        kind=document.kind,
        title=document.title,
        edition=wording.edition(document),
        short=_("Version %(number)s") % {"number": document.number},
        draft=wording.draft_mark(document),
        language=document.language,
        blocks=tuple(blocks),
    )


def _statement_numbers(document: Document) -> dict[tuple[int, str, int], int]:
    """Number of each statement in the report, from 1, by theme, section and place in the section."""
    places = ((t.id, s.key, n) for t in document.themes for s in t.sections for n in range(len(s.statements)))
    return dict(zip(places, count(1), strict=False))


def numbered(document: Document) -> Iterator[tuple[int, ThemeBlock, SectionBlock, int]]:
    """(number in the report, theme, section, place in the section) of every statement, in order."""
    for (theme_id, key, place), number in _statement_numbers(document).items():
        theme = next(t for t in document.themes if t.id == theme_id)
        yield number, theme, next(s for s in theme.sections if s.key == key), place


def _introduction(document: Document) -> list[Block]:
    if not document.introduction.strip():
        return []
    return [Heading(1, _("Introduction"), "introduction"), Prose(sanitised(document.introduction))]


def _participation(document: Document) -> list[Block]:
    totals = document.figures.get("totals") or {}
    head = Heading(1, _("La participation en chiffres"), "participation")
    if not totals:
        return [head, Paragraph(_("Aucune consolidation n’est jointe à ce document : il ne porte pas de chiffres."))]
    shown = tuple((labels.total(k), wording.number(totals[k])) for k in _HEADLINES if k in totals)
    others = tuple((labels.total(k), wording.number(v)) for k, v in totals.items() if k not in _HEADLINES)
    blocks: list[Block] = [head, Facts(shown, is_headline=True)]
    if document.cut_off:
        blocks.append(Paragraph(_cut_off(document), is_note=True))
    if others:
        blocks.append(Facts(others))
    planned = [*_by_theme(document), *charts.planned(document.figures)]
    blocks += [Figure(picture) for picture in charts.drawn(planned)]
    blocks += [*_departments(document), *_represented(document)]
    return [*blocks, Paragraph(cells.explanation(), is_note=True)] if _hides(document) else blocks


def _hides(document: Document) -> bool:
    rows = (row for rows in (document.figures.get("by") or {}).values() for row in rows)
    return any(row["contributions"] is None for row in rows)


def _cut_off(document: Document) -> str:
    words = {"moment": wording.instant(document.cut_off)}
    return _("Ces chiffres comptent ce qui était publié le %(moment)s.") % words


def _by_theme(document: Document) -> list[charts.Picture]:
    cells = [
        charts.Cell(
            theme.name,
            sum(question.contributions for question in theme.questions),
            colour=charts.ACCENTS.get(theme.colour, charts.ACCENTS["slate"]),
        )
        for theme in document.themes
    ]
    has_figures = any(cell.count for cell in cells)
    return [charts.plan("theme", labels.breakdown("theme"), cells)] if has_figures else []


def _departments(document: Document) -> list[Block]:
    rows = (document.figures.get("by") or {}).get("department") or []
    cells = charts.cells_of("department", rows)
    if not any(row.get("value") for row in rows):
        return []
    headings = (_("Département"), _("Contributions"), _("Participants"))
    lines = tuple(charts.told(cell) for cell in cells)
    return [Grid(labels.breakdown("department"), headings, lines)]


def _represented(document: Document) -> list[Block]:
    """Who writes and who is cited, beside who lives there."""
    blocks: list[Block] = []
    for picture, note in catalogue.represented(document):
        blocks += [Grid(picture.title, picture.headings, picture.rows), Paragraph(note, is_note=True)]
    return blocks


def coverage_parts(document: Document) -> list[tuple[str, int]]:
    """The parts of the contributions online, with their words; they add up to all of these.

    Documents made before duplicates were told apart have none.
    """
    coverage = document.coverage
    duplicates = [(_("Doublons d’une autre contribution"), coverage.duplicate)] if coverage.duplicate else []
    return [
        (_("Citées dans ce document"), coverage.cited),
        (_("Un passage est gardé, il n’est pas cité ici"), coverage.kept),
        *duplicates,
        (_("Lues, aucun passage n’est gardé"), coverage.read_nothing_kept),
        (_("Pas encore lues"), coverage.unread),
    ]


def _coverage(document: Document) -> list[Block]:
    whole = document.coverage.online
    head = Heading(1, _("Ce qui a été lu, ce qui est cité"), "couverture")
    if not whole:
        return [head, Paragraph(_("Aucune contribution n’est publiée."))]
    parts = tuple((label, n, wording.share(n, whole)) for label, n in coverage_parts(document))
    pattern = _("%(label)s : %(count)s (%(share)s).")
    sentence = " ".join(pattern % {"label": la, "count": wording.number(n), "share": share} for la, n, share in parts)
    return [head, Paragraph(_coverage_sentence(document)), Bar(_("Couverture des contributions"), sentence, parts)]


def _coverage_sentence(document: Document) -> str:
    coverage = document.coverage
    words = {
        "cited": wording.number(coverage.cited),
        "whole": wording.number(coverage.online),
        "share": wording.share(coverage.cited, coverage.online),
    }
    cited = ngettext(
        "Sur %(whole)s contributions en ligne, %(cited)s est citée dans ce document (%(share)s).",
        "Sur %(whole)s contributions en ligne, %(cited)s sont citées dans ce document (%(share)s).",
        coverage.cited,
    )
    return f"{cited % words}{_set_aside_sentence(coverage.set_aside)}"


def _set_aside_sentence(count: int) -> str:
    """What is said of the contributions that are not online; "" where there is none."""
    if not count:
        return ""
    told = ngettext(
        "%(count)s autre n’est pas en ligne : elle attend d’être modérée, ou elle a été masquée, retirée ou réunie "
        "à une autre.",
        "%(count)s autres ne sont pas en ligne : elles attendent d’être modérées, ou elles ont été masquées, retirées "
        "ou réunies à d’autres.",
        count,
    )
    return f" {told % {'count': wording.number(count)}}"


def _theme(document: Document, theme: ThemeBlock, numbers: dict[tuple[int, str, int], int]) -> list[Block]:
    anchor = f"theme-{theme.id}"
    blocks: list[Block] = [Heading(1, theme.name, anchor, theme.colour)]
    sections = [section for section in theme.sections if section.statements]
    if not sections:
        blocks.append(Paragraph(_("Aucun énoncé n’est encore écrit pour ce thème."), is_note=True))
    for section in sections:
        blocks += _section(document, theme, section, numbers)
    if theme.questions:
        blocks.append(Heading(2, _("Les questions en chiffres"), f"{anchor}-questions", theme.colour))
    for question in theme.questions:
        blocks += questions.compose(question, document.language)
    return blocks


_APART = ("disagreement", "minority")


def _section(
    document: Document, theme: ThemeBlock, section: SectionBlock, numbers: dict[tuple[int, str, int], int]
) -> list[Block]:
    claims = tuple(
        _claim(document, numbers[theme.id, section.key, place], said) for place, said in enumerate(section.statements)
    )
    head = Heading(2, section.title, f"theme-{theme.id}-{section.key}", theme.colour)
    return [head, Claims(claims, section.key if section.key in _APART else "")]


def _claim(document: Document, number: int, said: StatementBlock) -> Claim:
    """A statement, or a caption with what stands under it: drawn from the document's own figures."""
    figure = catalogue.figure_of(document, said.figure) if said.figure else None
    drawn = charts.drawn([figure])[0] if figure else None
    return Claim(number, said.text, said.marks, said.source == "editor" and not said.figure, drawn)


def cited_by(document: Document) -> dict[int, tuple[int, ...]]:
    """Mark of a quote: numbers of the statements that cite it."""
    found: dict[int, list[int]] = {}
    for number, _theme_block, section, place in numbered(document):
        for mark in section.statements[place].marks:
            found.setdefault(mark, []).append(number)
    return {mark: tuple(dict.fromkeys(all_of)) for mark, all_of in found.items()}


def _quotations(document: Document, numbers: dict) -> list[Block]:
    head = Heading(1, _("Les citations"), "citations")
    if not document.quotes:
        return [head, Paragraph(_("Ce document ne cite aucune contribution."))]
    cited = cited_by(document)
    explained = _(
        "Chaque passage est repris mot pour mot de la version indiquée de la contribution. "
        "Le code entre parenthèses est le début de l’empreinte SHA-256 de cette version."
    )
    quotations = tuple(
        Quotation(
            quote=quote,
            source=wording.source(quote),
            proof=wording.proof(quote),
            cited_by=cited.get(quote.mark, ()),
            lang=tongues.other(quote.lang, document.language),
        )
        for quote in document.quotes
    )
    return [head, Paragraph(explained, is_note=True), Quotations(quotations)]


def _method(document: Document) -> list[Block]:
    how = _(
        "Ce document est fait d’énoncés, et chaque énoncé renvoie par un numéro entre crochets aux passages "
        "sur lesquels il repose. Les énoncés sont écrits par la rédaction à partir des idées classées et de la "
        "consolidation. Les groupes de contributions et leurs passages sont tirés du texte par calcul, sans phrase "
        "inventée. Les textes presque identiques comptent pour une voix."
    )
    uncited = _uncited(document)
    return [
        Heading(1, _("Méthode et manifeste"), "methode"),
        Paragraph(how),
        Heading(2, _("Ce qui n’est pas cité"), "non-cite"),
        Paragraph(uncited),
        Heading(2, _("Manifeste"), "manifeste"),
        Facts(manifest(document)),
    ]


def _uncited(document: Document) -> str:
    coverage = document.coverage
    words = {
        "rest": wording.number(coverage.online - coverage.cited),
        "kept": wording.number(coverage.kept),
        "nothing": wording.number(coverage.read_nothing_kept + coverage.duplicate),
        "unread": wording.number(coverage.unread),
    }
    return (
        _(
            "Contributions en ligne que ce document ne cite pas : %(rest)s. "
            "Parmi elles, un passage est gardé : %(kept)s ; "
            "lues sans qu’un passage soit gardé : %(nothing)s ; pas encore lues : %(unread)s."
        )
        % words
    )


def manifest(document: Document) -> tuple[tuple[str, str], ...]:
    """What identifies the document and lets somebody else check it, as (name, value)."""
    statements = sum(len(section.statements) for theme in document.themes for section in theme.sections)
    return (
        (_("Consultation"), document.consultation),
        (_("Adresse"), document.consultation_url),
        (_("Document"), f"{document.kind}, {document.title}"),
        (_("Édition"), wording.edition(document)),
        (_("Statut"), wording.status(document)),
        (_("Fait le"), wording.instant(document.made_at)),
        (_("Date limite des chiffres"), wording.instant(document.cut_off) if document.cut_off else _("Aucune")),
        (_("Empreinte SHA-256 de la consolidation"), document.snapshot_sha256 or _("Aucune")),
        (_("Empreinte SHA-256 du document"), digest(document)),
        (_("Contributions en ligne"), wording.number(document.coverage.online)),
        (_("Énoncés"), wording.number(statements)),
        (_("Passages cités"), wording.number(len(document.quotes))),
    )
