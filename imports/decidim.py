"""The folder of a Decidim export, as the open-data page of a participatory process gives it.

`debats.csv`, `commentaires_debats.csv` and `propositions-libres.csv` are required; where there is one,
`commentaires_propositions_libres.csv` is read too. Debates become questions, the comments on them contributions,
comments on comments and on proposals arguments, proposals contributions with their supports.

Identifiers mean something inside one site only, and one folder may hold files of two sites with the same numbers (it
was seen): what comes from another site than the debates is known by that site's name too.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from consultation.models import Consultation
from debates.incoming import Aside, Export, NewNature, Person, Place, Text
from debates.models import Stance
from imports import rows, texts
from imports.rows import Notes, Refusal
from imports.tables import Crooked, Progress, Record, Table

DEBATES, DEBATE_COMMENTS = "debats.csv", "commentaires_debats.csv"
PROPOSALS, PROPOSAL_COMMENTS = "propositions-libres.csv", "commentaires_propositions_libres.csv"
COMMENT = "comment"  # nature of a comment on a debate: Decidim asks nobody what he means
STANCES = {1: Stance.FOR, -1: Stance.AGAINST, 0: Stance.NUANCE}
URL = {"comment": "root_commentable_url", "proposal": "url"}  # column of the address, by kind of text
_COMMENT_COLUMNS = ("id", "created_at", "body", "author/id", "alignment", "depth", "commentable_id", "commentable_type")


def read(folder: Path, consultation: Consultation, notes: Notes, progress: Progress = lambda size: None) -> Export:
    """The export in a folder; its headers are checked at once, its records read as they are asked for.

    Raises `imports.tables.Unreadable`.
    """
    table = Table(folder / DEBATES, ("id", "title/fr", "description/fr"), progress)
    listed = list(table)
    records = sorted((record for record in listed if isinstance(record, Record)), key=_number)
    debates = {record["id"]: _place(record) for record in records}
    home = next((_host(record["url"]) for record in records if record["url"]), "")
    comments = Table(folder / DEBATE_COMMENTS, _COMMENT_COLUMNS, progress)
    proposals = Table(folder / PROPOSALS, ("id", "category/name/fr", "title", "body", "votes", "created_at"), progress)
    on_proposals = []
    if (folder / PROPOSAL_COMMENTS).exists():
        on_proposals = Table(folder / PROPOSAL_COMMENTS, _COMMENT_COLUMNS, progress)
    themes = [place.theme for place in debates.values()]
    return Export(
        name="decidim",
        texts=chain(
            (Aside(record.source, _("débat illisible")) for record in listed if isinstance(record, Crooked)),
            _read_all(comments, partial(_comment, debates=debates), notes, "comment", home),
            _read_all(proposals, partial(_proposal, themes=themes), notes, "proposal", home),
            _read_all(on_proposals, partial(_comment, debates=debates), notes, "comment", home),
        ),
        reactions=iter(()),
        places=debates.values(),
        natures=[
            NewNature(COMMENT, _("avis"), _("Commentaire repris d’un autre site, qui n’en disait pas la nature.")),
            NewNature("proposal"),
        ],
    )


def _number(record: Record) -> tuple[int, str]:
    """Sorts identifiers as numbers: debates in the order in which they were opened."""
    return len(record["id"]), record["id"]


def _host(url: str) -> str:
    return urlsplit(url.strip()).netloc.casefold()


def _site(url: str, home: str) -> str:
    """The site something comes from, "" for the one of the debates or when either is not told."""
    host = _host(url)
    return host if home and host != home else ""


def _key(kind: str, identifier: str, site: str) -> str:
    return f"{site}/{kind}:{identifier}" if site else f"{kind}:{identifier}"


def _place(record: Record) -> Place:
    """The theme of a debate is what its description sets in bold."""
    theme = texts.bold_of(record["description/fr"])
    return Place(theme, texts.title_of(record["title/fr"]), origin=f"decidim:debate:{record['id']}")


def _read_all(table, make: Callable[..., Text], notes: Notes, kind: str, home: str) -> Iterator[Text | Aside]:
    for record in table:
        try:
            rows.note_nul(record.source, notes)
            yield make(rows.straight(record), home)
        except Refusal as refusal:
            yield _aside(record, kind, str(refusal), home)


def _aside(record: Record | Crooked, kind: str, reason: str, home: str) -> Aside:
    if isinstance(record, Crooked):
        return Aside(record.source, reason)
    site = _site(record[URL[kind]], home)
    key = _key(kind, record["id"], site) if record["id"] else ""
    return Aside(record.source, reason, key=key, parent=_parent(record, site)[0])


def _comment(record: Record, home: str, debates: dict[str, Place]) -> Text:
    alignment, site = rows.whole(record, "alignment"), _site(record[URL["comment"]], home)
    if alignment not in STANCES:
        raise Refusal(_("alignement inconnu : %s") % alignment)
    parent, parent_name = _parent(record, site)
    return Text(
        source=record.source,
        key=_key("comment", rows.present(record, "id"), site),
        kind=STANCES[alignment] if parent else COMMENT,
        body=_body(record),
        parent=parent,
        parent_name=parent_name,
        place=None if parent else _debate(record, site, debates),
        author=_author(record, site),
        at=rows.moment(record),
        channel="decidim",
        facts=_facts(record, "comment", alignment=alignment, depth=rows.whole(record, "depth")),
    )


def _debate(record: Record, site: str, debates: dict[str, Place]) -> Place:
    kind, answered = record["commentable_type"], record["commentable_id"]
    if not kind.endswith("::Debate"):
        raise Refusal(_("commentaire d’autre chose qu’un débat, une proposition ou un commentaire : %s") % kind)
    if site or answered not in debates:
        raise Refusal(_("%s n’est pas dans l’export") % _named(_("le débat %s") % answered, site))
    return debates[answered]


def _parent(record: Record, site: str) -> tuple[str, str]:
    """Key and name of the text a comment answers; nothing for a comment on a debate, or a proposal."""
    kind, answered = record["commentable_type"].rpartition("::")[2], record["commentable_id"]
    names = {"Comment": _("le commentaire %s"), "Proposal": _("la proposition %s")}
    if kind not in names:
        return "", ""
    return _key(kind.lower(), answered, site), _named(names[kind] % answered, site)


def _named(name: str, site: str) -> str:
    return f"{name} ({site})" if site else name


def _proposal(record: Record, home: str, themes: list[str]) -> Text:
    title, body = rows.titled(texts.title_of(record["title"]), _body(record))
    return Text(
        source=record.source,
        key=_key("proposal", rows.present(record, "id"), _site(record[URL["proposal"]], home)),
        kind="proposal",
        title=title,
        body=rows.checked_body(body),
        place=_place_of_proposals(texts.title_of(record["category/name/fr"]), themes),
        at=rows.moment(record),
        channel="decidim",
        supports=max(rows.whole(record, "votes"), 0),
        facts=_facts(record, "proposal", category=record["category/name/fr"]),
    )


def _place_of_proposals(category: str, themes: list[str]) -> Place:
    """The free proposals of a theme; those of no theme of the debates stand together, at the end of the last one."""
    if category in themes or not themes:
        return Place(category, _("Propositions libres"), origin=f"decidim:proposals:{category}")
    context = _(
        "Propositions reprises de Decidim sans catégorie, ou d’une catégorie qui n’est celle d’aucun débat. "
        "Elles sont rangées ici faute de thème : rien ne dit qu’elles parlent de celui-ci."
    )
    return Place(themes[-1], _("Propositions libres sans thème"), context, origin="decidim:proposals")


def _body(record: Record) -> str:
    return rows.checked_body(texts.from_any(record["body"]))


def _author(record: Record, site: str) -> Person | None:
    number = record["author/id"].strip()
    name = texts.title_of(record["author/name"]) or _("Participant %s") % number
    return Person(f"{site}/{number}" if site else number, name) if number else None


def _facts(record: Record, kind: str, **facts) -> dict:
    """What no column holds: alignment, depth, address, category, group, scope, as the source says it."""
    facts["url"] = record[URL[kind]]
    facts["group"] = record["user_group/name/fr"]
    facts["scope"] = record["scope/name/fr"]
    return {name: value for name, value in facts.items() if value != ""}
