"""The HTML of lists and threads, put together by joining strings.

A version never changes, so its own HTML is made once, when it is written (`consultation.text`), and stored; what is
here joins it with the words around it. Everything that `consultation.text` did not make is escaped here. Templates hold
the page; docs/decisions/fragments.md says why its lists are not templates too.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext

from consultation import text
from consultation.models import Consultation, Stakeholder
from consultation.templatetags import ui
from consultation.territories.models import TerritoryKind
from debates.models import Contribution, Nature, Stance, Version
from debates.models.texts import heading
from debates.models.ways import speaker
from debates.thread import Node, Siblings, Thread

OPENING = 400  # characters that Version.opening holds
TEASER = 280  # of them in a list


def cards(rows: Iterable[Any], consultation: Consultation) -> SafeString:
    """Contributions (`debates.lines.CARD`) as items of a list."""
    place = _Place(consultation)
    return mark_safe("".join([f"<li>{_card(row, place)}</li>\n" for row in rows]))  # noqa: S308 (escaped piece by piece)


def card(row: Any, consultation: Consultation) -> SafeString:
    """One contribution as lists show it."""
    return mark_safe(_card(row, _Place(consultation)))  # noqa: S308


class _Place:
    """What all the texts of a page share: addresses, and the words of the reader's language."""

    def __init__(self, consultation: Consultation):
        self.slug, self.lang = consultation.slug, escape(consultation.language)
        self.language = get_language() or "fr"
        self.contributions = _stem("contribution", self.slug, 0)
        self.participants = _stem("participant", self.slug, UUID(int=0))
        self.words = _words(self.language)


@lru_cache(maxsize=1024)
def _stem(name: str, slug: str, last: Any) -> str:
    """The address of every page of this name, up to what tells them apart."""
    return reverse(name, args=[slug, last]).removesuffix(f"{last}/")


@lru_cache(maxsize=8)
def _words(language: str) -> dict[str, str]:
    """What is said of every text, in the language that is active: looked up once."""
    said = {
        "anonymous": gettext("Anonyme"),
        "agree": gettext("d’accord"),
        "disagree": gettext("pas d’accord"),
        "answer": gettext("Répondre"),
        "copy": gettext("Copier le lien"),
        "edit": gettext("Modifier"),
        "withdraw": gettext("Retirer"),
        "report": gettext("Signaler"),
        "apart": gettext("En réponse à un argument précédent"),
        "alone": gettext("vous seul voyez ce texte"),
        "source": gettext("Source :"),
        "withdrawn": gettext("Argument retiré par son auteur."),
        "hidden": gettext("Argument masqué par la modération."),
        "pending": gettext("Argument en attente de modération."),
    }
    labels = [*Stakeholder.choices, *TerritoryKind.choices]
    return {key: escape(str(words)) for key, words in [*said.items(), *((f"={key}", label) for key, label in labels)]}


def _card(row: Any, place: _Place) -> str:
    lang, n = place.language, row.arguments_count
    title = heading(row.live__title or "", row.live__opening or "")
    kept = f"<li>{_kept(row.extracts_count, lang)}</li>" if row.extracts_count else ""
    return (
        f'<article class="card" id="c{row.pk}">\n{_nature(row.nature__key, row.nature__name, lang)}\n'
        f'<h3 lang="{place.lang}" dir="auto"><a href="{place.contributions}{row.pk}/">{escape(title)}</a></h3>\n'
        f'<p class="excerpt" lang="{place.lang}" dir="auto">{escape(teaser(row.live__opening or ""))}</p>\n'
        f"{_whence(row, place)}\n"
        f'<ul class="counts"><li><b>{_figure(row.agree_count, lang)}</b> {place.words["agree"]}</li>'
        f"<li><b>{_figure(row.disagree_count, lang)}</b> {place.words['disagree']}</li>"
        f"<li>{_arguments(n, lang)}</li>{kept}{_campaign(row, place)}</ul>\n</article>"
    )


def teaser(opening: str) -> str:
    """The beginning of a text from its `Version.opening`, cut between words."""
    line = " ".join(opening.split())
    if len(opening) == OPENING and len(line) <= TEASER:  # it goes on
        return line.rsplit(" ", 1)[0] + "…"
    return text.excerpt(line, TEASER)


