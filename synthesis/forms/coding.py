"""What is sent of second readings."""

from collections.abc import Iterable

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from consultation import text
from debates.models import Contribution, Nature
from synthesis import reading
from synthesis.forms.fields import IDEA_MAX, IdeaField, LineField
from synthesis.models import HarvestPlan, Reading, SecondPassage, SecondReading

PASSAGE_MAX = 20_000  # characters
WHOLE = _("Donnez un nombre entier de 0 à 100.")


class HarvestPlanForm(forms.ModelForm):
    """How many contributions in a hundred are read twice."""

    class Meta:
        model = HarvestPlan
        fields = ["double_share"]
        labels = {"double_share": _("Part des contributions lues deux fois, en pour cent")}
        help_texts = {"double_share": _("Entre 0 (aucune) et 100 (toutes). Une part de 5 à 20 suffit souvent.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["double_share"].error_messages |= {"required": WHOLE, "invalid": WHOLE}
        self.fields["double_share"].error_messages |= {"max_value": WHOLE, "min_value": WHOLE}


class SecondPassageForm(forms.Form):
    """A passage that the second reader would keep. The ideas are named without their figures: those are of others."""

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
        field, branches = self.fields["idea"], list(branches)
        field.ideas = {str(branch.idea.pk): branch.idea for branch in branches}
        named = [(str(branch.idea.pk), "\u00a0" * 4 * branch.depth + branch.idea.title) for branch in branches]
        field.choices = [("", _("Aucune pour l’instant")), *named]

    def clean_passage(self):
        return text.clean_body(self.cleaned_data["passage"])

    def clean_before(self):
        return text.clean_body(self.cleaned_data["before"])


class SecondReadForm(forms.Form):
    """Read a second time, and nothing kept: why."""

    outcome = forms.ChoiceField(
        label=_("Pourquoi rien n’est gardé"),
        choices=[choice for choice in Reading.Outcome.choices if choice[0] != Reading.Outcome.KEPT],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Dites pourquoi rien n’est gardé."),
            "invalid_choice": _("Cette raison n’existe pas. Choisissez-en une de la liste."),
        },
    )
    duplicate_of = forms.ModelChoiceField(
        Contribution.objects.none(),
        label=_("Doublon du texte numéro"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8}),
        help_text=_("Facultatif : le nombre qui termine son adresse."),
        error_messages={"invalid_choice": _("Il n’y a pas de contribution en ligne sous ce numéro.")},
    )

    def __init__(self, *args, contribution: Contribution, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Contribution.objects.of(contribution.consultation).contributions().published()
        self.fields["duplicate_of"].queryset = rows


class SettleForm(forms.Form):
    """Which passages of the second reading become extracts, and whose reason stays where nobody kept any."""

    add = forms.ModelMultipleChoiceField(
        SecondPassage.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": _("Ce passage n’est pas de cette lecture. Rechargez la page."),
            "invalid_pk_value": _("Ce passage n’est pas de cette lecture. Rechargez la page."),
        },
    )
    take_outcome = forms.BooleanField(required=False)

    def __init__(self, *args, second: SecondReading, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["add"].queryset = second.passages.select_related("version", "nature", "idea__merged_into")
