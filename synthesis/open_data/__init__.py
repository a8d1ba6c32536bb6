"""Everything public of a consultation, as plain streams of records: from the database, for the archive and the tables.

Anonymised: no name and no address of anybody, people under numbers that mean nothing elsewhere, where somebody speaks
from only as far as it is shown. Nothing that waits, was hidden or withdrawn.
"""

from synthesis import composing, renewing
from synthesis.document import Document
from synthesis.exports.tables import Table
from synthesis.models import Synthesis

from . import columns, counted, framing, harvest, reactions, texts
from .columns import Column, Dataset, Record
from .scope import Quoted, Scope

__all__ = ["Column", "Dataset", "Quoted", "Record", "Scope", "datasets", "tables"]


def tables(synthesis: Synthesis, document: Document | None = None) -> list[Table]:
    """The data of a synthesis as people read it, with headings and words in the language active now.

    `document`: that of the synthesis as everybody may read it, where it is at hand already.
    """
    document = document or renewing.as_readable(composing.document(synthesis))
    return [columns.table(dataset) for dataset in datasets(Scope(synthesis, document))]


def datasets(scope: Scope) -> list[Dataset]:
    """All of it, in the order of the archive."""
    made = (
        framing.themes,
        framing.questions,
        framing.labels,
        texts.contributions,
        texts.arguments,
        texts.versions,
        reactions.reactions,
        counted.counted,
        harvest.extracts,
        harvest.ideas,
        harvest.statements,
        harvest.citations,
        harvest.coverage,
        framing.decisions,
    )
    return [make(scope) for make in made]