def _whence(row: Any, place: _Place) -> str:
    """Who speaks and from where, as `{% whence %}` writes it, with what the author shows alone."""
    name = row.author__name
    if row.author__public_id and name and not row.author__erased_at:
        who = f'<a href="{place.participants}{row.author__public_id}/"><bdi>{escape(name)}</bdi></a>'
    else:
        who = f"<bdi>{escape(speaker(name, row.channel)) or place.words['anonymous']}</bdi>"
    parts = [f'<p class="whence"><span class="dot author">{who}</span>']
    if row.stakeholder and row.shows_stakeholder:
        parts.append(f' <span class="dot">{place.words.get(f"={row.stakeholder}", "")}</span>')
    if row.commune__name and row.shows_commune:
        kind = f", {place.words[f'={row.commune__kind}']}" if row.commune__kind else ""
        parts.append(f' <span class="dot">{escape(row.commune__name)} ({row.commune__department_id}){kind}</span>')
    at = timezone.localtime(row.created_at)
    parts.append(f' <time class="dot" datetime="{at.isoformat()}">{_day(at.date(), place.language)}</time></p>')
    return "".join(parts)


@lru_cache(maxsize=2048)
def _day(day: date, language: str) -> str:
    return escape(date_format(datetime(day.year, day.month, day.day), "j F Y"))  # noqa: DTZ001 (a day of the calendar)


@lru_cache(maxsize=4096)
def _figure(number: int, language: str) -> str:
    return escape(number_format(number, decimal_pos=0, use_l10n=True, force_grouping=True))


@lru_cache(maxsize=4096)
def _arguments(number: int, language: str) -> str:
    words = ngettext("<b>%(n)s</b> argument", "<b>%(n)s</b> arguments", number)
    return words % {"n": _figure(number, language)}


@lru_cache(maxsize=1024)
def _kept(number: int, language: str) -> str:
    words = ngettext("<b>%(n)s</b> passage retenu", "<b>%(n)s</b> passages retenus", number)
    return words % {"n": _figure(number, language)}


def _campaign(row: Any, place: _Place) -> str:
    """How many people sent nearly the same text, where more than one did: their texts are one link away."""
    number = row.campaign__signatories or 0
    if number < 2:
        return ""
    return f'<li><a href="{place.contributions}{row.pk}/memes-textes/">{_signatories(number, place.language)}</a></li>'


@lru_cache(maxsize=1024)
def _signatories(number: int, language: str) -> str:
    words = ngettext("<b>%(n)s</b> personne a envoyé ce texte", "<b>%(n)s</b> personnes ont envoyé ce texte", number)
    return words % {"n": _figure(number, language)}


@lru_cache(maxsize=512)
def _nature(key: str, name: str, language: str) -> str:
    return str(ui.nature(Nature(key=key, name=name)))


@lru_cache(maxsize=64)
def _stance(key: str, language: str) -> str:
    return str(ui.stance(key, str(Stance(key).label)))


# --- Threads


class Written(NamedTuple):
    """The arguments of a contribution as HTML, by column; `found` says whether the one asked for is there."""

    pros: SafeString
    cons: SafeString
    others: SafeString
    found: bool

    @property
    def is_empty(self) -> bool:
        return not (self.pros or self.cons or self.others)


def written(thread: Thread, root: Contribution, may_argue: bool, may_change: bool) -> Written:
    """The arguments of a contribution for one reader; `may_change` offers to edit one's own."""
    words = thread.words
    writer = Writer(root.consultation, root.get_absolute_url(), words, may_argue=may_argue, may_change=may_change)
    sides = writer.side(thread.pros), writer.side(thread.cons), writer.side(thread.others, named=True)
    return Written(*sides, found=thread.found)


