"""The boxes to tick before writing, where a text asks again."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.html import format_html
from django.utils.translation import gettext as _

from consultation.consents import actions
from consultation.consents.asking import Due, due
from consultation.consents.models import Kind
from consultation.models import Consultation, User


class AcceptForm(forms.Form):
    """A box for each text to accept; none when there is nothing to accept.

    The name of a box holds the version that was shown: of a text that changed meanwhile the new one is asked.
    """

    def __init__(self, data: Any = None, *, texts: Iterable[Due]):
        super().__init__(data)
        self.texts = list(texts)
        for each in self.texts:
            self.fields[_name(each)] = forms.BooleanField(
                label=_label(each), error_messages={"required": _missing(each)}
            )

    def accept(self, person: User) -> None:
        """Accept what was ticked; call it once the form is valid, in the transaction of the act it is for."""
        actions.accept(person, self.texts)


def accepting(person: User | AnonymousUser, consultation: Consultation, data: Any = None) -> AcceptForm:
    """What this person has to accept before writing here, as a form; `data` is what was sent with the text."""
    return AcceptForm(data, texts=due(person, consultation) if person.is_authenticated else [])


def _name(one: Due) -> str:
    return f"accept_{'own' if one.consultation else 'site'}_{one.kind}_{one.version}"


def _label(one: Due) -> str:
    if one.kind == Kind.CHARTER:
        words = _('J’ai lu <a href="{}" target="_blank">la nouvelle charte (nouvel onglet)</a> et je l’accepte')
    else:
        words = _(
            'J’ai lu <a href="{}" target="_blank">ce que deviennent mes données (nouvel onglet)</a> et je l’accepte'
        )
    return format_html(words, one.url)


def _missing(one: Due) -> str:
    if one.kind == Kind.CHARTER:
        return _("Pour publier ce texte, lisez la charte et cochez la case qui l’accepte.")
    return _("Pour publier ce texte, lisez ce que deviennent vos données et cochez la case qui l’accepte.")
