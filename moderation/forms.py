"""What moderators send: checked here for its shape, in `debates.actions` for its sense."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from debates.charter import rules_of
from debates.models import Contribution, Decision, Question, Theme
from moderation import finding

NO_REASON = _("Choisissez la raison : elle est dite à l’auteur.")
SUSPENSIONS = [
    ("", _("ne pas suspendre")),
    ("7", _("7 jours")),
    ("30", _("30 jours")),
    ("open", _("jusqu’à ce qu’un modérateur la lève")),
]


class ReasonForm(forms.Form):
    """Why: a rule of the charter of the consultation, and a line to the author."""

    reason = forms.ChoiceField(
        label=_("Raison"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Choisissez la raison dans la liste.")},
    )
    note = forms.CharField(
        label=_("Un mot à l’auteur"),
        max_length=500,
        required=False,
        help_text=_("Ce qui l’aide à comprendre. Il lui est envoyé tel quel."),
        widget=forms.Textarea,
    )

    def __init__(self, *args, consultation: Consultation, verdict: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.verdict = verdict
        self.rules = rules_of(consultation)
        self.fields["reason"].choices = [(rule.key, rule.label) for rule in self.rules]

    @property
    def explanations(self) -> dict[str, str]:
        return {rule.key: rule.explanation for rule in self.rules}

    def clean_reason(self) -> str:
        """One is asked for only where the author is told why."""
        reason = self.cleaned_data["reason"]
        if not reason and self.verdict in Decision.NEEDS_REASON:
            raise ValidationError(NO_REASON)
        return reason

    @property
    def why(self) -> dict[str, str]:
        """What the act is told of it: nothing to publish, a line to keep, else the reason and the line."""
        if self.verdict == Decision.Verdict.PUBLISH:
            return {}
        note = {"note": self.cleaned_data["note"]}
        return note if self.verdict == Decision.Verdict.KEEP else note | {"reason": self.cleaned_data["reason"]}


class QuestionField(forms.ModelChoiceField):
    """A question of the consultation, under the name of its theme."""

    def offer(self, consultation: Consultation) -> None:
        self.queryset = Question.objects.filter(theme__consultation=consultation).select_related("theme__consultation")
        themes: Iterable[Theme] = consultation.themes.prefetch_related("questions")
        groups = [
            (theme.name, [(question.pk, question.title) for question in theme.questions.all()]) for theme in themes
        ]
        self.choices = [("", _("Choisir une question")), *groups]


class VerdictForm(ReasonForm):
    """What is decided of one text, with what the verdict asks for."""

    suspend = forms.ChoiceField(label=_("En masquant, suspendre l’auteur"), choices=SUSPENSIONS, required=False)
    question = QuestionField(label=_("Vers la question"), queryset=Question.objects.none(), required=False)

    def __init__(self, *args, consultation: Consultation, **kwargs):
        super().__init__(*args, consultation=consultation, **kwargs)
        self.fields["question"].offer(consultation)

    def clean_question(self) -> Question | None:
        question = self.cleaned_data["question"]
        if question is None and self.verdict == Decision.Verdict.MOVE:
            raise ValidationError(_("Choisissez la question où ce texte doit aller."))
        return question

    @property
    def said(self) -> dict:
        """What the act of the verdict is given."""
        if self.verdict == Decision.Verdict.MOVE:
            return self.why | {"question": self.cleaned_data["question"]}
        if self.verdict == Decision.Verdict.HIDE and self.cleaned_data["suspend"]:
            days = self.cleaned_data["suspend"]
            return self.why | {"suspend": True, "days": int(days) if days.isdecimal() else None}
        return self.why


class BulkForm(ReasonForm):
    """One act with one reason for all the texts that are ticked, by their ids."""

    MOST = 100  # texts at once

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("texte") if self.is_bound else []
        keys = [int(key) for key in sent if key.isascii() and key.isdigit() and len(key) < 19]
        self.checked = list(dict.fromkeys(keys))[: self.MOST]

    def clean(self):
        if not self.checked:
            raise ValidationError(_("Cochez les textes dont vous décidez."))
        return super().clean()


class MergeForm(ReasonForm):
    """The text that another one is put together with, by its id."""

    into = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        error_messages={
            "required": _("Choisissez le texte avec lequel réunir celui-ci."),
            "invalid": _("Choisissez le texte dans la liste."),
            "max_value": _("Choisissez le texte dans la liste."),
            "min_value": _("Choisissez le texte dans la liste."),
        },
    )

    def __init__(self, *args, consultation: Consultation, **kwargs):
        super().__init__(*args, consultation=consultation, verdict=Decision.Verdict.MERGE, **kwargs)
        self.consultation = consultation

    def clean_into(self) -> Contribution:
        found = finding.target(self.consultation, self.cleaned_data["into"])
        if found is None:
            raise ValidationError(_("Choisissez le texte dans la liste."))
        return found
