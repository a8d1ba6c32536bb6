"""Forms about people."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation import profile, text
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
    """The name shown beside one's texts, and where one speaks from. Quality and commune are optional."""

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
        help_text=_("Paraît à côté de vos textes et sert à compter qui s’est exprimé."),
        error_messages={"invalid_choice": _("Choisissez une qualité de la liste, ou ne la dites pas.")},
    )
    commune = CommuneField(
        label=_("Votre commune"),
        required=False,
        max_length=90,
        help_text=_("Son nom ou son code postal. Paraît à côté de vos textes ; laissez vide pour ne pas la dire."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "communes"}),
    )

    def __init__(self, *args, person: User | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if person is not None:
            self.initial |= {"name": person.name, "stakeholder": person.stakeholder, "commune": person.commune or ""}

    def clean_name(self):
        name = text.clean_line(self.cleaned_data["name"])
        if text.is_blank(name):
            raise ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name


class SignupForm(WhereFromForm):
    """What allauth asks besides the address and the password."""

    def signup(self, request, user: User) -> None:
        said = {field: self.cleaned_data[field] for field in profile.FIELDS}
        profile.introduce(user, language=getattr(request, "LANGUAGE_CODE", "fr"), **said)
