"""What is sent of ideas."""

from collections.abc import Iterable

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from debates.models import Theme
from synthesis import reading
from synthesis.forms.fields import IDEA_MAX, IdeaField, LineField
from synthesis.models import Extract

NAMED = {
    "required": _("Nommez l’idée."),
    "max_length": _("Nommez l’idée en %(limit_value)d caractères au plus."),
}
NOT_THERE = _("Cette idée n’est pas, ou n’est plus, dans l’arbre. Rechargez la page.")
ANOTHER_THEME = _("Cette idée appartient à un autre thème, ou n’est plus dans l’arbre.")
NOT_KEPT = _("Ce passage n’est plus gardé. Rechargez la page.")


class IdeaForm(forms.Form):
    """A new idea in the tree of a theme."""

    title = LineField(label=_("Nouvelle idée"), max_length=IDEA_MAX, error_messages=NAMED)
    parent = IdeaField(label=_("Sous l’idée"), required=False)

    def __init__(self, *args, branches: Iterable[reading.Branch] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].offer(branches, none=_("À la racine du thème"))


class RenameForm(forms.Form):
    title = LineField(label=_("Titre de l’idée"), max_length=IDEA_MAX, error_messages=NAMED)


class MoveForm(forms.Form):
    """Where an idea goes: under another or at the root, before a sibling there or last."""

    parent = IdeaField(label=_("Mettre sous"), required=False)
    before = IdeaField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, branches: Iterable[reading.Branch], **kwargs):
        super().__init__(*args, **kwargs)
        branches = list(branches)
        for name in ("parent", "before"):
            self.fields[name].offer(branches, none=_("À la racine du thème"))
            self.fields[name].error_messages["invalid_choice"] = ANOTHER_THEME


class MergeForm(forms.Form):
    """Into which idea another goes."""

    into = IdeaField(label=_("Réunir à"), error_messages={"required": _("Choisissez l’idée qui prend tout.")})

    def __init__(self, *args, branches: Iterable[reading.Branch], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].offer(branches, none=_("Choisissez une idée"))
        self.fields["into"].error_messages["invalid_choice"] = ANOTHER_THEME


class ExtractsForm(forms.Form):
    """Passages that are checked in a list."""

    extracts = forms.ModelMultipleChoiceField(
        Extract.objects.none(),
        label=_("Passages"),
        error_messages={
            "required": _("Cochez au moins un passage."),
            "invalid_choice": NOT_KEPT,
            "invalid_pk_value": NOT_KEPT,
        },
    )

    def __init__(self, *args, extracts: QuerySet[Extract], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["extracts"].queryset = extracts

    def checked(self) -> set[int]:
        """The ids sent, whatever else is wrong, so that no tick is lost."""
        sent = self.data.getlist("extracts") if self.is_bound else ()
        return {int(pk[:18]) for pk in sent if pk.isdecimal()}


class SplitForm(ExtractsForm):
    """The title of a new idea, and the passages it takes."""

    title = LineField(label=_("Nouvelle idée"), max_length=IDEA_MAX, error_messages=NAMED)


class FileForm(ExtractsForm):
    """Passages to file under an idea, chosen among those of every theme."""

    idea = IdeaField(label=_("Idée"), error_messages={"required": _("Choisissez une idée.")})

    def __init__(self, *args, trees: Iterable[tuple[Theme, list[reading.Branch]]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["idea"].offer_by_theme([(t.name, reading.flat(b)) for t, b in trees], none=_("Choisissez une idée"))
        self.fields["idea"].error_messages["invalid_choice"] = NOT_THERE
