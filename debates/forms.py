"""What people send about the debate: checked here for its shape, in the actions for its sense."""

from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation import text
from consultation.models import Consultation
from debates.models import Nature, Stance
from debates.written import source


class BodyField(forms.CharField):
    """Somebody's text: Markdown, kept as it was written."""

    def __init__(self, *, max_length: int, **options):
        options.setdefault("widget", forms.Textarea)
        super().__init__(
            max_length=max_length,
            strip=False,
            error_messages={
                "required": _("Écrivez votre texte."),
                "max_length": _(
                    "Votre texte dépasse %(limit_value)d caractères : raccourcissez-le ou publiez-le en deux fois."
                ),
                "null_characters_not_allowed": _("Votre texte contient un caractère nul : retirez-le."),
            },
            **options,
        )

    def to_python(self, value):
        return text.clean_body(super().to_python(value)) if value and "\x00" not in value else value

    def validate(self, value):
        super().validate(value)
        if text.is_blank(value):
            raise ValidationError(self.error_messages["required"], code="required")


class SentOnceForm(forms.Form):
    """A form that carries a key of its own: sent twice, it makes one text."""

    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4().hex


class TitleField(forms.CharField):
    def __init__(self, **options):
        super().__init__(
            label=_("Titre"),
            max_length=settings.TITLE_MAX,
            help_text=_("Votre idée en une phrase."),
            error_messages={
                "required": _("Donnez un titre à votre contribution."),
                "max_length": _("Le titre dépasse %(limit_value)d caractères : raccourcissez-le."),
            },
            **options,
        )

    def clean(self, value):
        line = text.clean_line(super().clean(value))
        if text.is_blank(line):
            raise ValidationError(self.error_messages["required"], code="required")
        return line


class SourceField(forms.CharField):
    """One link, to what a text rests on."""

    def __init__(self):
        super().__init__(
            label=_("Lien vers une source"),
            required=False,
            help_text=_("Facultatif : la page d’une étude, d’un article ou d’un lieu, que chacun pourra ouvrir."),
            widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
            error_messages={"null_characters_not_allowed": _("Ce lien contient un caractère nul : retirez-le.")},
        )

    def clean(self, value):
        return source(super().clean(value))


class ContributionForm(SentOnceForm):
    """A contribution: its nature first, then the text."""

    nature = forms.ModelChoiceField(
        Nature.objects.none(),
        label=_("Ce que vous apportez"),
        to_field_name="key",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Dites d’abord ce que vous apportez : un constat, une proposition…"),
            "invalid_choice": _("Cette nature n’existe pas dans cette consultation. Choisissez-en une de la liste."),
        },
    )
    title = TitleField()
    body = BodyField(
        label=_("Votre texte"),
        max_length=settings.BODY_MAX,
        help_text=_("Un texte simple suffit. **gras**, *italique*, listes et liens s’écrivent en Markdown."),
    )
    source_url = SourceField()

    def __init__(self, *args, consultation: Consultation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nature"].queryset = consultation.natures.all()

    @property
    def explanations(self) -> dict[str, str]:
        return {nature.key: nature.explanation for nature in self.fields["nature"].queryset}

    @property
    def placed_natures(self) -> list[Nature]:
        """Those whose texts may say where what they describe is."""
        return [nature for nature in self.fields["nature"].queryset if nature.names_place]


class EditForm(forms.Form):
    """A new version of a contribution."""

    title = TitleField()
    body = BodyField(label=_("Votre texte"), max_length=settings.BODY_MAX)
    source_url = SourceField()


class EditArgumentForm(forms.Form):
    """A new version of an argument."""

    body = BodyField(label=_("Votre argument"), max_length=settings.ARGUMENT_MAX)
    source_url = SourceField()


class ArgumentForm(SentOnceForm):
    """An answer to a text: what it does to it, then the words."""

    stance = forms.ChoiceField(
        label=_("Votre argument est"),
        choices=Stance.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez ce que fait votre argument : pour, contre, nuance, exemple, source ou question."),
            "invalid_choice": _("Choisissez ce que fait votre argument dans la liste."),
        },
    )
    body = BodyField(label=_("Votre argument"), max_length=settings.ARGUMENT_MAX)
    source_url = SourceField()
