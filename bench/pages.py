"""What each page costs in this process: queries, CPU of Python and of PostgreSQL; printed as JSON (`bench.growth`)."""

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")
django.setup()

import psutil  # noqa: E402 (the rows need the settings)
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from bench.data import THREAD  # noqa: E402
from consultation.cursor import page  # noqa: E402
from debates.models import Contribution, Question  # noqa: E402
from debates.reading import SORTS  # noqa: E402

TIMES = 30


def addresses() -> dict[str, str]:
    """The first page of each order, the last one of the newest, pages with filters, and the thread."""
    question = Question.objects.order_by("-contributions_count").first()
    path = question.get_absolute_url()
    found = {f"question, {sort}": f"{path}?tri={sort}" for sort in SORTS}
    found["question, last page"] = f"{path}?apres={_last(question)}"
    for name, asked in (
        ("one territory", "territoire=rural"),
        ("one quality", "qualite=elected"),
        ("kept", "retenues=oui"),
    ):
        found[f"question, {name}"] = f"{path}?{asked}"
    found["thread, 100 arguments"] = Contribution.objects.get(key=THREAD, root=None).get_absolute_url()
    return found


def _last(question: Question) -> str:
    """The cursor before the last page, found from the other end."""
    rows = question.contributions.voices().published()
    return page(rows, key="created_at", size=settings.PAGE, descending=False).next


def measure(client: Client, address: str) -> dict:
    """Means over TIMES requests, in ms."""
    asked: list[str] = []

    def count(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        assert client.get(address).status_code == 200
    backend = psutil.Process(connection.connection.info.backend_pid)
    web, database = time.process_time(), _cpu(backend)
    for _ in range(TIMES):
        client.get(address)
    web, database = time.process_time() - web, _cpu(backend) - database
    return {"queries": len(asked), "web": 1000 * web / TIMES, "database": 1000 * database / TIMES}


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


if __name__ == "__main__":
    client = Client(HTTP_HOST="127.0.0.1")
    connection.ensure_connection()
    sys.stdout.write(json.dumps({name: measure(client, address) for name, address in addresses().items()}) + "\n")
