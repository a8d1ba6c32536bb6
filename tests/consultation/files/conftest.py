"""A real server that speaks S3 (moto), and a bucket on it."""

import os
import subprocess
import sys
from collections.abc import Iterator

import boto3
import pytest
from django.core.files.storage import storages

from consultation.embedded.places import free_port
from consultation.files import addresses
from tests.chaos.parts import is_listening
from tests.consultation.processes import eventually

KEYS = {"access_key": "a-key-of-the-tests", "secret_key": "its-secret"}


class Server:
    """An S3 that can go away and come back; what it held is then gone with it."""

    def __init__(self):
        self.port = free_port()
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(self.port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, env=os.environ | {"PYTHONWARNINGS": "ignore"}, **quiet)
        assert eventually(lambda: is_listening(self.port))

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def bucket(self, name: str):
        """A new bucket, as its owner holds it."""
        keys = {"aws_access_key_id": KEYS["access_key"], "aws_secret_access_key": KEYS["secret_key"]}
        s3 = boto3.resource("s3", endpoint_url=self.url, region_name="us-east-1", **keys)
        return s3.create_bucket(Bucket=name)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.stop()


def use(settings, server: Server, *places: str) -> None:
    """Set FILES_URL to the first of these places and FILES_FORMER_URLS to the others; "" is PostgreSQL."""
    urls = [f"{place}?endpoint={server.url}&region=us-east-1" if place else "" for place in places]
    others = {alias: each for alias, each in settings.STORAGES.items() if not alias.startswith("s3://")}
    settings.STORAGES = others | addresses.stores(urls, **KEYS)
    settings.FILES_PLACE = addresses.place(urls[0])


@pytest.fixture
def bucket(settings, server, request):
    """An empty bucket that new files go to, under a folder."""
    made = server.bucket("fichiers")
    made.objects.delete()
    use(settings, server, "s3://fichiers/site")
    yield made
    storages._storages.clear()


def keys(bucket) -> list[str]:
    return [each.key for each in bucket.objects.all()]
