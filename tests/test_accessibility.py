"""Every page that a citizen may open, in every state, as axe and a narrow window see it.

The addresses come from the table of routes, so that a new page is looked at from its first day. The world behind them
is a full one, with words of two hundred letters, long names and texts written from right to left.
"""

from collections.abc import Iterable

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page

from consultation.models import User
from debates import actions
from debates.models import Place, Question
from tests import running, states
from tests.factories import (
    ArgumentFactory,
    ConsultationFactory,
    ContributionFactory,
    NatureFactory,
    NoticeFactory,
    PhaseFactory,
    QuestionFactory,
    ReactionFactory,
    ReadingFactory,
    ThemeFactory,
    UserFactory,
)
from tests.test_light_pages import open_to
from tests.test_routes import people, world  # noqa: F401 (fixtures)

WORD = "anticonstitutionnellement" * 8  # 200 letters
ARABIC = "نريد مكانا للعمل المشترك في كل بلدة صغيرة"
HEBREW = "מקום לעבודה משותפת בכל עיירה"
NO_PAGE = (".xml", ".csv", "robots.txt", "/flux/", "/api/", "/fichier")
# One page is loaded once and looked at in each of these: size of the window, colours, what axe is asked
# (zoom moves boxes, it changes nothing of what axe reads). 320 pixels are 400 % of 1,280; 640 are 200 %.
LOOKS = (
    ("wide", (1280, 900), "light", running.RULES),
    ("phone, dark", (390, 844), "dark", running.AGAIN),
    ("400 %", (320, 640), "light", None),
    ("200 %, spaced letters", (640, 450), "light", None),
)
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
SPACE = """css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
}"""
UNFOLD = "document.querySelectorAll('details').forEach(box => { box.open = true; })"
TOO_WIDE = """document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map(each => each.outerHTML.slice(0, 80))"""
SEND_EMPTY = """() => {
    const form = document.querySelector('main form.form');
    form.noValidate = true;
    const typed = 'input:not([type=hidden], [type=radio], [type=checkbox]), textarea';
    form.querySelectorAll(typed).forEach(each => { each.value = ''; });
    form.requestSubmit(form.querySelector('.button'));
}"""


@pytest.fixture
def full(transactional_db, request, live_server) -> dict:
    """The world of the routes, full of what is hard to set."""
    cache.clear()
    with transaction.atomic():
        made = request.getfixturevalue("world")
        _fill(made, request.getfixturevalue("people")["author"])
        made["empty"] = _empty()
    return made


def _fill(made: dict, author: User) -> None:
    published, question = made["published"], made["question"]
    type(question).objects.update(title=f"Quels lieux {WORD}")
    type(question.theme).objects.update(name=f"Travail {WORD[:100]}")
    User.objects.filter(pk=author.pk).update(name=WORD[:80])
    foreign = UserFactory(name=HEBREW)
    ContributionFactory(question=question, author=foreign, title=ARABIC, body=f"{ARABIC}\n\n- {HEBREW}\n- un bail")
    ContributionFactory(question=question, title=WORD, body=f"{WORD} {WORD}\n\n    {WORD}\n\n> {WORD}")
    _argue(published, foreign)
    actions.edit(published, by=author, title=WORD[:150], body=f"{ARABIC}\n\n{WORD}")
    actions.publish(published, by=made["membership"].user, version=published.versions.last())
    ReactionFactory(contribution=published)
    ReadingFactory(contribution=published, outcome="kept")
    Place.objects.update(name=WORD[:160])
    facts = {"heading": WORD, "path": "/", "consultation": "C", "reason": "hors sujet", "note": WORD, "title": WORD}
    for kind in ("published", "hidden", "answered", "cited"):
        NoticeFactory(person=author, kind=kind, facts=facts | {"count": 2})


def _argue(published, foreign: User) -> None:
    parent = published
    for stance in ("for", "against", "nuance", "example", "source", "question", "for", "against"):
        ArgumentFactory(parent=published, stance=stance, author=foreign, body=f"{HEBREW} {WORD}")
        parent = ArgumentFactory(parent=parent, stance=stance, body=WORD)


def _empty():
    """A consultation where nobody wrote yet; beside it one without a theme, and one that is over."""
    empty = ConsultationFactory(slug="vide", introduction="")
    PhaseFactory(consultation=empty)
    NatureFactory(consultation=empty)
    QuestionFactory(theme=ThemeFactory(consultation=empty, slug="theme"))
    ThemeFactory(consultation=empty, slug="sans-question")
    ConsultationFactory(slug="nue", tagline="", introduction="")
    over = ConsultationFactory(slug="finie", state="closed")
    PhaseFactory(consultation=over, is_over=True)
    ContributionFactory(question__theme__consultation=over)
    return empty


def more_states(full: dict) -> list[str]:
    """What the table does not hold: filters, permalinks, empty lists, what does not exist."""
    thread, question, home = full["published"].get_absolute_url(), full["question"].get_absolute_url(), "/tiers-lieux/"
    asked = [f"{question}?nature=model", f"{question}?tri=argued", f"{question}?tri=sans", "/nulle-part/", "/nue/"]
    asked += [f"{home}recherche/?q={words}" for words in (WORD[:60], "bail", "le", "x" * 300)]
    asked += [f"{thread}?ouvert={full['argument'].pk}#c{full['argument'].pk}", f"{thread}?ouvert=999999", "/finie/"]
    names = ("consultation", "mission", "mission_agenda", "mission_contact", "places", "search", "synthesis")
    asked += [reverse(name, args=["vide"]) for name in names]
    asked += [each.get_absolute_url() for each in full["empty"].themes.all()]
    elsewhere = Question.objects.filter(theme__consultation__slug__in=["vide", "finie"])
    return asked + [each.get_absolute_url() for each in elsewhere]


