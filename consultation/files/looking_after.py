"""What keeps rows and buckets in agreement: orphans go, losses are said, files move where the settings say."""

import logging
import tempfile
from collections.abc import Iterator
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core.files.storage import storages
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone

from consultation.files.keeping import Facts, keep
from consultation.files.kept import Away, KeptFile
from consultation.files.stores import places, size

log = logging.getLogger(__name__)
ORPHAN_AFTER = timedelta(hours=1)  # from its last byte an object has so long for its row to be committed
UPLOAD_AFTER = timedelta(days=1)  # an upload that began so long ago has been given up


def kinds() -> list[type[KeptFile]]:
    """The models of files, whatever their app."""
    return [model for model in apps.get_models() if issubclass(model, KeptFile)]


def all_files() -> Iterator[QuerySet]:
    """The rows whose file is made, a kind after the other."""
    for kind in kinds():
        yield kind.objects.exclude(sha256="").order_by("pk")


def sweep() -> int:
    """Delete the objects that no row names, and uploads given up, in every bucket of the settings; how many.

    What is left when a worker dies between its upload and its commit, when a bucket is away while somebody is
    erased, when a consultation is deleted. A bucket that is away is left to the next sweep. A bucket, or a folder of
    it, must be of one site alone.
    """
    return sum(_swept(place) for place in places())


def _swept(place: str) -> int:
    bucket, count = storages[place], 0
    try:
        for page in bucket.written():
            old = [name for name, at in page if at < timezone.now() - ORPHAN_AFTER and _is_ours(name)]
            named = _named({f"{place}/{name}" for name in old})
            orphans = [name for name in old if f"{place}/{name}" not in named]
            bucket.discard(orphans)
            count += len(orphans)
        count += bucket.give_up_uploads(timezone.now() - UPLOAD_AFTER)
    except Away as error:
        log.warning("%s not swept: %s", place, error)
    return count


def _is_ours(name: str) -> bool:
    """Whether we gave this name: what somebody else laid there is not ours to delete."""
    return name.partition("/")[0] in {kind._meta.label_lower for kind in kinds()}


def _named(addresses: set[str]) -> set[str]:
    found = (kind.objects.filter(stored_at__in=addresses).values_list("stored_at", flat=True) for kind in kinds())
    return {address for rows in found for address in rows}


def lost(*, deep: bool = False) -> Iterator[tuple[KeptFile, str]]:
    """The files whose bytes are not what their rows say, and why; `deep` reads every byte, else sizes are asked."""
    for rows in all_files():
        for row in rows.iterator(chunk_size=500):
            if why := _wrong(row, deep):
                yield row, why


def _wrong(row: KeptFile, deep: bool) -> str:
    try:
        if row.stored_at and not deep:
            found = size(row.stored_at)
            return "" if found == row.size else "absent" if found is None else f"{found} octets"
        found = sum(len(data) for data in row.data()) if deep else row.size
    except Away as error:
        return str(error)
    return "" if found == row.size else f"{found} octets"


def make_again(row: KeptFile) -> bool:
    """Put a file whose bytes are lost back in the queue; False when another one is being made instead."""
    try:
        return type(row).objects.filter(pk=row.pk, stored_at=row.stored_at).requeue() == 1
    except IntegrityError:
        return False


def move(row: KeptFile) -> bool:
    """Bring the bytes of a file where new ones are written; False when it was made again or erased meanwhile.

    Away when either place is; nothing is changed then.
    """

    def finish(facts: Facts) -> bool:
        same = type(row).objects.filter(pk=row.pk, stored_at=row.stored_at, sha256=facts.sha256, size=facts.size)
        return same.update(stored_at=facts.stored_at) == 1

    with tempfile.TemporaryFile() as file:
        for data in row.data():
            file.write(data)
        return keep(row, file, finish)


def to_move() -> Iterator[KeptFile]:
    """The files that are not where new ones are written."""
    for rows in all_files():
        yield from rows.elsewhere(settings.FILES_PLACE).iterator(chunk_size=500)
