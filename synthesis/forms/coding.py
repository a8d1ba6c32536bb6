"""What is sent of second readings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from synthesis.forms.fields import IdeaField, IdeasField
from synthesis.forms.passages import FiledForm, NothingForm, WordsForm
from synthesis.models import HarvestPlan, Idea, SecondPassage, SecondReading

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


class SecondPassageForm(WordsForm, FiledForm):
    """A passage that the second reader would keep, under as many ideas as he likes.

    The ideas are named without their figures: those are of others.
    """

    ideas = IdeasField(
        label=_("Ou dans l’arbre des idées"),
        required=False,
        help_text=_("Autant qu’il en faut. Noter de nouveau le même passage en ajoute."),
    )
    parent = IdeaField(label=_("Une idée nouvelle se place sous"), required=False)
    field_order = ("passage", "before", "nature", "new_idea", "ideas", "parent")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ideas"].offer(self.branches)
        self.fields["parent"].offer(self.branches, none=_("La racine du thème"), counted=False)

    def chosen(self) -> list[Idea]:
        """The ideas that were ticked, and the one that was named if it is in the tree."""
        return [*self.cleaned_data["ideas"], *([self.found] if self.found else [])]


class SecondReadForm(NothingForm):
    """Read a second time, and nothing kept: why."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["duplicate_of"].help_text = _("Facultatif : le nombre qui termine son adresse.")


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
        rows = second.passages.select_related("version", "nature").prefetch_related("ideas")
        self.fields["add"].queryset = rows
