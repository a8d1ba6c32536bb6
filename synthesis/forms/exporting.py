"""What the staff sends of its own look."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from synthesis.exports.vetting import LARGEST


class ReportTemplateForm(forms.Form):
    """A Word or OpenDocument file; what is in it is looked at by the act."""

    file = forms.FileField(
        label=_("Votre modèle"),
        help_text=_("Un fichier Word (.docx) ou OpenDocument (.odt), sans macro ; 5 Mo au plus."),
        error_messages={
            "required": _("Choisissez le fichier."),
            "empty": _("Ce fichier est vide."),
            "max_length": _("Le nom de ce fichier est trop long."),
        },
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".docx,.dotx,.odt,.ott"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("Ce fichier est trop lourd : 5 Mo au plus."))
        return file
