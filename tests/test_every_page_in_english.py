"""Every page of the site as an English reader gets it: no French word of ours."""

import pytest

from tests import routes
from tests.test_routes import address, standing, stood, undone  # noqa: F401 (one of everything, and who may ask for it)
from tests.test_translations import (
    FRENCH,
    catalogue,  # noqa: F401 (a fixture)
    in_english,
    only_french,  # noqa: F401 (a fixture)
    own_words,
    read_in_english,
    without,
)

PAGES = [line for line in routes.TABLE if not line.route.startswith("api-")]
WALKERS = ("anonymous", "participant", "author", "moderator", "harvester", "editor", "administrator")


def is_a_page(response) -> bool:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return is_html and not response.streaming and response.status_code in (200, 403, 404, 422)


def lines_for(role: str) -> list[routes.Line]:
    """Those whose page is this role's to see; a refusal is the same page for all who get it: its first role asks."""
    before = WALKERS[: WALKERS.index(role)]
    asked = [line for line in PAGES if line.who[role] not in (routes.LOGIN, routes.NOT_SO)]  # that form has its line
    return [
        line
        for line in asked
        if line.who[role] == routes.OK or all(line.who[other] != line.who[role] for other in before)
    ]


@pytest.mark.parametrize("role", WALKERS)
def test_no_page_shows_a_french_word_of_ours_to_an_english_reader(role, standing, only_french):  # noqa: F811
    """Every route asked by every role that it answers, by GET and by POST, with what it leads to."""
    world, people = standing
    own, shown, seen, read = own_words(world), {}, 0, set()
    for line in lines_for(role):
        with undone():
            data = dict(line.data)
            if line.route == "decide":
                data["seen"] = f"{world[line.on].versions.last().pk}.0"
            client, path = in_english(people[role]), address(line, world)
            response = getattr(client, line.method.lower())(path, data, follow=True)
            if not is_a_page(response):
                continue
            seen += 1
            text = without(read_in_english(response), own)
        if text in read:  # as another way led to it
            continue
        read.add(text)
        found = [part for part in only_french if part in text]
        found += [text[max(0, m.start() - 30) : m.end() + 30] for m in FRENCH.finditer(text)]
        for words in found:
            shown.setdefault(words, line.name)
    told = "\n".join(f"{words} ({where})" for words, where in shown.items())
    assert not told, told
    assert seen > 30
