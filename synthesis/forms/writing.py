"""What editors send."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation import text
from debates.forms import BodyField
from debates.models import Theme
from synthesis import catalogue, reading
from synthesis.document import Document
from synthesis.forms.fields import LineField, PassagesField
from synthesis.models import Extract, Section, Statement, Synthesis

STATEMENT_MAX = 5_000  # characters
REMARK_MAX = 2_000


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
    """The text of a statement, the chart or table it comes with and the passages it rests on."""

    text = BodyField(label=_("Énoncé"), max_length=STATEMENT_MAX)
    figure = forms.ChoiceField(
        label=_("Figure"),
        required=False,
        help_text=_("Un graphique ou un tableau placé ici ; l’énoncé en est la légende."),
        error_messages={
            "invalid_choice": _("Cette figure n’a rien à montrer dans ce brouillon. Choisissez-en une autre.")
        },
    )
    extracts = PassagesField(
        label=_("Passages cités"),
        required=False,
        error_messages={
            "invalid_choice": _("Ce passage n’est pas, ou n’est plus, dans ce thème. Rechargez la page."),
            "max_length": _("Un énoncé cite %(limit)d passages au plus : retirez-en."),
        },
    )
    revision = forms.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("La page ne dit pas de quel texte vous êtes parti. Rechargez-la, votre texte y est gardé."),
        ),
    )

    def __init__(self, *args, theme: Theme, figures: Document, statement: Statement | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].error_messages["required"] = _("Écrivez l’énoncé.")
        self.fields["extracts"].queryset = reading.citable(theme, statement)
        offered = catalogue.offered(figures, theme.pk)
        self.fields["figure"].choices = [("", _("Aucune")), *offered, *_left_over(statement, offered)]

    def chosen(self) -> list[Extract]:
        """The passages in the order they were sent, which is that of the citations."""
        return self.cleaned_data["extracts"]


def _left_over(statement: Statement | None, offered: list) -> list[tuple[str, str]]:
    """The figure that a statement has and that has nothing to show any more: it may stay until another is chosen."""
    known = {key for _title, keys in offered for key, _words in keys}
    gone = statement and statement.figure and statement.figure not in known
    return [(statement.figure, _("Figure sans nombres"))] if gone else []


class NewStatementForm(StatementForm):
    """A statement of the editors' own. Sent twice, `origin` makes one of it."""

    section = forms.ChoiceField(
        label=_("Partie"),
        choices=Section.choices,
        error_messages={"invalid_choice": _("Cette partie n’existe pas. Choisissez-en une de la liste.")},
    )
    origin = forms.UUIDField(required=False, widget=forms.HiddenInput)
    revision = None
    field_order = ["section", "text", "figure", "extracts"]


class RemarkForm(forms.Form):
    """What an editor says to the others of a statement."""

    remark = BodyField(label=_("Commentaire"), max_length=REMARK_MAX)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["remark"].error_messages["required"] = _("Écrivez votre commentaire.")
