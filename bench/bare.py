"""What pages are held against: the least that Django can do. Settings, addresses and views in one file.

`/` fetches a hundred ready-made HTML fragments in one query and joins them. `/write` inserts a row and updates a
counter, in one transaction. No middleware, no template, no permission; `BENCH_GZIP=1` compresses as production does.
The fragments are those of a real thread page (`bench.reading` lays them down).
"""

import os

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from consultation.settings import *  # noqa: F403

ROOT_URLCONF = "bench.bare"
MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware"] if os.environ.get("BENCH_GZIP") else []
WSGI_APPLICATION = None
INSTALLED_APPS = ["bench"]
AUTH_USER_MODEL = "auth.User"
CACHES = {}


def read(request: HttpRequest) -> HttpResponse:
    from bench.models import Fragment

    rows = Fragment.objects.filter(page=1).order_by("place").values_list("html", flat=True)
    html = "".join(rows).encode()
    return HttpResponse(html, headers={"Content-Length": str(len(html))})


@transaction.atomic
def write(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_written (body) VALUES (%s)", [request.POST["body"]])
        cursor.execute("UPDATE bench_counter SET n = n + 1 WHERE id = 1")
    return HttpResponse(status=302, headers={"Location": "/", "Content-Length": "0"})


urlpatterns = [path("", read), path("write", write)]
