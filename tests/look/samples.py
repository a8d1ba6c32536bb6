"""A form with every kind of control, for the gallery and its tests."""

from django import forms


class ContributionForm(forms.Form):
    nature = forms.ChoiceField(
        label="Que partagez-vous\u202f?",
        widget=forms.RadioSelect,
        choices=[
            ("finding", "Constat"),
            ("model", "Modèle"),
            ("barrier", "Frein"),
            ("practice", "Initiative"),
            ("proposal", "Proposition"),
            ("question", "Question"),
        ],
        error_messages={"required": "Choisissez ce que vous partagez."},
    )
    title = forms.CharField(
        label="Titre",
        max_length=160,
        help_text="Une phrase qui dit l’essentiel.",
        error_messages={"required": "Écrivez un titre."},
    )
    body = forms.CharField(
        label="Votre texte",
        max_length=8000,
        widget=forms.Textarea,
        help_text="Dites ce que vous avez vu, puis ce que vous en pensez.",
        error_messages={"required": "Écrivez votre texte."},
    )
    commune = forms.CharField(label="Votre commune", required=False, max_length=80)
    language = forms.ChoiceField(label="Langue", choices=[("fr", "français"), ("en", "anglais")])
    agree = forms.BooleanField(
        label="J’ai lu la charte", error_messages={"required": "Dites que vous avez lu la charte."}
    )
