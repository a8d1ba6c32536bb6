from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation import text
from consultation.keys.actions import DAYS


class KeyForm(forms.Form):
    """A name to know a key by, and how long it is good."""

    name = forms.CharField(
        label=_("Nom de la clé"),
        max_length=60,
        help_text=_("À quoi elle servira : vous la reconnaîtrez dans la liste."),
        error_messages={
            "required": _("Donnez un nom à cette clé."),
            "max_length": _("Ce nom dépasse %(limit_value)d caractères : raccourcissez-le."),
        },
    )
    days = forms.TypedChoiceField(
        label=_("Valable"),
        choices=[(days, label) for days, label in zip(DAYS, (_("30 jours"), _("90 jours"), _("un an")), strict=True)],
        coerce=int,
        initial=90,
        error_messages={
            "required": _("Choisissez combien de temps elle est valable."),
            "invalid_choice": _("Choisissez une durée de la liste."),
        },
    )

    def clean_name(self) -> str:
        line = text.clean_line(self.cleaned_data["name"])
        if text.is_blank(line):
            raise ValidationError(self.fields["name"].error_messages["required"], code="required")
        return line
