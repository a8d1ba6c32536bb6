"""What an archive says of a synthesis: its document and its snapshot as everybody may read them, without names."""

from dataclasses import replace
from typing import Any

from consultation import cells
from debates.models import Contribution
from synthesis import showing, small_cells
from synthesis.document import Document, digest, to_dict
from synthesis.models import Synthesis
from synthesis.open_data import Scope
from synthesis.open_data.harvest import is_as_published, is_frozen
from synthesis.rollup import snapshot as snapshots


def anonymous(document: Document) -> Document:
    """The same without who is quoted: people have numbers in the data, where they can be counted."""
    return replace(document, quotes=tuple(replace(quote, author="") for quote in document.quotes))


def anonymous_digest(document: Document) -> str:
    """What tells that the document of an archive is this one."""
    return digest(anonymous(document))


def snapshot(synthesis: Synthesis) -> dict[str, Any] | None:
    """The frozen snapshot without the words of what is no longer online; None without one."""
    if not synthesis.rollup or not synthesis.rollup.snapshot:
        return None
    guarded = small_cells.guarded(synthesis.rollup.snapshot)
    questions = guarded.get("questions", [])
    named = set().union(*(showing.contributions_of(question["part"]) for question in questions))
    public = set(Contribution.objects.quotable().filter(pk__in=named).values_list("pk", flat=True))
    if named <= public:
        return guarded
    parts = [question | {"part": showing.part_without(question["part"], public)} for question in questions]
    return guarded | {"questions": parts}


def manifest(scope: Scope, frozen: dict[str, Any] | None, job: int | None, version: str) -> dict[str, Any]:
    """What this is, of what, how it was chosen: all but the files, which are known at the end."""
    synthesis, document = scope.synthesis, scope.document
    return {
        "format": "consultation-archive/1",
        "software": {"name": "consultation", "version": version, "document_schema": document.schema},
        "job": job,
        "consultation": {
            "slug": document.consultation_slug,
            "name": document.consultation,
            "url": document.consultation_url,
            "language": document.language,
        },
        "synthesis": {
            "number": document.number,
            "kind": document.kind,
            "title": document.title,
            "is_draft": document.is_draft,
            "made_at": document.made_at,
            "published_sha256": synthesis.sha256,  # of the document with the names of those it quotes
            "sha256": anonymous_digest(document),
        },
        "snapshot": _told(synthesis, frozen),
        "filters": {
            "texts": "public when the archive was made",
            "until": document.made_at if scope.until else None,
            "people": "numbers drawn for this archive; where from only as shown by each",
        },
        "settings": _settings(frozen),
        "coverage": {"is_as_published": is_as_published(scope), "is_frozen": is_frozen(scope)},
        "left_out": _left_out(scope),
    }


def _told(synthesis: Synthesis, frozen: dict[str, Any] | None) -> dict[str, Any] | None:
    if frozen is None:
        return None
    own, told = snapshots.digest(frozen), synthesis.rollup.sha256
    cut_off = synthesis.rollup.cut_off.isoformat()
    return {"sha256": own, "frozen_sha256": told, "is_whole": own == told, "cut_off": cut_off}


def _settings(frozen: dict[str, Any] | None) -> dict[str, Any]:
    return {"small_cell": cells.threshold(), "snapshot": (frozen or {}).get("meta", {})}


def _left_out(scope: Scope) -> dict[str, list[int]]:
    """Quotations whose version is not in the archive: their texts left the site, or went with their authors."""
    quoted = [quote.version for quote in scope.document.quotes]
    there = set(scope.versions().filter(pk__in=quoted).order_by().values_list("pk", flat=True))
    return {"quotes": [quote.mark for quote in scope.document.quotes if quote.version not in there]}


def document(scope: Scope) -> dict[str, Any]:
    return to_dict(anonymous(scope.document))
