"""Whether quotes are still the words they were taken from."""

from collections.abc import Iterator

from django.db.models import QuerySet

from consultation import text
from debates.models import Version
from synthesis.models import Extract


def is_verbatim(extract: Extract) -> bool:
    """Whether a passage is that of its offsets, in a version whose digest is that of what was written."""
    version = extract.version
    return extract.quote == version.text[extract.start : extract.end] and _is_as_written(version)


def _is_as_written(version: Version) -> bool:
    return text.digest_of(version.body, version.title, version.source_url) == version.sha256


def altered(extracts: QuerySet[Extract]) -> Iterator[int]:
    """The ids of those that are not verbatim any more. One query, read a few hundred rows at a time."""
    columns = [f"version__{name}" for name in ("text", "body", "title", "source_url", "sha256")]
    rows = extracts.select_related("version").only("quote", "start", "end", *columns).order_by("pk")
    return (row.pk for row in rows.iterator(chunk_size=500) if not is_verbatim(row))