@pytest.fixture
def look(request, browser, live_server, full):
    """Open a window as somebody, in one of our languages."""

    def opened(person: User | None, language: str = "fr") -> Page:
        if person:
            User.objects.filter(pk=person.pk).update(language=language)
        context = running.signed_in(browser, live_server.url, person)
        context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        request.addfinalizer(context.close)
        page = context.new_page()
        page.wrong = []
        page.on("pageerror", lambda error: page.wrong.append((page.url, str(error))))
        return page

    return opened


@pytest.mark.parametrize("walk", ["of all, one in two", "of all, the others", "of one's own", "signed out, in English"])
def test_every_page_of_a_citizen(look, full, people, walk):  # noqa: F811
    """As somebody who wrote, who is shown the most; what is said to him of his texts, and to somebody kept from
    writing; then signed out what is shown otherwise or only then.
    """
    of_all = {*open_to("author", full), *more_states(full)}
    debate = {full[each].get_absolute_url() for each in ("question", "published")} | {"/tiers-lieux/", "/"}
    if walk.startswith("of all"):  # two tests, which two processes may take
        pages = pages_of(of_all)
        assert len(pages) > 90
        looked_at(look(people["author"]), pages["the others" in walk :: 2])
    elif walk == "of one's own":
        looked_at(look(people["author"]), states.written(full, people))
        looked_at(look(full["suspension"].person), states.to_the_suspended(full))
    else:
        looked_at(look(None, "en"), {*open_to("anonymous", full)} - of_all | debate)


def pages_of(paths: Iterable[str]) -> list[str]:
    return sorted(path for path in paths if not any(part in path for part in NO_PAGE))


def looked_at(page: Page, paths: Iterable[str]) -> None:
    """These pages, in order, nothing of which is wrong."""
    wrong: list[tuple] = []
    for path in pages_of(paths):
        assert page.goto(path).status < 500, path
        wrong += [(path, *fault) for fault in faults_of(page)]
    assert wrong + page.wrong == []


def faults_of(page: Page) -> list[tuple]:
    page.evaluate(UNFOLD)
    return [(name, *fault) for name, *how in LOOKS for fault in _seen(page, name, *how)]


def _seen(page: Page, name: str, size: tuple[int, int], colours: str, rules: dict | None) -> list[tuple]:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=colours)
    if "spaced" in name:
        page.evaluate(SPACE, SPACED)
    found = [("sideways", wide) for wide in page.evaluate(TOO_WIDE)]
    return found + (running.violations(page, rules) if rules else [])


def test_every_form_sent_empty(look, full, people):  # noqa: F811
    """What is to be mended is said at the top and beside each field, to everybody."""
    text, question = full["published"].pk, full["question"].pk
    sign_in = ("account_login", "account_signup", "account_reset_password", "account_request_login_code")
    forms = {
        "anonymous": [reverse(each) for each in sign_in]
        + [reverse("post", args=["tiers-lieux", question]), reverse("share", args=["tiers-lieux"])],
        "author": [reverse(each) for each in ("where_from", "account_change_password", "account_email", "leave")]
        + [reverse(each, args=["tiers-lieux", text]) for each in ("contribution", "reply", "edit")]
        + [reverse("place", args=["tiers-lieux", full["practice"].pk])]
        + [reverse("appeal", args=["tiers-lieux", full["decision"].pk])]
        + [reverse("report", args=["tiers-lieux", full["unread"].pk])],
    }
    wrong: list[tuple] = []
    for role, paths in forms.items():
        page = look(people[role], "en" if role == "anonymous" else "fr")
        for path in paths:
            page.goto(path)
            with page.expect_navigation() as answer:
                page.evaluate(SEND_EMPTY)
            assert answer.value.status in (200, 422), (path, answer.value.status)
            assert page.locator(".error-summary").count() == 1, path
            wrong += [(role, path, *fault) for fault in faults_of(page)]
    assert wrong == []


def test_the_code_of_a_mail_is_asked_for(look):
    page = look(None)
    page.goto(reverse("account_request_login_code"))
    page.locator("main [name=email]").fill("personne@exemple.invalid")
    page.locator("main form.form .button").first.click()
    page.locator("main [name=code]").wait_for()
    assert faults_of(page) == []


def test_texts_are_read_in_their_own_direction(look, full):
    """Arabic begins at the right, in a page that stays in its order; a French paragraph beside it at the left."""
    page = look(None)
    page.goto(full["published"].get_absolute_url())
    arabic, french = page.locator(".contribution .prose p").first, page.locator("#arguments")
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == "ltr"
    assert starts_at_the_right(arabic)
    assert not starts_at_the_right(french)
    page.goto(full["question"].get_absolute_url())
    card = page.locator(".card", has_text=ARABIC).first
    assert starts_at_the_right(card.locator("h3"))
    assert not starts_at_the_right(card.locator(".whence"))
    assert starts_at_the_right(card.locator(".excerpt"))


def starts_at_the_right(line) -> bool:
    return line.evaluate("""each => {
        const range = document.createRange();
        range.selectNodeContents(each);
        const [words, box] = [range.getClientRects()[0], each.getBoundingClientRect()];
        return box.right - words.right < words.left - box.left;
    }""")
