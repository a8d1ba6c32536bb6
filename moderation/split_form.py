"""The form by which a text is made into several: which paragraph goes where, and how each text is called."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from consultation.text import plain, sanitised
from debates.actions.rearranging import Part
from debates.forms import TitleField
from debates.models import Contribution, Decision, Question, Version
from moderation.forms import QuestionField, ReasonForm


class SplitForm(ReasonForm):
    """`count` texts made of `blocks` (`consultation.text.blocks`), each block ticked for one text or several."""

    def __init__(self, *args, contribution: Contribution, count: int, blocks: Sequence[str], **kwargs):
        consultation = contribution.consultation
        super().__init__(*args, consultation=consultation, verdict=Decision.Verdict.SPLIT, **kwargs)
        self.blocks, self.count = [plain(sanitised(block)) for block in blocks], count
        numbered = [(str(place), _("texte %(n)s") % {"n": place + 1}) for place in range(count)]
        for place in range(len(blocks)):
            self.fields[f"block_{place}"] = _where(place, numbered)
        for place in range(count):
            self._offer_part(place, consultation)
        self.fields["heir"] = forms.ChoiceField(label=_("Les arguments vont avec"), choices=numbered, initial="0")

    def _offer_part(self, place: int, consultation) -> None:
        nature = forms.ModelChoiceField(
            label=_("Nature"),
            queryset=consultation.natures.all(),
            empty_label=None,
            error_messages={"required": _("Choisissez la nature."), "invalid_choice": _("Choisissez la nature.")},
        )
        question = QuestionField(label=_("Question"), queryset=Question.objects.none())
        question.offer(consultation)
        title = TitleField()
        title.help_text = ""
        self.fields |= {f"title_{place}": title, f"nature_{place}": nature, f"question_{place}": question}

    @staticmethod
    def beginning(contribution: Contribution, version: Version, count: int) -> dict:
        """What the page shows first: all as it is, the paragraphs in the first text."""
        same = {"nature": contribution.nature_id, "question": contribution.question_id}
        return {f"{name}_{place}": value for name, value in same.items() for place in range(count)} | {
            "title_0": version.title
        }

    @property
    def shown_blocks(self) -> list[tuple[str, BoundField]]:
        """Each paragraph as it reads, with the boxes that say where it goes."""
        return [(words, self[f"block_{place}"]) for place, words in enumerate(self.blocks)]

    @property
    def shown_parts(self) -> list[list[BoundField]]:
        """The fields of each text to be made."""
        return [[self[f"{name}_{place}"] for name in ("title", "nature", "question")] for place in range(self.count)]

    def clean(self):
        said = super().clean()
        ticked = {part for place in range(len(self.blocks)) for part in said.get(f"block_{place}", ())}
        for place in range(self.count):
            if str(place) not in ticked and not self.errors:
                raise ValidationError(_("Aucun paragraphe ne va dans le texte %(n)s.") % {"n": place + 1})
        return said

    @property
    def parts(self) -> list[Part]:
        return [self._part(place) for place in range(self.count)]

    def _part(self, place: int) -> Part:
        said = self.cleaned_data
        blocks = [block for block in range(len(self.blocks)) if str(place) in said[f"block_{block}"]]
        return Part(said[f"title_{place}"], said[f"nature_{place}"], tuple(blocks), said[f"question_{place}"])

    @property
    def heir(self) -> int:
        """The place of the text that the arguments go to."""
        return int(self.cleaned_data["heir"])


def _where(place: int, numbered: list) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Le paragraphe %(n)s va dans") % {"n": place + 1},
        choices=numbered,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Dites où va le paragraphe %(n)s.") % {"n": place + 1},
            "invalid_choice": _("Dites où va ce paragraphe."),
        },
    )
