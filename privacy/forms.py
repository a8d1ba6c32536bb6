"""How somebody leaves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.actions import KEEP, TAKE


class LeaveForm(forms.Form):
    """What becomes of the texts, and that one knows that there is no way back."""

    texts = forms.ChoiceField(
        label=_("Que deviennent vos textes ?"),
        choices=[(KEEP, _("Ils restent, sous « Personne partie »")), (TAKE, _("Ils partent avec moi"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez ce que deviennent vos textes.")},
    )
    explanations = {
        KEEP: _("Personne ne saura qu’ils sont de vous, sauf si leurs mots le disent."),
        TAKE: _("Leurs mots sont effacés, dans toutes les versions ; les réponses des autres restent."),
    }
    sure = forms.BooleanField(
        label=_("J’ai compris que personne ne pourra revenir en arrière"),
        error_messages={"required": _("Cochez cette case pour effacer votre compte.")},
    )
