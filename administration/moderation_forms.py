"""What an administrator sends about moderation, the charter and audits: checked here for its shape."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from administration.forms import Day, Line, LongText
from consultation import text
from consultation.models import Consultation

MOST_WORDS, LONGEST_WORD = 300, 60
MOST_REPORTS = 100


class WordsField(forms.CharField):
    """Words or expressions, one a line, each once."""

    widget = forms.Textarea

    def to_python(self, value):
        lines = (text.clean_line(line) for line in text.clean_body(super().to_python(value) or "").split("\n"))
        return "\n".join(dict.fromkeys(line for line in lines if not text.is_blank(line)))

    def validate(self, value):
        super().validate(value)
        words = value.split("\n")
        if len(words) > MOST_WORDS:
            raise ValidationError(_("Gardez %(most)s mots au plus.") % {"most": MOST_WORDS})
        if too_long := next((word for word in words if len(word) > LONGEST_WORD), None):
            values = {"word": too_long[:LONGEST_WORD], "most": LONGEST_WORD}
            raise ValidationError(_("« %(word)s… » dépasse %(most)s caractères : un mot ou deux par ligne.") % values)


class ModerationForm(forms.Form):
    """When texts are read, and what holds one back. One choice a theme comes besides."""

    moderation = forms.ChoiceField(
        label=_("Les textes sont lus"),
        choices=Consultation.Moderation.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez quand les textes sont lus par un modérateur."),
            "invalid_choice": _("Choisissez l’une des deux modérations."),
        },
    )
    holds_newcomers = forms.BooleanField(
        label=_("Relire d’abord le premier texte de chaque personne"),
        required=False,
        help_text=_(
            "Même là où les textes paraissent aussitôt. Le suivant paraît sans attendre, une fois le premier publié."
        ),
    )
    reports_to_hold = forms.IntegerField(
        label=_("Signalements avant mise en attente"),
        help_text=_("Nombre de personnes différentes. Zéro : un texte signalé reste en ligne jusqu’à une décision."),
        validators=[MinValueValidator(0), MaxValueValidator(MOST_REPORTS)],
        error_messages={
            "required": _("Écrivez un nombre, zéro pour ne jamais mettre en attente."),
            "invalid": _("Écrivez un nombre entier."),
        },
    )
    held_words = WordsField(
        label=_("Mots à vérifier"),
        required=False,
        help_text=_(
            "Un par ligne. Un texte qui en contient attend un modérateur ; il n’est jamais supprimé. La plateforme "
            "vérifie déjà les insultes courantes et les coordonnées personnelles."
        ),
    )

    def __init__(self, *args, consultation: Consultation, **kwargs):
        names = ("moderation", "holds_newcomers", "reports_to_hold", "held_words")
        self.themes = list(consultation.themes.all())
        initial = {name: getattr(consultation, name) for name in names}
        initial |= {f"theme_{theme.pk}": theme.moderation for theme in self.themes}
        super().__init__(*args, initial=initial, **kwargs)
        for theme in self.themes:
            self.fields[f"theme_{theme.pk}"] = forms.ChoiceField(
                label=theme.name,
                required=False,
                choices=[("", _("comme la consultation")), *Consultation.Moderation.choices],
                error_messages={"invalid_choice": _("Choisissez dans la liste.")},
            )

    @property
    def of_themes(self) -> list:
        return [self[f"theme_{theme.pk}"] for theme in self.themes]

    @property
    def notes(self) -> dict[str, str]:
        return {
            Consultation.Moderation.BEFORE.value: _("Un modérateur lit chaque texte avant sa mise en ligne."),
            Consultation.Moderation.AFTER.value: _("Les textes paraissent aussitôt. Un modérateur peut les masquer."),
        }

    def clean(self):
        said = self.cleaned_data
        said["themes"] = {theme.pk: said.pop(f"theme_{theme.pk}", theme.moderation) for theme in self.themes}
        return said


class RuleForm(forms.Form):
    """A rule of the charter."""

    name = Line(
        label=_("Raison"),
        longest=60,
        missing=_("Donnez un nom à cette raison."),
        help_text=_("Telle qu’elle est dite à l’auteur d’un texte masqué : « hors sujet »."),
    )
    explanation = Line(
        label=_("Ce que demande la charte"),
        longest=240,
        help_text=_("Une phrase, facultative : « Restez dans la question posée. »"),
    )


class AuditForm(forms.Form):
    """An audit of accessibility, as its report tells it."""

    made_on = Day(label=_("Date de l’audit"), missing=_("Donnez la date de l’audit."))
    auditor = Line(label=_("Réalisé par"), longest=160, missing=_("Dites qui a réalisé l’audit."))
    reference = Line(
        label=_("Référentiel"), longest=60, missing=_("Dites quel référentiel a servi."), initial="RGAA 4.1.2"
    )
    rate = forms.DecimalField(
        label=_("Taux de conformité"),
        max_digits=5,
        decimal_places=2,
        localize=True,
        help_text=_("En pour cent des critères applicables, par exemple 72,5."),
        validators=[
            MinValueValidator(0, _("Le taux va de 0 à 100.")),
            MaxValueValidator(100, _("Le taux va de 0 à 100.")),
        ],
        error_messages={
            "required": _("Écrivez le taux de conformité."),
            "invalid": _("Écrivez un nombre, par exemple 72,5."),
            "max_digits": _("Écrivez un nombre, par exemple 72,5."),
            "max_decimal_places": _("Deux chiffres après la virgule au plus."),
            "max_whole_digits": _("Le taux va de 0 à 100."),
        },
    )
    valid_until = Day(label=_("Valable jusqu’au"), help_text=_("Laissez vide : trois ans à compter de l’audit."))
    nonconformities = LongText(
        label=_("Non-conformités"),
        help_text=_("Ce qui n’est pas accessible, un point par ligne commencée par un tiret."),
    )
    derogations = LongText(label=_("Dérogations pour charge disproportionnée"))
    exempt = LongText(label=_("Contenus non soumis à l’obligation d’accessibilité"))