class Writer:
    """Writes the arguments of one contribution for one reader.

    `address` is the page of the contribution; `may_argue` offers to answer, `may_change` to edit one's own.
    """

    def __init__(self, consultation: Consultation, address: str, words: dict, *, may_argue: bool, may_change: bool):
        self.place, self.address, self.words = _Place(consultation), address, words
        self.may_argue, self.may_change = may_argue, may_change

    def side(self, siblings: Siblings, named: bool = False) -> SafeString:
        """The direct answers of one column; `named` says of each what it does to the text."""
        return mark_safe(self._siblings(siblings, named))  # noqa: S308 (escaped piece by piece)

    def _siblings(self, siblings: Siblings, named: bool) -> str:
        before = self._more(siblings.previous, siblings.before, _earlier) if siblings.previous else ""
        after = self._more(siblings.following, siblings.after, _later) if siblings.following else ""
        return before + "".join([self._argument(node, named) for node in siblings.nodes]) + after

    def _more(self, pk: int, number: int, words: Callable[[int, str], str]) -> str:
        return f'<p class="more"><a href="{self._permalink(pk)}">{words(number, self.place.language)}</a></p>'

    def _permalink(self, pk: int) -> str:
        return f"{self.address}?ouvert={pk}#c{pk}"

    def _argument(self, node: Node, named: bool) -> str:
        words = self.place.words
        apart = f'<p class="small"><a href="{self._permalink(node.parent)}">{words["apart"]}</a></p>\n'
        shown = self._shown(node, named) if node.shows_text else _tombstone(node, words)
        return (
            f'<article class="argument" id="c{node.pk}">\n{apart if node.is_apart else ""}'
            f"{shown}\n{self._replies(node)}</article>\n"
        )

    def _shown(self, node: Node, named: bool) -> str:
        row, place = self.words[node.pk], self.place
        html, source = (
            (row.awaiting__html, row.awaiting__source_url)
            if node.is_awaiting
            else (row.live__html, row.live__source_url)
        )
        parts = [_stance(node.stance, place.language), "\n"] if named else []
        if node.is_awaiting:
            parts.append(
                f'<p>{_state(node.state, place.language)} <span class="small muted">{place.words["alone"]}</span></p>'
            )
        parts.append(f'<div class="prose" lang="{place.lang}" dir="auto">{html}</div>\n')
        if source:
            parts.append(_source(source, place))
        parts += [_whence(row, place), f'\n<p class="acts">{self._acts(node)}</p>']
        return "".join(parts)

    def _acts(self, node: Node) -> str:
        words, stem = self.place.words, f"{self.place.contributions}{node.pk}/"
        acts = []
        if self.may_argue and not node.is_awaiting:
            acts.append(f'<a href="{stem}repondre/">{words["answer"]}</a> ')
        acts.append(f'<a href="{self._permalink(node.pk)}" data-copy>{words["copy"]}</a>')
        if node.is_own:
            if self.may_change:
                acts.append(f' <a href="{stem}modifier/">{words["edit"]}</a>')
            acts.append(f' <a href="{stem}retirer/">{words["withdraw"]}</a>')
        else:  # the address of `moderation`, where somebody signed out is asked to sign in first
            acts.append(f' <a href="{stem}signaler/" rel="nofollow">{words["report"]}</a>')
        return "".join(acts)

    def _replies(self, node: Node) -> str:
        if not node.replies:
            return ""
        number = _answers(node.size, self.place.language)
        if node.branch is None:
            return f'<p class="more"><a href="{self._permalink(node.replies[0].pk)}">{number}</a></p>\n'
        below = f'<div class="replies">{self._siblings(node.branch, True)}</div>'
        if not node.folds:
            return below
        shown = " open" if node.is_open else ""
        return f'<details class="fold"{shown}><summary>{number}</summary><div>{below}</div></details>\n'


def _tombstone(node: Node, words: dict[str, str]) -> str:
    return f'<p class="muted">{words.get(node.state, words["pending"])}</p>'


def _source(url: str, place: _Place) -> str:
    """As `debates/_source.html` writes it."""
    shown, host = escape(Truncator(url).chars(80)), escape(Version(source_url=url).source_host)
    link = f'<a href="{escape(url)}" rel="nofollow ugc noopener external"><bdi>{shown}</bdi></a>'
    return f'<p class="source small">{place.words["source"]} {link} <span class="muted">({host})</span></p>\n'


@lru_cache(maxsize=64)
def _state(key: str, language: str) -> str:
    return str(ui.state(key))


@lru_cache(maxsize=1024)
def _answers(number: int, language: str) -> str:
    return ngettext("%(n)s réponse", "%(n)s réponses", number) % {"n": _figure(number, language)}


@lru_cache(maxsize=1024)
def _earlier(number: int, language: str) -> str:
    return ngettext("%(n)s réponse avant", "%(n)s réponses avant", number) % {"n": _figure(number, language)}


@lru_cache(maxsize=1024)
def _later(number: int, language: str) -> str:
    words = ngettext("Voir la réponse qui suit", "Voir les %(n)s réponses qui suivent", number)
    return words % {"n": _figure(number, language)}
