from django import forms
from django.utils.translation import gettext_lazy as _

from consultation.models import Rhythm


class RhythmForm(forms.Form):
    """How often somebody is written to about what he follows."""

    rhythm = forms.ChoiceField(
        label=_("M’écrire à propos de ce que j’ai choisi de suivre"),
        choices=[
            (Rhythm.AT_ONCE, _("Aussitôt")),
            (Rhythm.DAILY, _("Une fois par jour, à 8 heures")),
            (Rhythm.WEEKLY, _("Une fois par semaine, le lundi à 8 heures")),
            (Rhythm.NONE, _("Jamais : je lis mes avis sur le site")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez un rythme."),
            "invalid_choice": _("Choisissez un des rythmes proposés."),
        },
    )
