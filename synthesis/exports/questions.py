"""The blocks of one question: its figures, its groups of similar contributions, what is agreed on and what divides."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.languages import spoken
from synthesis.document import QuestionBlock

from . import tongues, wording
from .blocks import Block, Grid, Group, Groups, Heading, Paragraph, Passage

LISTED = 5  # lines of a ranking in the report; the tables hold all of them
GROUPS = 6  # groups shown in the report, the largest; the tables hold all of them
PASSAGES = 3


def compose(question: QuestionBlock, language: str) -> list[Block]:
    """For a report in `language`. Tolerates a part without some of its keys: what is not known is not shown."""
    blocks: list[Block] = [Heading(3, question.title, f"question-{question.id}"), Paragraph(_counts(question))]
    return [*blocks, *_groups(question, language), *_rankings(question.part)]


def _counts(question: QuestionBlock) -> str:
    part = question.part
    words = {"count": wording.number(question.contributions)}
    texts = ngettext("%(count)s contribution", "%(count)s contributions", question.contributions) % words
    distinct, unread = voices(part), (part.get("not_read") or {}).get("count")
    pieces = [texts]
    if distinct is not None and distinct != question.contributions:
        pieces.append(ngettext("%(n)s voix", "%(n)s voix", distinct) % {"n": wording.number(distinct)})
    if unread is not None:
        read = ngettext("%(n)s pas encore lue", "%(n)s pas encore lues", unread) % {"n": wording.number(unread)}
        pieces.append(read)
    return ", ".join(pieces) + "."


def voices(part: dict[str, Any]) -> int | None:
    """Distinct texts of a question, near-identical ones counted once; None where it was not counted."""
    return part.get("voice_count")


def _groups(question: QuestionBlock, language: str) -> list[Block]:
    found = question.part.get("groups") or []
    if not found:
        return []
    shown = tuple(_group(group, question, language) for group in found[:GROUPS])
    blocks: list[Block] = [Groups(_("Ce que disent les contributions proches"), shown)]
    rest = len(found) - len(shown)
    if rest > 0:
        more = ngettext(
            "%(rest)s autre groupe, plus petit, est dans les tableaux.",
            "%(rest)s autres groupes, plus petits, sont dans les tableaux.",
            rest,
        )
        blocks.append(Paragraph(more % {"rest": rest}, is_note=True))
    return blocks


def _group(group: dict[str, Any], question: QuestionBlock, language: str) -> Group:
    count = group.get("count", 0)
    size = ngettext("%(count)s contribution", "%(count)s contributions", count) % {"count": wording.number(count)}
    passages = tuple(
        _passage(p["quote"], p["contribution"], p.get("url") or question.url, language)
        for p in (group.get("passages") or [])[:PASSAGES]
    )
    return Group(label(group), size, passages)


def _passage(text: str, contribution: int, url: str, language: str) -> Passage:
    lang = tongues.other(spoken(text), language)
    return Passage(text, _("contribution %(id)s") % {"id": contribution}, url, lang)


def label(group: dict[str, Any]) -> str:
    """The telling words of a group; those that resemble no other have none."""
    if group.get("apart"):
        return _("Contributions qui ne ressemblent à aucune autre")
    return group.get("label") or _("Groupe sans mot commun")


def rankings() -> dict[str, str]:
    """The rankings of a part, with their words."""
    return {
        "most_agreed": _("Le plus d’accord"),
        "most_divided": _("Le plus partagé"),
        "most_argued": _("Le plus argumenté"),
    }


def _rankings(part: dict[str, Any]) -> list[Block]:
    reactions = ((_("Contribution"), _("D’accord"), _("Pas d’accord")), ("agree", "disagree"))
    arguments = ((_("Contribution"), _("Arguments"), _("Pour"), _("Contre")), ("arguments", "pros", "cons"))
    return [_ranking(title, part[name], *(arguments if name == "most_argued" else reactions))
            for name, title in rankings().items() if part.get(name)]  # fmt: skip


def _ranking(title: str, entries: list[dict[str, Any]], headings: tuple[str, ...], keys: tuple[str, ...]) -> Grid:
    return Grid(title, headings, tuple(_line(entry, keys) for entry in entries[:LISTED]))


def _line(entry: dict[str, Any], keys: tuple[str, ...]) -> tuple[str | int, ...]:
    title = entry.get("title") or _("Sans titre")
    named = _("%(title)s (contribution %(id)s)") % {"title": title, "id": entry["contribution"]}
    return (named, *(entry.get(key, 0) for key in keys))
