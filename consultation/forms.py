"""Forms about people."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation import text
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
            return _("Plusieurs communes ou aucune ne correspondent exactement. Écrivez par exemple : %s.") % near
        return _("Cette commune n’a pas été trouvée. Écrivez son nom ou son code postal, ou laissez le champ vide.")

    def prepare_value(self, value):
        return str(lookup.by_code(value) or value) if value else ""


class WhereFromForm(forms.ModelForm):
    """The name shown beside one's texts, and where one speaks from. Quality and commune are optional."""

    name = forms.CharField(
        label=_("Nom affiché"),
        max_length=80,
        help_text=_("Il paraît à côté de ce que vous écrivez. Un pseudonyme convient."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    stakeholder = forms.ChoiceField(
        label=_("Vous parlez en tant que"),
        choices=[("", _("Je préfère ne pas le dire")), *Stakeholder.choices],
        required=False,
        help_text=_("Paraît à côté de vos textes et sert à compter qui s’est exprimé."),
    )
    commune = CommuneField(
        label=_("Votre commune"),
        required=False,
        max_length=120,
        help_text=_("Son nom ou son code postal. Paraît à côté de vos textes ; laissez vide pour ne pas la dire."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "communes"}),
    )

    class Meta:
        model = User
        fields = ["name", "stakeholder", "commune"]

    def clean_name(self):
        name = text.clean_line(self.cleaned_data["name"])
        if text.is_blank(name):
            raise ValidationError(_("Écrivez le nom sous lequel vous participez."))
        return name


class SignupForm(WhereFromForm):
    """What allauth asks besides the address and the password."""

    def signup(self, request, user: User) -> None:
        for field in self.Meta.fields:
            setattr(user, field, self.cleaned_data[field])
        user.language = getattr(request, "LANGUAGE_CODE", "fr")
        user.save(update_fields=[*self.Meta.fields, "language"])
