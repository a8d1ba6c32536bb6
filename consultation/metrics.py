"""What Prometheus reads at /metrics: requests by pattern and status, and how much work waits.

Only with METRICS_TOKEN, sent as `Authorization: Bearer …`; else the address does not exist. The counters of all web
processes of a machine are added up by files in METRICS_FOLDER (prometheus_client's multiprocess mode).
"""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import Error, connection
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

from consultation import replica, signs
from consultation.models import Notice
from consultation.tracing import route_of

PATH = "/metrics"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds


class MetricsMiddleware:
    """Counts every request and times it; answers /metrics itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.seconds = _histogram() if settings.METRICS_TOKEN else None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == PATH:
            return _answer(request) if self.seconds else HttpResponseNotFound()
        if self.seconds is None:
            return self.get_response(request)
        began = time.perf_counter()
        response = self.get_response(request)
        labels = (request.method, route_of(request), str(response.status_code))
        self.seconds.labels(*labels).observe(time.perf_counter() - began)
        return response


def _histogram():
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(settings.METRICS_FOLDER))
    Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)
    from prometheus_client import Histogram

    words = "Seconds of the requests of the web processes"
    return Histogram("consultation_request_seconds", words, ["method", "route", "status"], buckets=BUCKETS)


def _answer(request: HttpRequest) -> HttpResponse:
    given = request.headers.get("Authorization", "")
    if not secrets.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponseNotFound()
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess

    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    registry.register(_Waiting())
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST, headers=headers)


class _Waiting:
    """Read from PostgreSQL when Prometheus asks: one query a kind of job."""

    def collect(self) -> Iterator:
        from prometheus_client.core import GaugeMetricFamily

        jobs = GaugeMetricFamily("consultation_jobs", "Jobs by kind and state", labels=["kind", "state"])
        mails = GaugeMetricFamily("consultation_mails_waiting", "Mails that wait to be sent")
        beat = GaugeMetricFamily("consultation_beat_seconds", "Seconds since the beat last gave a sign")
        size = GaugeMetricFamily("consultation_database_bytes", "Size of the database")
        up = GaugeMetricFamily("consultation_database_up", "1 when PostgreSQL answers", value=0)
        try:
            for kind, state, count in _jobs():
                jobs.add_metric([kind, state], count)
            mails.add_metric([], Notice.objects.waiting().count())
            if sign := signs.last(signs.BEAT):
                beat.add_metric([], max(time.time() - sign.at.timestamp(), 0))
            size.add_metric([], _size())
            up = GaugeMetricFamily("consultation_database_up", "1 when PostgreSQL answers", value=1)
        except Error:
            pass  # what could be read is told, and that the database is away
        yield from (jobs, mails, beat, size, up)
        if settings.DATABASE_REPLICA_URL:
            yield from _replica()


def _replica() -> Iterator:
    from prometheus_client.core import GaugeMetricFamily

    try:
        lag = replica.lag()
    except Error:
        lag = None
    yield GaugeMetricFamily("consultation_replica_up", "1 when the replica answers", value=int(lag is not None))
    if lag is not None:
        yield GaugeMetricFamily("consultation_replica_behind_bytes", "Bytes it has not replayed yet", value=lag)


def _jobs() -> Iterator[tuple[str, str, int]]:
    for model in apps.get_models():
        if hasattr(model.objects, "requeue"):  # a kind of work for the worker, whatever its app
            for state, count in model.objects.values_list("state").annotate(Count("pk")).order_by("state"):
                yield model._meta.label, state, count


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]
