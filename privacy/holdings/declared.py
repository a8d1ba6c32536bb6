"""How a holding is declared."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet, TextChoices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultation.models import User

Words = str | Promise


class Fate(TextChoices):
    """What becomes of it when the person leaves."""

    DELETED = "deleted", _("effacé en entier")
    EMPTIED = "emptied", _("vidé de ce qui dit qui vous êtes et de vos mots ; le reste ne sert plus qu’à compter")
    CHOSEN = "chosen", _("reste sans votre nom, ou part avec vous : vous choisissez")
    NUMBERED = "numbered", _("reste sous un numéro que plus rien ne relie à vous")


@dataclass(frozen=True)
class Holding:
    """Rows of one table that are of a person.

    `model` is "app.Model", `by` how its rows lead to the person (a path of columns; "" : the person herself),
    `columns` what is shown and exported of each (path, words). `covers` lists the columns to User that it answers for.
    A model of a part that is not installed is left out.
    """

    key: str  # of its file in the export: letters, digits and hyphens
    title: Words
    why: Words
    how_long: Words
    model: str
    by: str
    columns: tuple[tuple[str, Words], ...]
    fate: Fate
    covers: tuple[str, ...] = ()
    narrowed: Callable[[QuerySet, User], QuerySet] | None = None  # instead of `by`

    @property
    def is_installed(self) -> bool:
        return apps.is_installed(self._module) if self._module else True

    @property
    def _module(self) -> str:
        optional = {
            "mfa": "allauth.mfa",
            "socialaccount": "allauth.socialaccount",
            "usersessions": "allauth.usersessions",
        }
        return optional.get(self.model.split(".")[0], "")

    @property
    def table(self) -> type[Model]:
        return apps.get_model(self.model)

    def rows(self, person: User) -> QuerySet:
        rows = self.table._default_manager.all()
        if self.narrowed:
            return self.narrowed(rows, person)
        return rows.filter(**{self.by or "pk": person.pk})

    def in_words(self, row: tuple[Any, ...]) -> list[str]:
        """A line as one reads it, the words of choices in place of their keys."""
        choices = [self._choices(path) for path, _words in self.columns]
        return [
            named[value] if isinstance(value, str) and value in named else in_words(value)
            for named, value in zip(choices, row, strict=True)
        ]

    def _choices(self, path: str) -> dict[Any, str]:
        """Of a column of the table itself."""
        field = {field.name: field for field in self.table._meta.concrete_fields}.get(path)
        return {key: str(words) for key, words in field.flatchoices} if field is not None and field.choices else {}

    def lines(self, person: User) -> Iterator[tuple[Any, ...]]:
        """The declared columns of each row, the oldest row first, read one after another."""
        paths = [path for path, _words in self.columns]
        return self.rows(person).order_by("pk").values_list(*paths).iterator(chunk_size=500)


def in_words(value: Any) -> str:
    """A value of a column as one reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("oui") if value else _("non"))
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
