"""What a harvester sends of a text."""

from collections.abc import Iterable

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from consultation import text
from debates.models import Contribution, Nature
from synthesis import reading
from synthesis.forms.fields import IDEA_MAX, IdeaField, LineField
from synthesis.models import Reading

PASSAGE_MAX = 20_000  # characters


class HarvestForm(forms.Form):
    """A passage to keep: its words, its nature, and the idea it goes under, chosen or new."""

    passage = forms.CharField(
        label=_("Passage"),
        strip=False,
        widget=forms.Textarea,
        error_messages={"required": _("Sélectionnez un passage du texte, ou copiez-le ici.")},
        validators=[MaxLengthValidator(PASSAGE_MAX)],
        help_text=_("Sélectionnez-le dans le texte, ou copiez-le ici mot pour mot."),
    )
    before = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    nature = forms.ModelChoiceField(
        Nature.objects.none(),
        label=_("Nature du passage"),
        to_field_name="key",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Dites ce qu’est ce passage : un constat, un frein, une proposition…"),
            "invalid_choice": _("Cette nature n’existe pas dans cette consultation. Choisissez-en une de la liste."),
        },
    )
    idea = IdeaField(label=_("Idée"), required=False, help_text=_("Où ce passage se range dans l’arbre du thème."))
    new_idea = LineField(
        label=_("Ou une nouvelle idée"),
        required=False,
        max_length=IDEA_MAX,
        help_text=_("Elle se place sous l’idée choisie ci-dessus, ou à la racine si aucune n’est choisie."),
    )

    def __init__(self, *args, contribution: Contribution, branches: Iterable[reading.Branch], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nature"].queryset = contribution.consultation.natures.all()
        self.fields["idea"].offer(branches, none=_("Aucune pour l’instant"))

    def clean_passage(self):
        return text.clean_body(self.cleaned_data["passage"])

    def clean_before(self):
        return text.clean_body(self.cleaned_data["before"])


class ReadForm(forms.Form):
    """Read, and nothing kept: why."""

    outcome = forms.ChoiceField(
        label=_("Pourquoi rien n’est gardé"),
        choices=[choice for choice in Reading.Outcome.choices if choice[0] != Reading.Outcome.KEPT],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Dites pourquoi rien n’est gardé."),
            "invalid_choice": _("Cette raison n’existe pas. Choisissez-en une de la liste."),
        },
    )
