"""What editors send."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation import text
from debates.forms import BodyField
from debates.models import Theme
from synthesis import reading
from synthesis.forms.fields import LineField
from synthesis.models import Extract, Section, Statement, Synthesis

STATEMENT_MAX = 5_000


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
