"""What an administrator sends: checked here for its shape, in the acts for its sense. No field gives a right."""

from datetime import date

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from consultation import text
from consultation.models import Consultation, Phase, Role, User
from debates.models import Colour

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
TOO_LONG = _("Ce texte dépasse %(limit_value)d caractères : raccourcissez-le.")


class Line(forms.CharField):
    """A name or a sentence on one line, with something to read in it."""

    def __init__(self, *, longest: int, missing: str = "", **options):
        at_most = MaxLengthValidator(longest, TOO_LONG)  # not `max_length`: these short forms count nothing down
        super().__init__(required=bool(missing), validators=[at_most], **options)
        self.error_messages["required"] = missing

    def to_python(self, value):
        line = text.clean_line(super().to_python(value) or "")
        return "" if text.is_blank(line) else line


class LongText(forms.CharField):
    """Markdown, kept as it was written; never required."""

    widget = forms.Textarea

    def __init__(self, **options):
        at_most = MaxLengthValidator(settings.BODY_MAX, TOO_LONG)
        super().__init__(required=False, strip=False, validators=[at_most], **options)

    def to_python(self, value):
        body = text.clean_body(super().to_python(value) or "")
        return "" if text.is_blank(body) else body


class AddressField(forms.SlugField):
    """The word under which a consultation is found."""

    def __init__(self, **options):
        super().__init__(label=_("Adresse"), max_length=60, **options)
        self.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.error_messages |= {
            "required": _("Donnez une adresse à la consultation."),
            "invalid": _("L’adresse s’écrit en minuscules sans accent, avec des chiffres et des tirets."),
            "max_length": TOO_LONG,
        }

    def to_python(self, value):
        return (super().to_python(value) or "").lower()


class Day(forms.DateField):
    """A day of this century, from the browser's calendar or written by hand."""

    def __init__(self, *, missing: str = "", **options):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(
            widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], required=bool(missing), localize=False, **options
        )
        self.error_messages |= {
            "required": missing,
            "invalid": _("Cette date n’existe pas. Écrivez-la ainsi : 12/04/2026."),
        }

    def validate(self, value):
        super().validate(value)
        if value and not EARLIEST <= value <= LATEST:
            raise ValidationError(_("Cette date est trop lointaine : vérifiez l’année."), code="absurd")


class NewConsultationForm(forms.Form):
    """A consultation to open: a name is enough."""

    name = Line(label=_("Nom"), longest=160, missing=_("Donnez un nom à la consultation."))
    slug = AddressField(
        required=False,
        help_text=_("Ce qui suit le nom du site, par exemple tiers-lieux. Laissez vide pour la tirer du nom."),
    )
    tagline = Line(
        label=_("En une phrase"),
        longest=240,
        help_text=_("La question posée, telle qu’elle paraîtra en grand sur la première page."),
    )
    model = forms.ModelChoiceField(
        Consultation.objects.none(),
        label=_("Partir d’une consultation existante"),
        required=False,
        to_field_name="slug",
        empty_label=_("Non, partir d’une page blanche"),
        help_text=_("Textes, calendrier, thèmes, questions, natures et pages sont repris. Jamais les personnes."),
        error_messages={"invalid_choice": _("Choisissez une consultation de la liste.")},
    )
    starts_on = Day(
        label=_("Premier jour du calendrier repris"),
        help_text=_("Toutes les phases sont décalées d’autant. Laissez vide pour garder leurs dates."),
    )

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Consultation.objects.all()
        if not person.is_superuser:
            rows = rows.filter(memberships__user=person, memberships__role=Role.ADMINISTRATOR)
        self.fields["model"].queryset = rows
        if not rows.exists():
            del self.fields["model"], self.fields["starts_on"]


