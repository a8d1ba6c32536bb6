"""What people wrote: contributions, arguments, and the versions of their texts."""

from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from consultation.models import Stakeholder
from consultation.territories.models import TerritoryKind
from debates.models import Stance

from .columns import Column, Dataset, Record
from .scope import BATCH, Scope, day, moment

PERSON = Column(
    "person",
    "integer",
    "Numéro tiré pour cette archive, le même pour tous les textes d’une personne ; vide : auteur inconnu ou parti",
    "Number drawn for this archive, the same for all texts of one person; empty if the author is unknown or has left",
    18,
)
AUTHOR_STATE = Column(
    "author",
    "code",
    "known : une personne ; unknown : personne n’est connu pour l’avoir écrit ; left : son auteur est parti",
    "known: a person; unknown: nobody is known to have written it; left: its author has left",
    10,
)
WHENCE = (
    Column(
        "stakeholder", "code", "Qualité, si son auteur la montre", "Where the author speaks from, if shown", 20,
        lambda: {value: str(label) for value, label in Stakeholder.choices},
    ),
    Column("shows_stakeholder", "boolean", "Faux si la qualité est seulement comptée", "False if that is only counted"),
    Column("commune", "text", "Code INSEE de la commune, si elle est montrée", "INSEE code of the commune, if shown"),
    Column("commune_name", "text", "Nom de la commune", "Name of the commune", 24),
    Column("department", "text", "Code du département", "Code of the department"),
    Column("region", "text", "Nom de la région", "Name of the region", 24),
    Column(
        "kind", "code", "Type de territoire", "Kind of territory", 16,
        lambda: {value: str(label) for value, label in TerritoryKind.choices},
    ),
    Column("shows_commune", "boolean", "Faux si la commune est seulement comptée", "False if it is only counted"),
)  # fmt: skip
COUNTERS = (
    Column("agree", "integer", "D’accord, soutiens importés compris", "Agreements, imported supports included"),
    Column("disagree", "integer", "Pas d’accord", "Disagreements"),
    Column("unclear", "integer", "Pas tout compris", "Not all understood"),
    Column("more_info", "integer", "S’il vous plaît plus d’informations", "More information please"),
    Column("supports", "integer", "Soutiens importés sans les personnes", "Supports imported without the people"),
)
_BELOW = (
    Column("arguments", "integer", "Arguments publiés, dans tout le fil", "Arguments online, in the whole thread"),
    Column("pros", "integer", "Dont pour, en réponse directe", "Of which for, in direct answer"),
    Column("cons", "integer", "Dont contre, en réponse directe", "Of which against, in direct answer"),
)
_WHEN = (
    Column("posted_at", "moment", "Date et heure de publication du texte", "Date and time of posting", 26),
    Column("posted_on", "date", "Jour, à l’heure du site", "Day, in the time of the site", 12),
    Column(
        "origin", "code", "online : sur le site ; sinon l’import ou la collecte hors ligne d’où vient le texte",
        "online: on the site; otherwise the import or the offline collection the text comes from", 16,
        lambda: {"online": _("sur le site")},
    ),
)  # fmt: skip
_ID = Column("id", "integer", "Numéro du texte sur le site", "Number of the text on the site")
_LIVE = Column(
    "version", "integer", "Version en ligne, dans la table versions", "Version online, in the table versions"
)
_STATE = Column(
    "state", "code", "published : en ligne ; merged, split : réuni ou partagé, ses mots restent lisibles",
    "published: online; merged, split: put together or parted, its words can still be read",
)  # fmt: skip
_URL = Column("url", "text", "Adresse de la page", "Address of the page", 50)
_QUESTION = Column("question", "integer", "Question, dans la table questions", "Question, in the table questions")

_SAID = (
    "author", "author__erased_at", "shows_stakeholder", "stakeholder", "shows_commune", "commune", "commune__name",
    "commune__department", "commune__department__region__name", "commune__kind", "agree_count", "disagree_count",
    "unclear_count", "more_info_count", "supports",
)  # fmt: skip


def contributions(scope: Scope) -> Dataset:
    columns = (
        _ID,
        _QUESTION,
        Column("nature", "code", "Sa nature", "Its nature", 12, partial(natures, scope)),
        _STATE, _LIVE,
        Column("title", "text", "Titre de la version en ligne", "Title of the version online", 50),
        *_WHEN, AUTHOR_STATE, PERSON, *WHENCE, *COUNTERS, *_BELOW, _URL,
        Column("text", "text", "Texte de la version en ligne", "Text of the version online", 60),
    )  # fmt: skip
    names = ("question", "nature__key", "state", "live", "live__title", "created_at", "channel")

    def under(question: int | None) -> Iterator[tuple[int, Record]]:
        rows = scope.texts(question).contributions().order_by("question_id", "pk")
        rows = rows.values_list("pk", *names, *_SAID, "live__text")
        page, below = _address(scope), _Below(scope, question)
        for pk, key, nature, state, live, title, at, channel, *said, text in rows.iterator(chunk_size=BATCH):
            start = (pk, key, nature, state, live, title, moment(at), day(at), channel)
            yield key, (*start, *_said(scope, said), *below.of(key, pk), page % pk, text)

    return Dataset(
        "contributions", _("Contributions"), "Les contributions publiques", "The public contributions",
        ("id",), columns, under=under, shares=scope.shares,
    )  # fmt: skip


