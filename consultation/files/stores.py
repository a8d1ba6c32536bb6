"""Which bucket an address is in, and what is done there."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction

from consultation.files.addresses import SCHEME

if TYPE_CHECKING:
    from consultation.files.s3 import Bucket

log = logging.getLogger(__name__)


class Away(Exception):
    """A bucket does not answer, refuses us, or does not hold what it should; says why in its words."""


def places() -> list[str]:
    """The buckets of the settings, the one that is written to first."""
    found = [alias for alias in settings.STORAGES if alias.startswith(f"{SCHEME}://")]
    return sorted(found, key=lambda alias: alias != settings.FILES_PLACE)


def store(address: str) -> tuple["Bucket", str]:
    """The bucket of a file and its name there. Away when the settings no longer name that bucket."""
    under = [place for place in places() if address.startswith(f"{place}/")]
    if not under:
        raise Away(f"{address}: no such place, name it in FILES_FORMER_URLS")
    found = max(under, key=len)
    return storages[found], address.removeprefix(f"{found}/")


def is_known(address: str) -> bool:
    """Whether the settings name the bucket of this file."""
    return any(address.startswith(f"{place}/") for place in places())


def size(address: str) -> int | None:
    """The bytes of an object; None when there is none. Away when the bucket does not answer."""
    bucket, name = store(address)
    return bucket.length(name)


def discard(addresses: Iterable[str]) -> None:
    """Delete objects, as far as their buckets answer: what is left is found by `sweeping.sweep`. Never raises Away."""
    by_place = defaultdict(list)
    for address in filter(None, addresses):
        try:
            bucket, name = store(address)
            by_place[bucket].append(name)
        except Away as error:
            log.warning("not deleted: %s", error)
    for bucket, names in by_place.items():
        try:
            bucket.discard(names)
        except Away as error:
            log.warning("%s objects not deleted, left to the sweep: %s", len(names), error)


def discard_after_commit(addresses: Iterable[str]) -> None:
    """Delete objects once the transaction is committed, and leave them if it is not."""
    if going := [address for address in addresses if address]:
        transaction.on_commit(lambda: discard(going), robust=True)
