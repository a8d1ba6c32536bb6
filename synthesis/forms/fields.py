"""Fields that several forms have."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation import text
from synthesis import reading
from synthesis.models import Extract, Idea

IDEA_MAX = 200  # characters
CITED_MAX = 20_000  # passages of a statement
NUMBER_MAX = 18  # digits of an id


class LineField(forms.CharField):
    """A name on one line."""

    def clean(self, value):
        return text.clean_line(super().clean(value) or "")


class IdeaField(forms.ChoiceField):
    """An idea of a theme's tree, told by its place in it; the form holds the Idea, or None."""

    def __init__(self, **options):
        super().__init__(**options)
        self.ideas: dict[str, Idea] = {}
        self.error_messages["invalid_choice"] = _("Cette idée n’est pas dans le thème de ce texte.")

    def clean(self, value):
        return self.ideas.get(super().clean(value))

    def offer(self, branches: Iterable[reading.Branch], *, none: str, counted: bool = True) -> None:
        """Offer the ideas of a tree, each set back under its parent, after the words for no idea.

        Each with the number of its passages, unless they are not `counted`.
        """
        branches = list(branches)
        self.ideas = {str(branch.idea.pk): branch.idea for branch in branches}
        named = ((branch.idea.pk, branch.set_back if counted else branch.named) for branch in branches)
        self.choices = [("", none), *((str(pk), name) for pk, name in named)]

    def offer_by_theme(self, trees: Iterable[tuple[str, list[reading.Branch]]], *, none: str) -> None:
        """Offer the ideas of several themes, each theme's under its name."""
        trees = [(name, branches) for name, branches in trees if branches]
        self.ideas = {str(branch.idea.pk): branch.idea for _name, branches in trees for branch in branches}
        grouped = [(name, [(str(b.idea.pk), b.set_back) for b in branches]) for name, branches in trees]
        self.choices = [("", none), *grouped]


class IdeasField(forms.MultipleChoiceField):
    """Ideas of a theme's tree, any number of them, ticked; the form holds a list of Idea."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(**options)
        self.ideas: dict[str, Idea] = {}
        self.error_messages["invalid_choice"] = _("Cette idée n’est pas dans le thème de ce texte.")

    def clean(self, value):
        return [self.ideas[each] for each in dict.fromkeys(super().clean(value))]

    def offer(self, branches: Iterable[reading.Branch]) -> None:
        """Offer the ideas of a tree, each set back under its parent, without the number of its passages."""
        branches = list(branches)
        self.ideas = {str(branch.idea.pk): branch.idea for branch in branches}
        self.choices = [(str(branch.idea.pk), branch.named) for branch in branches]


class PassagesField(forms.Field):
    """Passages of `queryset` by their ids, each once; the form holds a list of Extract in the order they were sent.

    One query, however many; more than CITED_MAX are refused before any.
    """

    widget = forms.SelectMultiple
    queryset = Extract.objects.none()

    def clean(self, value) -> list[Extract]:
        given = list(dict.fromkeys(value or ()))
        if len(given) > CITED_MAX:
            raise ValidationError(self.error_messages["max_length"], "max_length", {"limit": CITED_MAX})
        ids = [int(pk) for pk in given if pk.isdecimal() and len(pk) <= NUMBER_MAX]
        found = self.queryset.in_bulk(ids)
        if len(ids) < len(given) or len(found) < len(set(ids)):
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return [found[pk] for pk in dict.fromkeys(ids)]
