"""What readers and authors send to the moderation, and what they are answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from debates.charter import rules_of
from debates.forms import BodyField
from debates.models import Appeal, Report


class ReportForm(forms.Form):
    """The rule of the charter that a text breaks, and a line."""

    reason = forms.ChoiceField(
        label=_("Ce que ce texte ne respecte pas"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez ce que ce texte ne respecte pas."),
            "invalid_choice": _("Choisissez ce que ce texte ne respecte pas dans la liste."),
        },
    )
    line = forms.CharField(
        label=_("Ce qu’il faut regarder"),
        max_length=Report._meta.get_field("line").max_length,
        required=False,
        widget=forms.Textarea,
        help_text=_("Facultatif : le passage en cause, ou ce qu’un modérateur ne peut pas deviner. Lui seul vous lit."),
        error_messages={
            "max_length": _("Votre remarque dépasse %(limit_value)d caractères : raccourcissez-la."),
            "null_characters_not_allowed": _("Votre remarque contient un caractère nul : retirez-le."),
        },
    )

    def __init__(self, *args, consultation: Consultation, **kwargs):
        super().__init__(*args, **kwargs)
        self.rules = rules_of(consultation)
        self.fields["reason"].choices = [(rule.key, rule.label) for rule in self.rules]

    @property
    def explanations(self) -> dict[str, str]:
        return {rule.key: rule.explanation for rule in self.rules}


class _PlainField(BodyField):
    """A text that is shown as it was typed."""

    def __init__(self, **options):
        super().__init__(max_length=Appeal.LONGEST, **options)
        self.error_messages["max_length"] = _("Votre texte dépasse %(limit_value)d caractères : raccourcissez-le.")


class AppealForm(forms.Form):
    body = _PlainField(
        label=_("Pourquoi cette décision doit être revue"),
        help_text=_("Ce que le modérateur n’a pas vu ou pas compris. Votre texte n’est lu que par l’équipe."),
    )


class AnswerForm(forms.Form):
    answer = _PlainField(
        label=_("Votre réponse à l’auteur"),
        help_text=_("Elle lui est envoyée telle quelle, sans votre nom."),
    )
