"""What the staff sends about harvest and synthesis: checked here for its shape, in the actions for its sense."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from consultation import text
from debates.forms import BodyField
from debates.models import Contribution, Nature, Theme
from synthesis import reading
from synthesis.models import Extract, Idea, Reading, Section, Statement, Synthesis

PASSAGE_MAX = 20_000  # characters
STATEMENT_MAX = 5_000
IDEA_MAX = 200


class LineField(forms.CharField):
    """A name on one line."""

    def clean(self, value):
        return text.clean_line(super().clean(value) or "")


class IdeaField(forms.ChoiceField):
    """An idea of a theme's tree, told by its place in it; the form holds the Idea, or None."""

    def __init__(self, **options):
        super().__init__(**options)
        self.ideas: dict[str, Idea] = {}
        self.error_messages["invalid_choice"] = _("Cette idée n’est pas dans le thème de ce texte.")

    def clean(self, value):
        return self.ideas.get(super().clean(value))

    def offer(self, branches: Iterable[reading.Branch], *, none: str) -> None:
        """Offer the ideas of a tree, each set back under its parent, after the words for no idea."""
        branches = list(branches)
        self.ideas = {str(branch.idea.pk): branch.idea for branch in branches}
        self.choices = [("", none), *((str(branch.idea.pk), _set_back(branch)) for branch in branches)]


def _set_back(branch: reading.Branch) -> str:
    return "\u00a0\u00a0\u00a0\u00a0" * branch.depth + f"{branch.idea.title} ({branch.extracts})"


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


class SynthesisForm(forms.ModelForm):
    """Title, stage and introduction of a draft."""

    title = LineField(
        label=_("Titre"), max_length=200, error_messages={"required": _("Donnez un titre à la synthèse.")}
    )
    introduction = forms.CharField(
        label=_("Introduction"),
        max_length=20_000,
        required=False,
        strip=False,
        widget=forms.Textarea,
        help_text=_("**gras**, *italique*, listes et liens s’écrivent en Markdown."),
    )

    class Meta:
        model = Synthesis
        fields = ["title", "kind", "introduction"]

    def clean_title(self):
        if text.is_blank(self.cleaned_data["title"]):
            raise ValidationError(self.fields["title"].error_messages["required"])
        return self.cleaned_data["title"]

    def clean_introduction(self):
        return text.clean_body(self.cleaned_data["introduction"])


class StatementForm(forms.Form):
    """The text of a statement and the passages it rests on."""

    text = BodyField(label=_("Énoncé"), max_length=STATEMENT_MAX)
    extracts = forms.ModelMultipleChoiceField(
        Extract.objects.none(),
        label=_("Passages cités"),
        required=False,
        error_messages={
            "invalid_choice": _("Ce passage n’est pas, ou n’est plus, dans ce thème. Rechargez la page."),
            "invalid_pk_value": _("Ce passage n’est pas, ou n’est plus, dans ce thème. Rechargez la page."),
        },
    )

    def __init__(self, *args, theme: Theme, statement: Statement | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].error_messages["required"] = _("Écrivez l’énoncé.")
        self.fields["extracts"].queryset = reading.citable(theme, statement)

    def chosen(self) -> list[Extract]:
        """The passages in the order they were sent, which is that of the citations."""
        order = {pk: place for place, pk in enumerate(self.data.getlist("extracts"))}
        return sorted(self.cleaned_data["extracts"], key=lambda extract: order.get(str(extract.pk), 0))


class NewStatementForm(StatementForm):
    """A statement of the editors' own."""

    section = forms.ChoiceField(
        label=_("Partie"),
        choices=Section.choices,
        error_messages={"invalid_choice": _("Cette partie n’existe pas. Choisissez-en une de la liste.")},
    )
    field_order = ["section", "text", "extracts"]
