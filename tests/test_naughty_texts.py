"""Texts and addresses made to break a page, sent through the forms: a clear answer, and nothing typed is lost."""

import re
import time
from html import escape

import pytest
from django.urls import reverse

from consultation import text
from debates.models import Contribution, Reaction, State
from tests.factories import ArgumentFactory, ContributionFactory, QuestionFactory, ThemeFactory

pytestmark = pytest.mark.django_db

MAX = 20_000
BODIES = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><style>*{}</style>",
    "javascript": "[a](javascript:alert(1)) [b](JaVaScRiPt&colon;alert(1)) [c](data:text/html,x) <javascript:alert(1)>",
    "obfuscated": "[a](java\tscript:alert(1)) [b](&#106;avascript:alert(1)) [c](vbscript:x) [d](\x01javascript:a)",
    "image": "![un pixel](https://pisteur.invalid/p.gif) ![x][r]\n\n[r]: https://pisteur.invalid/q.gif",
    "attributes": '<a href="https://a.invalid" onclick="x()" style="position:fixed">a</a> <iframe src="//a.invalid">',
    "1,000 links": " ".join(f"[{n}](//a.b/{n})" for n in range(1_000)),
    "bidi": "\u202eà l’envers \u2066isolé \u200bsans largeur\u200d \ufeff",
    "nested quotes": "> " * 18 + "a",
    "nested lists": "\n".join("  " * n + "- a" for n in range(130)),
    "open brackets": "[" * MAX,
    "open links": "[a](" * (MAX // 4),
    "stars": "*a **b " * (MAX // 8),
    "backticks": "".join("`" * n + " " for n in range(1, 190)),
    "entities": "&lt;b&gt;&amp;amp;&#0;&#x110000;",
    "accents": "e" + "\u0301" * (MAX - 1),
    "words": "a" * MAX,
}
ACTIVE = re.compile(
    r"<(?:script|img|svg|style|iframe)|<[^>]*\s(?:on\w+|style)=|"
    r"href=[\"']?[\s\x00-\x20]*(?:javascript|vbscript|data)",
    re.IGNORECASE,
)


def of(text: str, page: str) -> str:
    """The HTML of the first text of a page."""
    return page[page.index('<div class="prose"') :].split("</article>")[0]


@pytest.fixture
def signed_in(client, citizen):
    client.force_login(citizen)
    return client


@pytest.mark.parametrize("name", BODIES)
def test_whatever_is_written_is_shown_as_words(signed_in, question, natures, name):
    """A text of the longest length and the worst shape takes few seconds of CPU, and its page holds nothing active."""
    body, address = BODIES[name], reverse("post", args=["tiers-lieux", question.pk])
    assert len(body) <= MAX
    began = time.process_time()
    answer = signed_in.post(address, {"nature": "finding", "title": f"Un titre <b> {name}", "body": body})
    assert answer.status_code == 302, answer.text[:2000]
    page = signed_in.get(answer.headers["Location"])
    assert time.process_time() - began < 5

    shown = of(name, page.text)
    assert ACTIVE.findall(shown) == []
    assert all('rel="nofollow ugc noopener' in link for link in re.findall(r"<a [^>]*>", shown))
    assert Contribution.objects.get().awaiting.body == body.replace("\x00", "")


def test_a_text_that_leaves_nothing_to_read_comes_back(signed_in, question, natures):
    """Quotes in quotes in quotes: deeper than a page can show."""
    body = "> " * (MAX // 2 - 1) + "a"
    address = reverse("post", args=["tiers-lieux", question.pk])
    answer = signed_in.post(address, {"nature": "finding", "title": "Un titre", "body": body})

    assert answer.status_code == 422
    assert escape(body) in answer.text


@pytest.mark.parametrize("name", ["argue", "reply", "edit"])
def test_a_text_of_a_megabyte_comes_back_with_what_to_mend(signed_in, question, citizen, name):
    text = ContributionFactory(question=question, author=citizen if name == "edit" else None)
    address = reverse("argue" if name == "reply" else name, args=["tiers-lieux", text.pk])
    answer = signed_in.post(address, {"stance": "for", "title": "Un titre", "body": "x" * 1_000_000})

    assert answer.status_code == 422
    assert "x" * 1_000_000 in answer.text
    assert "error-summary" in answer.text


@pytest.mark.parametrize("title", ["\u200b\u2060", "\u3164", "x" * 161, "\u0301" * 5])
def test_a_title_that_nobody_could_read_is_refused_with_the_text_kept(signed_in, question, natures, title):
    address = reverse("post", args=["tiers-lieux", question.pk])
    answer = signed_in.post(address, {"nature": "finding", "title": title, "body": "Mon texte à garder."})

    assert answer.status_code == 422
    assert "Mon texte à garder." in answer.text


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "ftp://a.invalid", "//a.invalid", "https://", "a\nb", "x" * 600]
)
def test_a_source_that_is_no_page_is_refused_with_the_text_kept(signed_in, question, natures, link):
    address = reverse("post", args=["tiers-lieux", question.pk])
    sent = {"nature": "finding", "title": "Un titre", "body": "Mon texte à garder.", "source_url": link}
    answer = signed_in.post(address, sent)

    assert answer.status_code == 422
    assert "Mon texte à garder." in answer.text
    assert not Contribution.objects.exists()


