"""What is sent of ideas."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from synthesis import reading
from synthesis.forms.fields import IDEA_MAX, IdeaField, LineField


class IdeaForm(forms.Form):
    """A new idea in the tree of a theme."""

    title = LineField(
        label=_("Nouvelle idée"),
        max_length=IDEA_MAX,
        error_messages={
            "required": _("Nommez l’idée."),
            "max_length": _("Nommez l’idée en %(limit_value)d caractères au plus."),
        },
    )
    parent = IdeaField(label=_("Sous l’idée"), required=False)

    def __init__(self, *args, branches: Iterable[reading.Branch] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].offer(branches, none=_("À la racine du thème"))
