"""A bucket of S3, or of what speaks like it, by django-storages: bounded in time, and in memory whatever the file."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

from consultation.files.stores import Away

CONNECT, READ = 2, 10  # seconds: away is told from slow
PART = 8_000_000  # bytes of a part of an upload; three at most are in memory
BATCH = 1000  # keys of one request to delete: the limit of the protocol
FAILURES = (BotoCoreError, ClientError, Boto3Error)


class Bucket(S3Storage):
    """One private bucket, or a folder of it. Every method raises Away when it does not answer as it should."""

    def __init__(self, **options: Any):
        # Integrity headers of 2025 are unknown to many servers that speak S3: the bytes are read again instead
        checks = "when_required" if options.get("endpoint_url") else "when_supported"
        config = Config(
            connect_timeout=CONNECT,
            read_timeout=READ,
            retries={"total_max_attempts": 2, "mode": "standard"},
            signature_version="s3v4",
            s3={"addressing_style": options.get("addressing_style")},
            request_checksum_calculation=checks,
            response_checksum_validation=checks,
        )
        transfer = TransferConfig(multipart_threshold=2 * PART, multipart_chunksize=PART, max_concurrency=2)
        transfer.max_in_memory_upload_chunks = 2  # ten otherwise
        super().__init__(client_config=config, transfer_config=transfer, **options)

    @property
    def bucket(self):
        """Of this thread: one thread's is not another's to use."""
        return self.connection.Bucket(self.bucket_name)

    def _object(self, name: str):
        return self.bucket.Object(self._normalize_name(name))

    def put(self, name: str, file: BinaryIO) -> None:
        """Write an object, in parts; it is there whole or not at all. The file may be closed afterwards."""
        with _told(name):
            self.save(name, File(file, name))

    def body(self, name: str) -> tuple[Any, int]:
        """A stream of the bytes of an object, to be closed, and how many there are."""
        with _told(name):
            answer = self._object(name).get()
        return answer["Body"], answer["ContentLength"]

    def length(self, name: str) -> int | None:
        """How many bytes an object has; None when it is not there."""
        with _told(name):
            try:
                return self._object(name).content_length
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                    return None
                raise

    def discard(self, names: Sequence[str]) -> None:
        """Delete objects; one that is not there is no failure."""
        keys = [{"Key": self._normalize_name(name)} for name in names]
        with _told(f"{len(keys)} objects"):
            for start in range(0, len(keys), BATCH):
                refused = self.bucket.delete_objects(Delete={"Objects": keys[start : start + BATCH], "Quiet": True})
                if refused.get("Errors"):
                    raise Away(f"not deleted: {refused['Errors'][0]}")

    def written(self) -> Iterator[list[tuple[str, datetime]]]:
        """The names of all objects here with the time of their last byte, a thousand at a time."""
        under = f"{self.location}/" if self.location else ""
        with _told("listing"):
            for page in self.bucket.objects.filter(Prefix=under).pages():
                yield [(each.key.removeprefix(under), each.last_modified) for each in page]

    def give_up_uploads(self, before: datetime) -> int:
        """Abandon uploads begun before then and never ended, whose parts take room unseen; how many."""
        under = f"{self.location}/" if self.location else ""
        count = 0
        with _told("uploads"):
            for upload in self.bucket.multipart_uploads.filter(Prefix=under):
                if upload.initiated < before:
                    upload.abort()
                    count += 1
        return count

    def answers(self) -> None:
        """Return if the bucket is there and lets us in."""
        with _told("bucket"):
            self.connection.meta.client.head_bucket(Bucket=self.bucket_name)


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except FAILURES as error:
        raise Away(f"{what}: {error}") from error
