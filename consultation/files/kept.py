"""The columns of a file that a worker made, and its bytes wherever they are."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from django.db import models, transaction

from consultation.files.stores import Away, discard_after_commit, store

CHUNK = 1_000_000  # bytes read at once, and of one row


class KeptFileQuerySet(models.QuerySet):
    """Rows whose bytes may be objects of a bucket: these go too, once the transaction is committed."""

    def delete(self):
        with transaction.atomic():
            discard_after_commit(self._addresses())
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def drop_bytes(self) -> None:
        """The bytes of these files go, the rows stay."""
        with transaction.atomic():
            addresses = self._addresses()
            chunks = self.model.chunks.rel
            chunks.related_model.objects.filter(**{f"{chunks.field.name}__in": self}).delete()
            self.update(stored_at="")
            discard_after_commit(addresses)

    drop_bytes.alters_data = True

    def elsewhere(self, place: str):
        """Those of the finished ones whose bytes are not where new ones are written; "" is PostgreSQL."""
        finished = self.exclude(sha256="")
        return finished.exclude(stored_at__startswith=f"{place}/") if place else finished.exclude(stored_at="")

    def _addresses(self) -> list[str]:
        """Read under a lock: a worker that is writing one has written it, or will see that its row is gone."""
        return list(self.order_by("pk").select_for_update().values_list("stored_at", flat=True))


class KeptFile(models.Model):
    """A file with rows of bytes (`chunks`, of a megabyte at most) or an object in a bucket."""

    size = models.PositiveBigIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    stored_at = models.CharField(max_length=250, blank=True, default="", db_default="")  # s3://…; "": in `chunks`

    class Meta:
        abstract = True

    def data(self) -> Iterable[bytes]:
        """The bytes of the file, a megabyte at a time. Away at once when its bucket does not answer or lost it.

        Bytes that are not those that were written end the stream with Away before the last of them is given.
        """
        if self.stored_at:
            return Stream(self.stored_at, self.size, self.sha256)
        numbers = list(self.chunks.order_by("number").values_list("number", flat=True))
        return (bytes(self.chunks.get(number=number).data) for number in numbers)


class Stream:
    """An object that is read as it comes, held to its size and its hash; to be closed."""

    def __init__(self, address: str, size: int, digest: str):
        bucket, name = store(address)
        self._body, length = bucket.body(name)
        self._address, self._digest = address, digest
        if length != size:
            self.close()
            raise Away(f"{address}: {length} bytes and not {size}")

    def __iter__(self) -> Iterator[bytes]:
        from botocore.exceptions import BotoCoreError

        digest, before = sha256(), b""
        try:
            for data in self._body.iter_chunks(CHUNK):
                if before:
                    yield before
                digest.update(data)
                before = data
        except BotoCoreError as error:
            raise Away(f"{self._address}: {error}") from error
        if digest.hexdigest() != self._digest:
            raise Away(f"{self._address}: not the bytes that were written")
        yield before

    def close(self) -> None:
        self._body.close()
