"""An author leaves: what is cited of him goes on without him.

A published synthesis is evidence, so the passages it quotes stay; who said them does not. The frozen document is
written again without the person, and its digest stays that of the bytes that were published: whoever kept them can
still check them (docs/decisions/leaving.md).
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from consultation.models import User
from consultation.profile import GONE
from debates import counters
from synthesis import representing
from synthesis.models import (
    Citation,
    Export,
    Extract,
    JobState,
    ProposedPassage,
    RollUp,
    RollUpPart,
    Statement,
    Suggestion,
    Synthesis,
    TextFeatures,
)
from synthesis.withholding import said_by, without_words

WHO = {"author": GONE, "stakeholder": "", "place": "", "territory": ""}
WHERE_FROM = ("kind", "region", "department", "stakeholder")  # columns of a row of a roll-up


@transaction.atomic
def part(texts: set[int], *, words_of: set[int], legible: set[int]) -> None:
    """Take a person who leaves out of every synthesis that speaks of his `texts`, in the transaction of his leaving.

    `words_of`: those whose words go too; passages that no published synthesis cites are given up, and drafts lose them.
    `legible`: those whose quotations in published ones stay readable. Files made before are made again; roll-ups are
    written again by `forget`.
    """
    _give_up_extracts(words_of)
    _unlearn(words_of)
    Extract.objects.filter(contribution__in=words_of - legible).update(quote="")
    written = [synthesis.pk for synthesis in _speaking_of(texts) if _write_again(synthesis, texts, words_of, legible)]
    cited = Citation.objects.filter(extract__contribution__in=texts).values_list("statement__synthesis", flat=True)
    _make_files_again({*written, *cited}, texts)


def forget(person: User, words_of: set[int]) -> None:
    """Take a person who left out of the roll-ups: where he spoke from in their rows, and the words that went with him.

    Figures stay as they were counted. Safe to run twice; a transaction a roll-up.
    """
    _unlearn(words_of)  # again: a worker may have been reading them when he left
    consultations = person.contributions.values_list("question__theme__consultation", flat=True).distinct()
    for pk in RollUp.objects.filter(consultation__in=consultations).values_list("pk", flat=True):
        with transaction.atomic():
            _forget_in(RollUp.objects.select_for_update().get(pk=pk), person.pk, words_of)


def _unlearn(texts: set[int]) -> None:
    """What was made of the words of these texts alone goes with them."""
    TextFeatures.objects.filter(version__contribution__in=texts).delete()
    ProposedPassage.objects.filter(contribution__in=texts).delete()
    Suggestion.objects.filter(contribution__in=texts).delete()


def _give_up_extracts(texts: set[int]) -> None:
    in_drafts = Citation.objects.filter(extract__contribution__in=texts).exclude(
        statement__synthesis__state="published"
    )
    borrowed = Statement.objects.filter(citations__in=in_drafts, source=Statement.Source.SNAPSHOT)
    Statement.objects.filter(pk__in=list(borrowed.values_list("pk", flat=True))).delete()  # their words are his
    in_drafts.delete()
    uncited = Extract.objects.filter(contribution__in=texts, citations=None)
    lost = list(uncited.values_list("contribution").annotate(count=Count("pk")))
    uncited.delete()
    for contribution, count in lost:
        counters.move_extracts(contribution, -count)


def _speaking_of(texts: set[int]) -> Iterable[Synthesis]:
    """The frozen syntheses of the consultations where these texts stand."""
    there = Synthesis.objects.filter(consultation__themes__questions__contributions__in=texts)
    pks = there.values_list("pk", flat=True).distinct()
    return Synthesis.objects.select_for_update().filter(pk__in=list(pks), document__isnull=False).order_by("pk")


def _write_again(synthesis: Synthesis, texts: set[int], words_of: set[int], legible: set[int]) -> bool:
    frozen = synthesis.document
    quotes = [_without_person(quote, texts, words_of - legible) for quote in frozen["quotes"]]
    shown = {**without_words(frozen, words_of), "quotes": quotes}
    shown["figures"] = representing.recounted(shown["figures"], said_by(quotes))
    synthesis.document = shown
    if synthesis.document == frozen:
        return False
    synthesis.save(update_fields=["document"])
    return True


def _without_person(quote: dict[str, Any], texts: set[int], silent: set[int]) -> dict[str, Any]:
    if quote["contribution"] not in texts:
        return quote
    left = {name: value for name, value in quote.items() if name != "source_url"} | WHO
    return left | {"text": ""} if quote["contribution"] in silent else left


def _make_files_again(syntheses: set[int], texts: set[int]) -> None:
    """The bytes go at once; the sweep hands the rows over. A worker that is making one starts again.

    Files of all public texts go wherever one of these texts is.
    """
    there = Synthesis.objects.filter(consultation__themes__questions__contributions__in=texts).distinct()
    whole = Q(format__in=Export.WHOLE, synthesis__in=list(there.values_list("pk", flat=True)))
    exports = Export.objects.filter(Q(synthesis__in=syntheses) | whole)
    exports.filter(state__in=(JobState.DONE, JobState.RUNNING)).drop_bytes()
    exports.drop_parts()
    exports.filter(state=JobState.RUNNING).update(state=JobState.QUEUED, asked_at=timezone.now())
    exports.filter(state=JobState.DONE).requeue()


def _forget_in(rollup: RollUp, person: int, words_of: set[int]) -> None:
    if rollup.snapshot:
        RollUp.objects.filter(pk=rollup.pk).update(snapshot=without_words(rollup.snapshot, words_of))
    for part in rollup.parts.exclude(rows=[]).iterator(chunk_size=1):
        rows = [row | dict.fromkeys(WHERE_FROM) if row.get("author") == person else row for row in part.rows]
        result = without_words(part.result, words_of)
        if (rows, result) != (part.rows, part.result):
            RollUpPart.objects.filter(pk=part.pk).update(rows=rows, result=result)
