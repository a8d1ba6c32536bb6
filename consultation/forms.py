"""Forms about people."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation import lookalikes, profile, text
from consultation.models import Stakeholder, User
from consultation.territories import lookup


class CommuneField(forms.CharField):
    """A commune by its name, "Felletin (23)", its postcode or its code; the form holds the Commune, or None."""

    def clean(self, value):
        words = super().clean(value)
        if not words:
            return None
        commune = lookup.by_label(words)
        if commune is None:
            raise ValidationError(self._message(words), code="unknown_commune")
        return commune

    def _message(self, words: str) -> str:
        near = ", ".join(str(commune) for commune in lookup.find(words, limit=5))
        if near:
            return _("Plusieurs communes ou aucune ne correspondent exactement. Écrivez par exemple : %s.") % near
        return _("Cette commune n’a pas été trouvée. Écrivez son nom ou son code postal, ou laissez le champ vide.")


class WhereFromForm(forms.Form):
    """The name shown beside one's texts, and where one speaks from.

    Quality and commune are optional, each said to be shown or only counted; only counted unless the person says so.
    """

    name = forms.CharField(
        label=_("Nom affiché"),
        max_length=80,
        help_text=_("Il paraît à côté de ce que vous écrivez. Un pseudonyme convient."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={
            "required": _("Écrivez le nom sous lequel vous participez."),
            "max_length": _("Ce nom dépasse %(limit_value)d caractères : raccourcissez-le."),
        },
    )
    stakeholder = forms.ChoiceField(
        label=_("Vous parlez en tant que"),
        choices=[("", _("Je préfère ne pas le dire")), *Stakeholder.choices],
        required=False,
        help_text=_("Sert à compter qui s’est exprimé. Elle n’est montrée que si vous cochez la case."),
        error_messages={"invalid_choice": _("Choisissez une qualité de la liste, ou ne la dites pas.")},
    )
    commune = CommuneField(
        label=_("Votre commune"),
        required=False,
        max_length=90,
        help_text=_("Son nom ou son code postal. Facultative : elle sert à compter d’où l’on s’est exprimé."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "communes"}),
    )

    shows_stakeholder = forms.BooleanField(label=_("Montrer ma qualité à côté de mes textes"), required=False)
    shows_commune = forms.BooleanField(label=_("Montrer ma commune à côté de mes textes"), required=False)

    def __init__(self, *args, person: User | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        if person is not None:
            self.initial |= {field: getattr(person, field) for field in profile.FIELDS}
            self.initial["commune"] = person.commune or ""

    def clean_name(self):
        name = text.clean_line(self.cleaned_data["name"])
        if text.is_blank(name):
            raise ValidationError(self.fields["name"].error_messages["required"], code="required")
        if self.person and name == self.person.name:
            return name  # it is his, whatever the rules have become
        if lookalikes.turns_around(name):
            raise ValidationError(_("Ce nom contient des signes invisibles qui retournent le texte : retirez-les."))
        if profile.is_taken(name, by_another_than=self.person):
            raise ValidationError(profile.taken(name), code="taken")
        return name


class SignupForm(WhereFromForm):
    """What allauth asks besides the address and the password."""

    def signup(self, request, user: User) -> None:
        said = {field: self.cleaned_data[field] for field in profile.FIELDS}
        name = profile.introduce(user, language=getattr(request, "LANGUAGE_CODE", "fr"), **said)
        if name != said["name"]:
            words = _("Quelqu’un vient de prendre ce nom. Vous participez sous le nom de %s ; vous pouvez en changer.")
            messages.info(request, words % name)
