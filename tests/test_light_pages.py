"""Every page that a citizen may open: its weight as it travels, and that nothing of it comes from another host."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client

from tests import routes, running
from tests.factories import ArgumentFactory, ContributionFactory, ReactionFactory, UserFactory
from tests.test_routes import address, people, world  # noqa: F401 (fixtures)

PAGE, CSS, JS = 100_000, 30_000, 40_000  # bytes, compressed, fonts apart
READERS = ("anonymous", "author")
LINKED = re.compile(r'(?:href|src)="(/static/[^"?#]+\.(?:css|js|svg|png|ico))"')
PARAGRAPH = (
    "Chez nous, l’ancienne perception accueille {} postes de travail, et le bail est trop long pour essayer. "
    "La commune paie le chauffage, les usagers paient le café, et personne ne sait qui paiera la fibre.\n\n"
)


def open_to(role: str, world: dict) -> list[str]:  # noqa: F811
    """The addresses of the table that this role may read."""
    lines = [line for line in routes.TABLE if line.method == "GET" and line.who[role] == routes.OK]
    return sorted({address(line, world) for line in lines if not line.route.startswith("api-")})


def signed_in(person) -> Client:
    client = Client(headers={"accept-encoding": "gzip"})
    if person:
        client.force_login(person)
    return client


def is_page(response) -> bool:
    is_html = response.get("Content-Type", "").startswith("text/html")
    return response.status_code == 200 and is_html and not response.streaming


def static_weight(path: str) -> int:
    found = finders.find(path.removeprefix("/static/"))
    assert found, path
    return len(gzip.compress(Path(found).read_bytes()))


def weights(response) -> dict[str, int]:
    """Bytes that travel for a page: itself, its style sheets, its scripts, its pictures."""
    content = response.content
    html = gzip.decompress(content).decode() if response.get("Content-Encoding") == "gzip" else content.decode()
    assert "<img" not in html or 'src="http' not in html
    sizes = {"html": len(content), "css": 0, "js": 0, "other": 0}
    for path in set(LINKED.findall(html)):
        kind = path.rsplit(".", 1)[1]
        sizes[kind if kind in sizes else "other"] += static_weight(path)
    return sizes


def too_heavy(response) -> dict[str, int]:
    sizes = weights(response)
    is_light = sum(sizes.values()) < PAGE and sizes["css"] < CSS and sizes["js"] < JS
    return {} if is_light else sizes


@pytest.mark.django_db
@pytest.mark.parametrize("role", READERS)
def test_every_page_of_a_citizen_is_light(world, people, role):  # noqa: F811
    client, seen, heavy = signed_in(people[role]), 0, {}
    for path in open_to(role, world):
        response = client.get(path)
        if is_page(response):
            seen += 1
            heavy |= {path: sizes} if (sizes := too_heavy(response)) else {}
    assert heavy == {}
    assert seen > 20


@pytest.mark.django_db
def test_the_longest_pages_are_light_too(question, citizen, settings):
    settings.PAGE = 50
    authors = [UserFactory(name=f"Personne au nom assez long {number}") for number in range(10)]
    texts = [
        ContributionFactory(question=question, author=authors[n % 10], title=f"Un titre {n} " * 10, body=said(n, 12))
        for n in range(50)
    ]
    ReactionFactory(contribution=texts[0])
    parent = texts[0]
    for number in range(100):
        under = parent if number % 4 else texts[0]
        stance = ("for", "against", "nuance")[number % 3]
        parent = ArgumentFactory(parent=under, author=authors[number % 10], stance=stance, body=said(number, 4))

    for person in (None, citizen):
        client = signed_in(person)
        for page in (question.consultation, question.theme, question, texts[0]):
            response = client.get(page.get_absolute_url())
            assert is_page(response)
            assert too_heavy(response) == {}, page


def said(number: int, times: int) -> str:
    """Some paragraphs, each its own, so that compression finds less to save."""
    return "".join(PARAGRAPH.format(f"{number * 97 + n * 31} et {number * n}") for n in range(times))


@pytest.fixture
def written(transactional_db, request) -> dict:
    with transaction.atomic():
        return request.getfixturevalue("world")


def test_no_page_of_a_citizen_asks_another_host_for_anything(live_server, browser, written, people):  # noqa: F811
    """As its author, who is shown the most, then signed out what is shown otherwise or only then."""
    elsewhere: list[tuple[str, str]] = []
    seen: set[str] = set()
    debate = {written[name].get_absolute_url() for name in ("question", "published")}
    for role in reversed(READERS):
        client = signed_in(people[role])
        paths = {path for path in open_to(role, written) if is_page(client.get(path))} - seen | debate
        with running.signed_in(browser, live_server.url, people[role]) as context:
            context.on("request", lambda asked: elsewhere.append((asked.frame.url, asked.url)) if away(asked) else None)
            page = context.new_page()
            for path in sorted(paths):
                assert page.goto(live_server.url + path, wait_until="load").ok, path
        seen |= paths
    assert elsewhere == []
    assert len(seen) > 30


def away(asked) -> bool:
    return urlsplit(asked.url).scheme not in ("data", "blob") and urlsplit(asked.url).hostname != "localhost"
