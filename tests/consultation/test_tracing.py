"""What the logs, the metrics and the reports of faults say, and what they never say."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from logging.config import dictConfig

import brotli
import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.urls import reverse

from consultation import faults, logs, tracing
from tests.factories import ContributionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What would be on standard error, as JSON."""
    out = StringIO()
    configuration = logs.configuration("INFO", "json")
    configuration["handlers"]["console"]["stream"] = out
    dictConfig(configuration)
    yield out
    dictConfig(site.LOGGING)


def lines(out: StringIO, logger: str = "consultation.access") -> list[dict]:
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    return [line for line in found if line["logger"] == logger]


def test_a_request_is_a_line_with_its_number_and_nobody_in_it(client, citizen, question, written):
    text = ContributionFactory(question=question, author=citizen)
    client.force_login(citizen)
    answer = client.get(reverse("participant", args=["tiers-lieux", citizen.public_id]), REMOTE_ADDR="192.0.2.7")
    client.get(reverse("search", args=["tiers-lieux"]), {"q": "mot très personnel"})

    line = lines(written)[0]
    assert line["request"] == answer["X-Request-ID"]
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["route"] == "/<slug:slug>/participants/<uuid:public_id>/"
    assert line["ms"] > 0
    for said in (citizen.email, citizen.name, str(citizen.public_id), "192.0.2.7", "personnel", text.live.title):
        assert said not in written.getvalue()


def test_the_number_of_the_proxy_is_kept_where_there_is_one(client, settings):
    given = "0123456789abcdef"
    assert client.get("/healthz", HTTP_X_REQUEST_ID=given)["X-Request-ID"] != given
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get("/healthz", HTTP_X_REQUEST_ID=given)["X-Request-ID"] == given
    assert client.get("/healthz", HTTP_X_REQUEST_ID="a\r\nb: c" * 9)["X-Request-ID"].isalnum()


def test_a_slow_query_is_told_without_its_values(settings, written):
    settings.SLOW_QUERY_MS = 50
    tracing.watch_queries(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.1), %s", ["les mots de quelqu’un"])
    (line,) = lines(written, "consultation.slow")
    assert line["ms"] >= 100
    assert "pg_sleep" in line["sql"]
    assert "quelqu" not in written.getvalue()


# --- Metrics


SERVE = """
import django; django.setup()
from django.test import Client
client = Client()
assert client.get("/metrics").status_code == 404
assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
client.get("/robots.txt")
client.get("/api/v1/n-existe-pas/")
answer = client.get("/metrics", headers={"Authorization": "Bearer a-token-of-the-tests"})
assert answer.status_code == 200
print(answer.content.decode())
"""


@pytest.mark.django_db(transaction=True)
def test_prometheus_reads_what_was_asked_and_what_waits(tmp_path):
    from tests.running import worker_environment

    more = {"METRICS_TOKEN": "a-token-of-the-tests", "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics")}
    environment = worker_environment(tmp_path, **more, ALLOWED_HOSTS="testserver", EMBEDDED_VAR=str(tmp_path))
    command = [sys.executable, "-c", SERVE]
    done = subprocess.run(command, env=environment, cwd=site.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert 'consultation_request_seconds_count{method="GET",route="/robots.txt",status="200"} 1.0' in said
    assert 'route="",status="404"' in said
    assert "consultation_jobs{kind=" in said or "# TYPE consultation_jobs gauge" in said
    assert "consultation_database_up 1.0" in said
    assert os.listdir(tmp_path / "metrics")  # noqa: PTH208


def test_without_a_token_there_is_no_such_address(client):
    assert client.get("/metrics").status_code == 404


# --- Faults


class Envelopes(BaseHTTPRequestHandler):
    """Where Sentry would be."""

    received: list[bytes]

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        read = {"gzip": lambda data: zlib.decompress(data, 31), "br": brotli.decompress, None: bytes}
        type(self).received.append(read[self.headers.get("Content-Encoding")](body))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *words):
        pass


@pytest.fixture
def sentry() -> Iterator[tuple[str, list[bytes]]]:
    Envelopes.received = []
    server = HTTPServer(("127.0.0.1", 0), Envelopes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://key@127.0.0.1:{server.server_port}/1", Envelopes.received
    server.shutdown()
    server.server_close()


def test_a_fault_is_told_without_the_person_who_met_it(sentry, citizen, settings):
    import sentry_sdk

    dsn, received = sentry
    settings.ROOT_URLCONF = "tests.consultation.broken_urls"
    client = Client(raise_request_exception=False)
    client.force_login(citizen)
    level = logging.getLogger("django.request").level
    faults.report_to(dsn)
    try:
        answer = client.get("/?q=un+mot+personnel", headers={"X-Secret": "cle_abc"}, REMOTE_ADDR="192.0.2.7")
        sentry_sdk.flush(timeout=10)
    finally:
        sentry_sdk.get_client().close()
        sentry_sdk.init()
        logging.getLogger("django.request").setLevel(level)
    limit = time.monotonic() + 10
    while not received and time.monotonic() < limit:
        time.sleep(0.1)
    told = b"".join(received).decode()
    assert answer.status_code == 500
    assert "ZeroDivisionError" in told
    assert answer["X-Request-ID"] in told
    for said in ("personnel", citizen.email, citizen.name, "192.0.2.7", "cle_abc", client.cookies["sessionid"].value):
        assert said not in told
