"""Open the themes and questions that an import names and the consultation does not have."""

import hashlib
from collections.abc import Iterable

from django.utils.text import slugify
from django.utils.translation import gettext as _

from consultation import text
from consultation.models import Consultation
from debates.incoming import Place
from debates.models import Colour, Question, Theme
from debates.staging import fitted, rows, run

_LAST_POSITION = 32_767  # what the column holds


def open_places(consultation: Consultation, declared: Iterable[Place]) -> tuple[int, int]:
    """Give each new contribution its question. Returns how many themes and questions had to be made.

    A question is known by its origin, then by theme and title; one named without its theme, by its title if only one
    has it. A title too long for its column is cut, and told whole in the question's context.
    """
    house = _House(consultation)
    for place in declared:
        house.question(place)
    for place in _named():
        question = house.question(place)
        run(_SETTLE, question.pk, place.theme, place.question, place.origin)
    return house.themes_made, house.questions_made


_NEW = "reason = '' AND held IS NULL AND depth = 0"


_SETTLE = f"""
UPDATE incoming_text SET question_id = %s WHERE {_NEW} AND (theme, question, place) = (%s, %s, %s)
"""  # noqa: S608


def _named() -> list[Place]:
    sql = f"""
        SELECT theme, question, max(context), place FROM incoming_text
        WHERE {_NEW} GROUP BY theme, question, place ORDER BY min(n)"""  # noqa: S608
    return [Place(*row) for row in rows(sql)]


class _House:
    """The themes and questions of one consultation, as they grow."""

    def __init__(self, consultation: Consultation):
        self.consultation = consultation
        self.themes = {_same(theme.name): theme for theme in consultation.themes.all()}
        self.questions = list(Question.objects.filter(theme__consultation=consultation).select_related("theme"))
        self.themes_made = self.questions_made = 0

    def question(self, place: Place) -> Question:
        origin = fitted(place.origin) or _origin(place)
        return self._known(place, origin) or self._open(place, origin)

    def _known(self, place: Place, origin: str) -> Question | None:
        for question in self.questions:
            if question.origin == origin:
                return question
        title = _same(_cut(place.question, 240))
        titled = [question for question in self.questions if _same(question.title) == title]
        if not place.theme:
            return titled[0] if len(titled) == 1 else None
        theme = _same(_cut(place.theme, 120))
        return next((question for question in titled if _same(question.theme.name) == theme), None)

    def _open(self, place: Place, origin: str) -> Question:
        theme = self._theme(place.theme or _("Sans thème"))
        title = _cut(place.question, 240)
        whole = [text.clean_line(place.question)] if title.endswith("…") and title != place.question else []
        question = theme.questions.create(
            slug=_free_slug(title, "question", theme.questions),
            title=title,
            context="\n\n".join([*whole, place.context]).strip(),
            position=min(theme.questions.count(), _LAST_POSITION),
            origin=origin,
        )
        self.questions.append(question)
        self.questions_made += 1
        return question

    def _theme(self, name: str) -> Theme:
        name = _cut(name, 120)
        if _same(name) not in self.themes:
            position = len(self.themes)
            self.themes[_same(name)] = self.consultation.themes.create(
                slug=_free_slug(name, "theme", self.consultation.themes),
                name=name,
                colour=Colour.values[position % len(Colour.values)],
                position=min(position, _LAST_POSITION),
            )
            self.themes_made += 1
        return self.themes[_same(name)]


def _same(name: str) -> str:
    """What two spellings of one name have in common."""
    return " ".join(name.casefold().split())


def _cut(name: str, longest: int) -> str:
    line = text.clean_line(name)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _origin(place: Place) -> str:
    names = f"{_same(place.theme)}\n{_same(place.question)}".encode()
    return f"import:{hashlib.sha256(names).hexdigest()}"


def _free_slug(name: str, default: str, taken) -> str:
    slug, number = slugify(name)[:50].strip("-") or default, 1
    free = slug
    while taken.filter(slug=free).exists():
        number += 1
        free = f"{slug}-{number}"
    return free
