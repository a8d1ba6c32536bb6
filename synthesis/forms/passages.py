"""What the forms of both readers share: a passage with its nature and idea, and why nothing is kept."""

import unicodedata
from collections import Counter
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from consultation import text
from debates.models import Contribution, Nature
from synthesis import reading
from synthesis.forms.fields import IDEA_MAX, NUMBER_MAX, LineField
from synthesis.models import Idea, Reading

PASSAGE_MAX = 20_000  # characters


class FiledForm(forms.Form):
    """The nature of a passage, and an idea told by its name.

    Once it is valid, `found` is the idea of the theme that has the name typed, and `new_idea` is "" then; else `found`
    is None and `new_idea` names one that is to be made.
    """

    nature = forms.ModelChoiceField(
        Nature.objects.none(),
        label=_("Nature du passage"),
        to_field_name="key",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Dites ce qu’est ce passage : un constat, un frein, une proposition…"),
            "invalid_choice": _("Cette nature n’existe pas dans cette consultation. Choisissez-en une de la liste."),
        },
    )
    new_idea = LineField(
        label=_("Idée, trouvée ou nouvelle"),
        required=False,
        help_text=_("Celles du thème sont proposées à mesure ; une autre est créée."),
    )

    def __init__(self, *args, contribution: Contribution, branches: Iterable[reading.Branch], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nature"].queryset = contribution.consultation.natures.all()
        self.branches = list(branches)
        self.names = _names([branch.idea for branch in self.branches])
        self.found: Idea | None = None

    def clean_new_idea(self) -> str:
        """A name that is in the tree is that idea; another one is a new idea."""
        typed = self.cleaned_data["new_idea"]
        if found := self.names.get(_folded(typed)):
            self.found = found[1]
            return ""
        if len(typed) > IDEA_MAX:
            raise ValidationError(_("Nommez l’idée en 200 caractères au plus."))
        return typed


class WordsForm(forms.Form):
    """The words of a passage, as they stand in the text; `before` is what comes just before them there."""

    passage = forms.CharField(
        label=_("Passage"),
        strip=False,
        widget=forms.Textarea,
        error_messages={"required": _("Sélectionnez un passage du texte, ou copiez-le ici.")},
        validators=[MaxLengthValidator(PASSAGE_MAX)],
        help_text=_("Sélectionné dans le texte, ou copié mot pour mot."),
    )
    before = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean_passage(self) -> str:
        return text.clean_body(self.cleaned_data["passage"])

    def clean_before(self) -> str:
        return text.clean_body(self.cleaned_data["before"])


class NothingForm(forms.Form):
    """Read, and nothing kept: why; for a duplicate, the number of the text it repeats."""

    outcome = forms.ChoiceField(
        label=_("Pourquoi rien n’est gardé"),
        choices=[choice for choice in Reading.Outcome.choices if choice[0] != Reading.Outcome.KEPT],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Dites pourquoi rien n’est gardé."),
            "invalid_choice": _("Cette raison n’existe pas. Choisissez-en une de la liste."),
        },
    )
    duplicate_of = forms.CharField(
        label=_("Numéro du texte qu’il répète"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args, contribution: Contribution, **kwargs):
        super().__init__(*args, **kwargs)
        self.contribution = contribution

    def clean_duplicate_of(self) -> Contribution | None:
        """The text of that number, of the same consultation; the act says whether it may stand for this one."""
        given = self.cleaned_data["duplicate_of"].strip().lstrip("#nN°º ").strip()
        if not given:
            return None
        sound = given.isascii() and given.isdigit() and len(given) <= NUMBER_MAX
        found = sound and Contribution.objects.of(self.contribution.consultation).filter(pk=int(given)).first()
        if not found:
            raise ValidationError(_("Aucune contribution en ligne de cette consultation ne porte ce numéro."))
        return found


def _names(ideas: list[Idea]) -> dict[str, tuple[str, Idea]]:
    """The name of each idea by what is looked for when it is typed; those of one title by their parent."""
    by_pk = {idea.pk: idea for idea in ideas}
    same = Counter(_folded(idea.title) for idea in ideas)
    named = {}
    for idea in ideas:
        parent = by_pk.get(idea.parent_id)
        name = f"{parent.title} › {idea.title}" if parent and same[_folded(idea.title)] > 1 else idea.title
        named.setdefault(_folded(name), (name, idea))
    return named


def _folded(name: str) -> str:
    """Without case, accents and the width of spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("’", "'"))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())