def test_an_argument_stands_under_the_text_of_its_address_whatever_else_is_sent(signed_in, question):
    """Its parent, root, question, author and state are never read from the form."""
    text, elsewhere = ContributionFactory(question=question), ContributionFactory()
    other = ContributionFactory(question=QuestionFactory(theme=ThemeFactory(consultation=question.consultation)))
    for forged in (other, elsewhere):
        sent = {"parent": forged.pk, "parent_id": forged.pk, "root": forged.pk, "question": forged.question_id}
        sent |= {"author": forged.author_id, "state": "published", "covered": "0", "depth": "0", "live": forged.live_id}
        sent |= {"stance": "for", "body": f"Un argument {forged.pk}."}
        assert signed_in.post(reverse("argue", args=["tiers-lieux", text.pk]), sent).status_code == 302
    made = Contribution.objects.filter(parent=text)

    assert [(each.root_id, each.question_id, each.state, each.depth) for each in made] == [
        (text.pk, question.pk, State.PENDING, 1)
    ] * 2
    assert not Contribution.objects.filter(parent__in=[other, elsewhere]).exists()


@pytest.mark.parametrize("name", ["argue", "react", "reply", "edit", "withdraw", "version"])
def test_a_text_is_reached_through_its_own_consultation_alone(signed_in, question, citizen, name):
    elsewhere = ContributionFactory(author=citizen)
    numbers = [1] if name == "version" else []
    address = reverse(name, args=["tiers-lieux", elsewhere.pk, *numbers])
    sent = {"stance": "for", "title": "Un titre", "body": "Un texte", "kind": "agree"}
    assert signed_in.get(address).status_code == 404
    assert signed_in.post(address, sent).status_code == 404


@pytest.mark.parametrize("state", [State.HIDDEN, State.PENDING, State.WITHDRAWN])
def test_nobody_reacts_to_what_is_not_online(signed_in, question, state):
    """Nor to an argument below it, which goes off the pages with its root."""
    text = ContributionFactory(question=question, state=state)
    below = ArgumentFactory(parent=text)
    targets = [text] if state == State.WITHDRAWN else [text, below]
    for target in targets:
        answer = signed_in.post(reverse("react", args=["tiers-lieux", target.pk]), {"kind": "agree"})
        assert answer.status_code in (403, 404), answer.status_code
    assert not Reaction.objects.exists()


@pytest.mark.parametrize("body", ["> " * 80 + "Mes mots.", "\n".join("  " * n + f"- point {n}" for n in range(45))])
def test_words_deep_in_quotes_and_lists_are_kept(body):
    shown = text.render(body).text
    assert shown == "Mes mots." or "point 44" in shown
