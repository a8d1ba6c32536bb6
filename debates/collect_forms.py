"""What staff sends of a text that was collected off the site."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation import text
from consultation.forms import CommuneField
from consultation.models import Consultation, Stakeholder
from debates.actions import Provenance
from debates.forms import ContributionForm
from debates.models import Collected, Way
from debates.models.collecting import PLACE_MAX

PROVENANCE = ("way", "place", "on", "collected_by", "consent")


class LineOfPlaceField(forms.CharField):
    """A name on one line."""

    def clean(self, value):
        return text.clean_line(super().clean(value) or "")


class CollectForm(ContributionForm):
    """A contribution that somebody said or wrote elsewhere, and how it came here."""

    way = forms.ChoiceField(
        label=_("Comment ce texte est venu"),
        choices=Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites comment ce texte a été recueilli.")},
    )
    place = LineOfPlaceField(
        label=_("Lieu"),
        max_length=PLACE_MAX,
        help_text=_("Le lieu visité, la salle de réunion, la commune d’où vient la lettre."),
        error_messages={"required": _("Dites où ce texte a été recueilli.")},
    )
    on = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Dites quel jour ce texte a été recueilli."),
            "invalid": _("Cette date ne se lit pas. Écrivez-la comme 2018-05-12."),
        },
    )
    collected_by = LineOfPlaceField(
        label=_("Recueilli par"),
        max_length=PLACE_MAX,
        help_text=_("Qui de l’équipe l’a entendu ou reçu ; cela ne paraît pas sur le site."),
        error_messages={"required": _("Dites qui a recueilli ce texte.")},
    )
    consent = forms.ChoiceField(
        label=_("La personne a accepté que ce texte soit publié"),
        choices=[(value, label) for value, label in Collected.Consent.choices],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Sans l’accord de la personne, son texte ne paraît pas : dites comment il a été donné.")
        },
    )
    stakeholder = forms.ChoiceField(
        label=_("Qualité de la personne"),
        choices=[("", _("Non précisée")), *Stakeholder.choices],
        required=False,
        help_text=_("Montrée avec le texte : ne la dites que si la personne l’a voulu. Son nom n’est jamais publié."),
    )
    commune = CommuneField(
        label=_("Commune de la personne"),
        required=False,
        widget=forms.TextInput(attrs={"list": "communes", "autocomplete": "off"}),
    )

    def __init__(self, *args, consultation: Consultation, **kwargs):
        super().__init__(*args, consultation=consultation, **kwargs)
        self.fields["nature"].label = _("Ce que ce texte apporte")
        self.fields["body"].label = _("Le texte, mot pour mot")
        self.fields["body"].help_text = _("Ce que la personne a dit ou écrit, sans nom ni adresse.")

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("Cette date n’est pas encore passée."))
        return on

    @property
    def provenance(self) -> Provenance:
        return Provenance(**{name: self.cleaned_data[name] for name in PROVENANCE})

    @property
    def written(self) -> dict:
        """What is entered besides how it came."""
        return {name: value for name, value in self.cleaned_data.items() if name not in PROVENANCE}
