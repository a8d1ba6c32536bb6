"""The filters of the search, as they stand in the address of its page."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.utils.translation import gettext

from consultation.models import Consultation
from debates.filtering import Choices, Filter, offered
from debates.search import CLOSEST, NEWEST, Facets

_NAMES = ("theme", "question", "textes", "nature", "territoire", "region", "qualite", "tri")


class SearchFilters:
    """What an address asks of the search beside its words. Values that do not exist are no filter, and are said."""

    def __init__(self, asked: Mapping[str, str], consultation: Consultation):
        self.themes = list(consultation.themes.prefetch_related("questions"))
        shared, own = offered(consultation), self._offered()
        choices = {name: own.get(name) or shared[name] for name in _NAMES}
        self.fields = [Filter(name, *choices[name], asked.get(name, "")) for name in _NAMES]

    def _offered(self) -> dict[str, tuple[str, Choices]]:
        themes = tuple((theme.slug, theme.name) for theme in self.themes)
        questions = tuple((str(q.pk), q.title) for theme in self.themes for q in theme.questions.all())
        parts = (("contribution", gettext("contributions")), ("argument", gettext("arguments")))
        orders = ((CLOSEST, gettext("les plus proches")), (NEWEST, gettext("les plus récents")))
        return {
            "theme": (gettext("Thème"), themes),
            "question": (gettext("Question"), questions),
            "textes": (gettext("Textes"), parts),
            "tri": (gettext("Trier par"), orders),
        }

    @property
    def unknown(self) -> list[str]:
        return [field.label for field in self.fields if not field.is_known]

    @property
    def narrows(self) -> bool:
        return any(field.value for field in self.fields if field.name != "tri")

    @property
    def order(self) -> str:
        return self._values["tri"] or CLOSEST

    @property
    def facets(self) -> Facets:
        values = self._values
        return Facets(
            questions=self._questions(values["theme"], values["question"]),
            part=values["textes"],
            nature=values["nature"],
            territory=values["territoire"],
            region=values["region"],
            stakeholder=values["qualite"],
        )

    def address(self, words: str, order: str = "") -> str:
        """The query string of what was asked, in the order given, without the cursor."""
        asked = {"q": words} | self._values | ({"tri": order} if order else {})
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def _values(self) -> dict[str, str]:
        return {field.name: field.value for field in self.fields}

    def _questions(self, theme: str, question: str) -> tuple[int, ...] | None:
        """The ids of the questions asked for; of a theme and a question of another one, none."""
        if not theme and not question:
            return None
        rows = [(place.slug, str(row.pk), row.pk) for place in self.themes for row in place.questions.all()]
        return tuple(pk for slug, known, pk in rows if theme in ("", slug) and question in ("", known))
