"""What the form takes: one address, a name, a few words; neither can bring an address of its own."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation import text

MESSAGE_MAX = 500  # characters
_ORDINARY = re.compile(r"[A-Za-z0-9.+_'-]{1,64}@[\w-]+(\.[\w-]+)+")  # no quotes, lists, routes nor numeric hosts
_LINK = re.compile(r"://|\bwww\s*[.。．｡]|\bmailto:", re.IGNORECASE)
_DOT_IN_A_WORD = re.compile(r"(?<=\w)[.。．｡](?=[^\W\d_])")


class ShareForm(forms.Form):
    """`recipient`, and optionally `name` and `message`, as the mail may hold them."""

    recipient = forms.EmailField(
        label=_("Adresse électronique de votre contact"),
        max_length=254,
        help_text=_("Une seule adresse. Elle sert à cet envoi et n’est pas gardée."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Écrivez l’adresse de votre contact."),
            "invalid": _("Écrivez une seule adresse, par exemple : prenom@exemple.fr."),
            "max_length": _("Cette adresse est trop longue : vérifiez-la."),
        },
    )
    name = forms.CharField(
        label=_("Votre nom"),
        max_length=60,
        required=False,
        help_text=_("Pour que votre contact sache qui lui écrit."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": _("Ce nom dépasse %(limit_value)d caractères : raccourcissez-le.")},
    )
    message = forms.CharField(
        label=_("Votre message"),
        max_length=MESSAGE_MAX,
        required=False,
        help_text=_("Quelques mots, sans lien : l’adresse de la page est déjà dans le message."),
        widget=forms.Textarea,
        error_messages={"max_length": _("Ce message dépasse %(limit_value)d caractères : raccourcissez-le.")},
    )
    site = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def clean_recipient(self) -> str:
        address = self.cleaned_data["recipient"]
        if not _ORDINARY.fullmatch(address):
            raise ValidationError(self.fields["recipient"].error_messages["invalid"], code="invalid")
        return address

    def clean_name(self) -> str:
        return without_links(text.clean_line(self.cleaned_data["name"]))

    def clean_message(self) -> str:
        return without_links(text.clean_body(self.cleaned_data["message"]))

    @property
    def is_by_a_robot(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.data.get("site"))


def without_links(said: str) -> str:
    """Words that no mail program makes a link of; an address that is plainly one is refused with a ValidationError."""
    seen = "".join(sign for sign in said if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf"))
    if _LINK.search(seen):
        raise ValidationError(_("Retirez le lien : seule la page que vous envoyez peut en porter un."), code="link")
    return defused(seen).strip()


def defused(said: str) -> str:
    """The same words with a space after the dots that might make a link of them."""
    return _DOT_IN_A_WORD.sub(". ", said).replace("@", " @ ")
