"""What a harvester sends of a text."""

from django import forms
from django.utils.translation import gettext_lazy as _

from synthesis import reading
from synthesis.forms.fields import IdeaField
from synthesis.forms.passages import FiledForm, NothingForm, WordsForm


class SeenField(forms.CharField):
    """What the harvester had before him (`reading.Seen`); whatever was made up is what nobody has seen."""

    widget = forms.HiddenInput

    def __init__(self, **options):
        super().__init__(required=False, **options)

    def clean(self, value):
        return reading.Seen.read(super().clean(value))


class FilingForm(FiledForm):
    """The nature of a passage, and the idea it goes under: found or made by its name, or chosen in the tree."""

    idea = IdeaField(
        label=_("Ou dans l’arbre des idées"),
        required=False,
        help_text=_("Une idée nouvelle se place sous celle-ci."),
    )
    seen = SeenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["idea"].offer(self.branches, none=_("Aucune pour l’instant"))

    def clean(self):
        """The idea that was named goes before the one of the tree."""
        fields = super().clean()
        return fields | {"idea": self.found} if self.found else fields


class HarvestForm(WordsForm, FilingForm):
    """A passage to keep: its words, its nature, and its idea."""

    field_order = ("passage", "before", "nature", "new_idea", "idea", "seen")


class ReadForm(NothingForm):
    """Read, and nothing kept, of what was before his eyes."""

    seen = SeenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["duplicate_of"].help_text = _("Le numéro est dans l’adresse du texte et en tête de ce bureau.")
