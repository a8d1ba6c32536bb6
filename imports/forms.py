"""What staff sends to be taken in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TABLE_MAX = 5_000_000  # bytes


class TableForm(forms.Form):
    """A table of texts collected off the site."""

    file = forms.FileField(
        label=_("Tableau (CSV)"),
        help_text=_("Un fichier CSV en UTF-8, comme un tableur l’enregistre ; 5 Mo au plus."),
        error_messages={
            "required": _("Choisissez le fichier."),
            "empty": _("Ce fichier est vide."),
            "max_length": _("Le nom de ce fichier est trop long."),
        },
        max_length=200,
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > TABLE_MAX:
            raise ValidationError(_("Ce fichier dépasse 5 Mo : partagez-le."))
        return file
