"""What was asked, and what moderators decided, in numbers."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext as _

from consultation.models import Stakeholder
from consultation.territories.models import TerritoryKind
from debates.models import Decision, Question, Stance

from .columns import Column, Dataset, Record
from .scope import BATCH, Scope


def themes(scope: Scope) -> Dataset:
    columns = (
        Column("id", "integer", "Numéro du thème", "Number of the theme"),
        Column("slug", "text", "Nom dans les adresses", "Name in addresses", 16),
        Column("name", "text", "Nom du thème", "Name of the theme", 24),
        Column("position", "integer", "Rang dans la consultation", "Rank in the consultation"),
    )

    def records() -> Iterator[Record]:
        yield from scope.consultation.themes.order_by("pk").values_list("pk", "slug", "name", "position")

    words = ("Les thèmes de la consultation", "The themes of the consultation")
    return Dataset("themes", _("Thèmes"), *words, ("id",), columns, records)


def questions(scope: Scope) -> Dataset:
    columns = (
        Column("id", "integer", "Numéro de la question", "Number of the question"),
        Column("theme", "integer", "Thème, dans la table themes", "Theme, in the table themes"),
        Column("title", "text", "La question", "The question", 60),
        Column("position", "integer", "Rang dans le thème", "Rank in the theme"),
        Column("url", "text", "Adresse de la page", "Address of the page", 50),
    )

    def records() -> Iterator[Record]:
        rows = Question.objects.filter(theme__consultation=scope.consultation).select_related("theme__consultation")
        for row in rows.order_by("pk").iterator(chunk_size=BATCH):
            yield row.pk, row.theme_id, row.title, row.position, settings.SITE_URL + row.get_absolute_url()

    words = ("Les questions posées", "The questions asked")
    return Dataset("questions", _("Questions posées"), *words, ("id",), columns, records)


def labels(scope: Scope) -> Dataset:
    """The words for the codes, in the language of the consultation, as the document says them."""
    columns = (
        Column("field", "code", "Colonne où se trouve le code", "Column that the code is in"),
        Column("code", "code", "Le code", "The code", 20),
        Column(
            "label",
            "text",
            "Ses mots, dans la langue de la consultation",
            "Its words, in the consultation's language",
            40,
        ),
    )

    def records() -> Iterator[Record]:
        with translation.override(scope.consultation.language):
            found = {"kind": TerritoryKind.choices, "stakeholder": Stakeholder.choices, "stance": Stance.choices}
            words = {field: {str(code): str(label) for code, label in rows} for field, rows in found.items()}
            words["nature"] = {nature.key: nature.label for nature in scope.consultation.natures.all()}
        for field in sorted(words):
            for code in sorted(words[field]):
                yield field, code, words[field][code]

    words = ("Les mots qui correspondent aux codes", "The words for the codes")
    return Dataset("labels", _("Libellés"), *words, ("field", "code"), columns, records)


def decisions(scope: Scope) -> Dataset:
    """The numbers of the public register: without what was undone at once, nor what carries out an appeal's answer."""
    columns = (
        Column(
            "verdict", "code", "Ce qui a été décidé", "What was decided", 24,
            lambda: {value: str(label) for value, label in Decision.Verdict.choices},
        ),
        Column("reason", "code", "Règle de la charte, sinon vide", "Rule of the charter, else empty", 24),
        Column("number", "integer", "Nombre de décisions", "Number of decisions"),
    )  # fmt: skip

    def records() -> Iterator[Record]:
        rows = Decision.objects.filter(contribution__question__theme__consultation=scope.consultation, undone_at=None)
        rows = rows.filter(at__lte=scope.until) if scope.until else rows
        counted = rows.exclude(details__has_key="appeal").order_by("verdict", "reason").values_list("verdict", "reason")
        yield from counted.annotate(number=Count("pk"))

    words = ("Les décisions de modération, comptées", "The decisions of the moderators, counted")
    return Dataset("decisions", _("Décisions de modération"), *words, ("verdict", "reason"), columns, records)