class GeneralForm(forms.Form):
    """The general texts and settings. The address is asked for until the consultation opens."""

    name = Line(label=_("Nom"), longest=160, missing=_("Donnez un nom à la consultation."))
    slug = AddressField(help_text=_("Ce qui suit le nom du site. Elle ne changera plus une fois ouverte."))
    tagline = Line(
        label=_("En une phrase"),
        longest=240,
        help_text=_("Paraît en grand sur la première page."),
    )
    introduction = LongText(
        label=_("Présentation"),
        help_text=_("De quoi il s’agit, en quelques phrases. **gras**, listes et liens s’écrivent en Markdown."),
    )
    charter = Line(
        label=_("Charte en une ligne"),
        longest=240,
        missing=_("Écrivez la charte : elle paraît à côté de chaque texte que l’on écrit."),
        help_text=_("Rappelée à côté de chaque texte que l’on écrit."),
    )
    language = forms.ChoiceField(
        label=_("Langue de la consultation"),
        choices=settings.LANGUAGES,
        help_text=_("Celle de ses textes. Chacun choisit celle des boutons et des menus."),
        error_messages={"invalid_choice": _("Choisissez une langue de la liste.")},
    )
    contact = forms.EmailField(
        label=_("Adresse de contact"),
        required=False,
        help_text=_("Une adresse électronique à laquelle écrire à la mission. Elle est publique."),
        error_messages={"invalid": _("Écrivez une adresse électronique, par exemple mission@exemple.fr.")},
    )

    def __init__(self, *args, consultation: Consultation, **kwargs):
        initial = {name: getattr(consultation, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        if consultation.state != Consultation.State.PREPARING:
            del self.fields["slug"]


class PhaseForm(forms.Form):
    """A dated step of the calendar."""

    kind = forms.ChoiceField(
        label=_("Ce qui s’y passe"),
        choices=Phase.Kind.choices,
        initial=Phase.Kind.DEBATE,
        error_messages={"invalid_choice": _("Choisissez ce qui s’y passe dans la liste.")},
    )
    name = Line(
        label=_("Nom"),
        longest=80,
        help_text=_("Paraît sur le calendrier. Laissez vide pour le nom usuel."),
    )
    starts_on = Day(label=_("Premier jour"), missing=_("Donnez le premier jour de la phase."))
    ends_on = Day(label=_("Dernier jour"), missing=_("Donnez le dernier jour de la phase."))

    def clean(self):
        starts_on, ends_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("La phase finit avant de commencer : corrigez l’une des deux dates."))


class ThemeForm(forms.Form):
    name = Line(label=_("Nom du thème"), longest=120, missing=_("Donnez un nom au thème."))
    colour = forms.ChoiceField(
        label=_("Couleur"),
        choices=Colour.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez une couleur."),
            "invalid_choice": _("Choisissez une couleur de la liste."),
        },
    )
    introduction = LongText(label=_("Présentation"), help_text=_("Quelques phrases, facultatives."))


class QuestionForm(forms.Form):
    title = Line(label=_("Question"), longest=240, missing=_("Écrivez la question."))
    context = LongText(
        label=_("Contexte"), help_text=_("Ce qu’il faut savoir pour répondre. Quelques phrases, facultatives.")
    )


class NatureForm(forms.Form):
    name = Line(label=_("Nom de la nature"), longest=40, missing=_("Donnez un nom à cette nature."))
    hint = Line(label=_("Aide"), longest=160, help_text=_("Un mot pour que chacun sache quand la choisir."))
    may_have_place = forms.BooleanField(
        label=_("Ces textes peuvent dire où se trouve ce qu’ils décrivent"),
        required=False,
        help_text=_("Ils se situent alors sur la carte des lieux. Décochée, les lieux déjà situés y restent."),
    )


class InvitationForm(forms.Form):
    """Who is asked to work on the consultation, at what."""

    email = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("L’invitation n’est bonne que pour cette adresse."),
        error_messages={
            "required": _("Donnez l’adresse de la personne à inviter."),
            "invalid": _("Écrivez une adresse électronique, par exemple prenom.nom@exemple.fr."),
            "max_length": TOO_LONG,
        },
    )
    roles = forms.MultipleChoiceField(
        label=_("Rôles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choisissez un rôle au moins."),
            "invalid_choice": _("Choisissez les rôles dans la liste."),
        },
    )

    @property
    def notes(self) -> dict[str, str]:
        return {
            Role.MODERATOR.value: _("lit les textes, les met en ligne ou les masque"),
            Role.HARVESTER.value: _("garde les passages et les range sous des idées"),
            Role.EDITOR.value: _("écrit et publie la synthèse"),
            Role.ADMINISTRATOR.value: _("fait tout cela, et règle la consultation"),
        }
