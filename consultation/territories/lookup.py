"""Find a commune from what somebody types. One query at most a call; communes come with department and region."""

import re
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, F, Q, QuerySet, Value, When

from .models import SEARCHED, Commune
from .names import ABBREVIATIONS, fold, spellings

CODE = re.compile(r"(?:\d{2}|2[AB])\d{3}", re.ASCII)
LABEL = re.compile(r"(?P<name>.+)\(\s*(?P<department>\d{2,3}|2[ABab])\s*\)\s*", re.ASCII | re.DOTALL)
ARTICLES = ("", "le ", "la ", "les ", "l ")
MOST_WORDS = 12  # no name has more; a pasted page must not become a query of thousands of words


def find(words: str, limit: int = 10) -> list[Commune]:
    """Communes in which each typed word begins a word of the name, or a postcode.

    Accents, case, hyphens and apostrophes do not matter; "st" also reads "saint", "ste" also "sainte". A postcode takes
    two to five digits. First the name itself (its article may be missing), then names that begin with what was typed as
    whole words, then those that merely begin with it, then the others; at equality the most inhabited first.
    Nothing to look for gives an empty list.
    """
    typed = fold(words).split()[:MOST_WORDS]
    if all(word.isdigit() and len(word) == 1 for word in typed):
        return []
    ranked = _holding(" & ".join(map(_begins, typed))).select_related("department__region")
    most_inhabited = F("population").desc(nulls_last=True)
    return list(ranked.order_by(_exactness(typed), most_inhabited, "search_name", "code")[:limit])


def by_code(code: str) -> Commune | None:
    """The commune of this INSEE code; None where there is none."""
    if not CODE.fullmatch(code):
        return None
    return Commune.objects.select_related("department__region").filter(code=code).first()


def by_label(label: str) -> Commune | None:
    """The one commune meant by a typed text: "Felletin (23)", an INSEE code, a postcode, or a name.

    None when nothing, or more than one commune, answers to it. Five digits may be the INSEE code of one commune and the
    postcode of another (about 3,000 of them are): that is two communes, hence None. A value that is known to be a code
    goes to `by_code`.
    """
    found = _meant_by(label.strip()).select_related("department__region")[:2]
    return found[0] if len(found) == 1 else None


def _meant_by(label: str) -> QuerySet[Commune]:
    if CODE.fullmatch(label.upper()):
        return _holding(label.lower()) | _searched().filter(code=label.upper())
    if parts := LABEL.fullmatch(label):
        in_department = Commune.objects.filter(department=parts["department"].upper())
        return in_department.filter(search_name__in=spellings(parts["name"]))
    return Commune.objects.filter(search_name__in=spellings(label))


def _searched() -> QuerySet[Commune]:
    return Commune.objects.annotate(searched=SEARCHED)


def _holding(query: str) -> QuerySet[Commune]:
    """Communes whose words answer a query of PostgreSQL's text search (its words folded before: nothing to escape)."""
    return _searched().filter(searched=SearchQuery(query, config="simple", search_type="raw"))


def _begins(word: str) -> str:
    return f"({word}:* | {ABBREVIATIONS[word]}:*)" if word in ABBREVIATIONS else f"{word}:*"


def _exactness(typed: list[str]) -> Case | Value:
    """0 for the name itself to 3 for words found inside it. Postcodes say nothing of the name."""
    names = spellings(" ".join(word for word in typed if not word.isdigit()))
    if names == [""]:
        return Value(0)
    with_article = [article + name for article in ARTICLES for name in names]
    return Case(
        When(search_name__in=with_article, then=0),
        When(_starts_with(f"{name} " for name in with_article), then=1),
        When(_starts_with(names), then=2),
        default=3,
    )


def _starts_with(beginnings) -> Q:
    return reduce(or_, (Q(search_name__startswith=beginning) for beginning in beginnings))