def arguments(scope: Scope) -> Dataset:
    columns = (
        _ID,
        _QUESTION,
        Column("contribution", "integer", "Contribution en tête du fil", "Contribution at the head of the thread"),
        Column("parent", "integer", "Texte auquel il répond", "Text that it answers"),
        Column("depth", "integer", "Profondeur dans le fil, à partir de 1", "Depth in the thread, from 1"),
        Column("stance", "code", "Ce qu’il fait du texte auquel il répond", "What it does to the text it answers", 12,
               lambda: {value: str(label) for value, label in Stance.choices}),
        _STATE, _LIVE, *_WHEN, AUTHOR_STATE, PERSON, *WHENCE, *COUNTERS, _URL,
        Column("text", "text", "Texte de la version en ligne", "Text of the version online", 60),
    )  # fmt: skip
    names = ("question", "root", "parent", "depth", "stance", "state", "live", "created_at", "channel")

    def under(question: int | None) -> Iterator[tuple[int, Record]]:
        rows = scope.texts(question).arguments().order_by("question_id", "pk")
        rows = rows.values_list("pk", *names, *_SAID, "live__text").iterator(chunk_size=BATCH)
        page = _address(scope)
        for pk, key, root, parent, depth, stance, state, live, at, channel, *said, text in rows:
            start = (pk, key, root, parent, depth, stance, state, live, moment(at), day(at), channel)
            url = f"{page % root}?ouvert={pk}#c{pk}"
            yield key, (*start, *_said(scope, said), url, text)

    return Dataset(
        "arguments", _("Arguments"), "Les arguments publics, sous les contributions",
        "The public arguments, below the contributions", ("id",), columns, under=under, shares=scope.shares,
    )  # fmt: skip


def versions(scope: Scope) -> Dataset:
    columns = (
        Column("id", "integer", "Numéro de la version", "Number of the version"),
        Column("contribution", "integer", "Texte dont c’est une version", "Text that it is a version of"),
        Column("number", "integer", "Rang de la version, à partir de 1", "Rank of the version, from 1"),
        Column("is_live", "boolean", "Vrai pour la version en ligne", "True for the version online"),
        Column("title", "text", "Titre", "Title", 50),
        Column("body", "text", "Texte tel qu’il a été écrit (Markdown)", "Text as written (Markdown)", 60),
        Column("text", "text", "Texte tel qu’il se lit ; les passages y sont des positions",
               "Text as it is read; passages are offsets into it", 60),
        Column("source_url", "text", "Adresse de la source que l’auteur donne", "Address of the author's source", 40),
        Column("sha256", "text", "SHA-256 (UTF-8) du titre, d’une ligne vide et de body ; s’il y a une "
               "source, suivis du caractère NUL et de son adresse",
               "SHA-256 (UTF-8) of title, blank line and body; where there is a source, followed by the character NUL "
               "and its address", 20),
        Column("published_at", "moment", "Mise en ligne", "When it went online", 26),
    )  # fmt: skip
    names = ("pk", "contribution", "number", "contribution__live", "title", "body", "text", "source_url", "sha256")

    def under(question: int | None) -> Iterator[tuple[int, Record]]:
        rows = scope.versions(question).order_by("contribution__question_id", "contribution_id", "number")
        rows = rows.values_list("contribution__question_id", *names, "published_at").iterator(chunk_size=BATCH)
        for key, pk, contribution, number, live, *words, published in rows:
            yield key, (pk, contribution, number, pk == live, *words, moment(published))

    return Dataset(
        "versions", _("Versions des textes"), "Les versions en ligne, et celles qui sont citées",
        "The versions online, and those that are cited", ("id",), columns, under=under, shares=scope.shares,
    )  # fmt: skip


class _Below:
    """What is argued under each contribution, among the arguments of the data: read beside them, in the same order."""

    def __init__(self, scope: Scope, question: int | None) -> None:
        direct, place = Q(parent=F("root")), ("question_id", "root_id")
        rows = scope.texts(question).arguments().published().order_by(*place).values_list(*place)
        counted = rows.annotate(
            arguments=Count("pk"),
            pros=Count("pk", filter=direct & Q(stance=Stance.FOR)),
            cons=Count("pk", filter=direct & Q(stance=Stance.AGAINST)),
        )
        self.rows = counted.iterator(chunk_size=BATCH)
        self.next = next(self.rows, None)

    def of(self, question: int, pk: int) -> Record:
        while self.next and self.next[:2] < (question, pk):
            self.next = next(self.rows, None)
        return tuple(self.next[2:]) if self.next and self.next[:2] == (question, pk) else (0, 0, 0)


def natures(scope: Scope) -> dict[str, str]:
    return {nature.key: nature.label for nature in scope.consultation.natures.all()}


def _address(scope: Scope) -> str:
    """The address of a contribution, with %d for its number."""
    return settings.SITE_URL + reverse("contribution", args=[scope.consultation.slug, 0]).replace("/0/", "/%d/")


def _said(scope: Scope, values: list) -> Record:
    """Who wrote, under his number, and from where as far as he shows it; what was answered."""
    author, erased, shows_quality, quality, shows_commune, *place = values[:10]
    state = "unknown" if author is None else "left" if erased else "known"
    where = [value or None for value in place] if shows_commune else [None] * 5
    whence = ((quality or None) if shows_quality else None, shows_quality, *where, shows_commune)
    return (state, scope.person(author, bool(erased)), *whence, *values[10:])
