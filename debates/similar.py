"""Which contributions are like a text being written: those that share its rarest words."""

from dataclasses import dataclass
from itertools import combinations
from math import log

from django.db import connection

from debates import indexing, words
from debates.guarding import TooWide, guarded, set_locally
from debates.models import Contribution, Question

READ = 150  # words of the text that are looked at
CHOSEN = 8  # rarest words that are looked for
ENOUGH = 3  # words a text must hold for something to be like it
COMMON = 0.05  # share of the texts from which a word says nothing of what is alike
UNSEEN = 100  # texts that are counted as if written already, so that three texts of ten do not make a word common
PATIENCE = 1_000  # milliseconds of the database
_WEIGHED = 500  # candidates of which the nearest are kept


@dataclass(frozen=True)
class Telling:
    """A word to look for, and how much it says: the logarithm of how rare it is, twice that for a word of the title."""

    stem: str
    weight: float


def similar(question: Question, text: str, exclude: Contribution | None = None, size: int = 5) -> list[Contribution]:
    """The public contributions that share the most with a text, those of its question first, at most `size`.

    The first line of `text` is its title and weighs double; so does a word found in a title. At least two of its
    CHOSEN rarest words must be shared. [] for a text of less than ENOUGH words, or when the database is slow.
    """
    stems = _stems(text)
    if len(stems) < ENOUGH:
        return []
    try:
        with guarded(PATIENCE):
            set_locally(enable_seqscan="off")
            keys = _keys(question, _telling(stems, question.consultation.pk), exclude, size)
    except TooWide:
        return []
    rows = Contribution.objects.of(question.consultation).contributions().published().filter(pk__in=keys)
    by_key = {row.pk: row for row in rows.with_author().defer("live__html", "live__body", "live__text")}
    return [by_key[key] for key in keys if key in by_key][:size]


def _stems(text: str) -> dict[str, float]:
    """The stems of the first words of a text with their weight, in reading order."""
    title, _line, body = text.strip().partition("\n")
    found: dict[str, float] = {}
    for part, weight in ((title, 2.0), (body, 1.0)):
        for word in list(words.words(part[:5_000]))[:READ]:
            if len(word.form) > 2 and not words.is_stop(word.form):
                found.setdefault(words.stems(part[word.start : word.end])[-1], weight)
    return found


def _telling(stems: dict[str, float], consultation: int) -> list[Telling]:
    """The rarest of these words that some text of the consultation holds."""
    with connection.cursor() as sql:
        sql.execute(_COMMON, [UNSEEN, list(stems)])
        shares = dict(sql.fetchall())
        rare = [stem for stem in stems if stem not in shares][: 4 * CHOSEN]
        sql.execute(_THERE, [rare, indexing.facet("c", consultation)])
        there = {row[0] for row in sql.fetchall()}
    usable = [stem for stem in stems if stem in there or shares.get(stem, 1) < COMMON]
    rarest = sorted(usable, key=lambda stem: shares.get(stem, 0))[:CHOSEN]
    return [Telling(stem, stems[stem] * -log(max(shares.get(stem, 0), 0.0001))) for stem in rarest]


# What PostgreSQL's own statistics know of the most common words, as a share of the texts there were and of UNSEEN more:
# in a consultation that begins every word is in a large share of the few texts. The other words are rare.
_COMMON = """
SELECT word, share * reltuples / (reltuples + %s)
FROM pg_class JOIN pg_stats ON pg_class.oid = to_regclass(tablename) AND reltuples > 0,
    unnest(most_common_elems::text::text[], most_common_elem_freqs) AS known(word, share)
WHERE schemaname = current_schema() AND tablename = 'debates_searchentry' AND attname = 'words' AND word = ANY(%s)
"""
_THERE = """
SELECT word FROM unnest(%s::text[]) AS word WHERE EXISTS (
    SELECT 1 FROM debates_searchentry WHERE words @@ format('%%L & %%L', word, %s)::tsquery
)
"""


def _keys(question: Question, telling: list[Telling], exclude: Contribution | None, size: int) -> list[int]:
    """The ids of the nearest: of the question, then of the rest of the consultation."""
    pairs = " | ".join(f"'{one.stem}' & '{other.stem}'" for one, other in combinations(telling, 2))
    if not pairs:
        return []
    here, is_contribution = indexing.facet("q", question.pk), indexing.facet("is", "contribution")
    asked = f"({pairs}) & '{is_contribution}'"
    keys = _nearest(f"{asked} & '{here}'", telling, exclude, size)
    if len(keys) < size:
        whole = indexing.facet("c", question.consultation.pk)
        keys += _nearest(f"{asked} & '{whole}' & !'{here}'", telling, exclude, size - len(keys))
    return keys


def _nearest(asked: str, telling: list[Telling], exclude: Contribution | None, size: int) -> list[int]:
    shared = " + ".join("%s * ((words @@ %s::tsquery)::int + (words @@ %s::tsquery)::int)" for _word in telling)
    values = [value for word in telling for value in (word.weight, f"'{word.stem}'", f"'{word.stem}':A")]
    with connection.cursor() as sql:
        sql.execute(_NEAREST.format(shared), [asked, exclude.pk if exclude else None, _WEIGHED, *values, size])
        return [row[0] for row in sql.fetchall()]


_NEAREST = """
SELECT contribution_id FROM (
    SELECT contribution_id, words FROM debates_searchentry
    WHERE words @@ %s::tsquery AND contribution_id IS DISTINCT FROM %s::bigint LIMIT %s
) candidates ORDER BY {} DESC, contribution_id DESC LIMIT %s
"""
