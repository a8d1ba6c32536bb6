"""What people answered without writing."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils.translation import gettext as _

from debates.models import Reaction

from .columns import Column, Dataset, Record
from .scope import BATCH, Scope


def reactions(scope: Scope) -> Dataset:
    """By text and kind of answer. By territory or quality they are in the document alone, small cells left out: two
    tables of the same people, each guarded by itself, could be subtracted from one another.
    """
    columns = (
        Column("contribution", "integer", "Contribution ou argument", "Contribution or argument"),
        Column("kind", "code", "Ce qui est répondu : agree, disagree, unclear, more_info",
               "What is answered: agree, disagree, unclear, more_info", 20,
               lambda: {value: str(label) for value, label in Reaction.Kind.choices}),
        Column("number", "integer", "Personnes qui l’ont répondu sur le site, sans les soutiens importés",
               "People who answered so on the site, without imported supports"),
    )  # fmt: skip

    def under(question: int | None) -> Iterator[tuple[int, Record]]:
        rows = Reaction.objects.filter(contribution__in=scope.texts(question))
        names = ("contribution__question_id", "contribution_id", "kind")
        counted = rows.order_by(*names).values_list(*names).annotate(number=Count("pk"))
        for key, *record in counted.iterator(chunk_size=BATCH):
            yield key, tuple(record)

    words = ("Les réactions, par texte et par réponse", "The reactions, by text and answer")
    key = ("contribution", "kind")
    return Dataset("reactions", _("Réactions"), *words, key, columns, under=under, shares=scope.shares)
