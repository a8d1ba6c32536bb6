"""What is off the pages is off every page: one walk over all that the site says, looking for words that must be gone.

Each text has a word of its own, which stands nowhere else. The whole site is read once with everything online, so that
whatever is kept in memory or written to files is kept; then the texts go, each in its way, and everything is asked
again, by everybody who may not read them.
"""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from consultation import notices
from consultation.models import Notice
from debates import actions
from debates.models import Contribution, Reason, State
from following import tasks as following
from synthesis import actions as synthesis_actions
from synthesis import composing, renewing
from synthesis import tasks as synthesis_tasks
from tests import quick, routes
from tests.factories import ExtractFactory, FollowFactory, PlaceFactory, ReactionFactory, StatementFactory
from tests.test_routes import address, people, world  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db

WORDS = {  # how each text goes, and its word
    "hidden": "zorgmasquant",
    "to_amend": "zorgreprenant",
    "withdrawn": "zorgretirant",
    "pending": "zorgattendant",
    "held_edit": "zorgmodifiant",
    "old_version": "zorgancien",
    "argument": "zorgargumentant",
    "below": "zorgdessous",
    "place": "zorglieu",
    "cited": "zorgcitant",
}
ANY = re.compile("|".join(WORDS.values()), re.IGNORECASE)
READERS = ("anonymous", "participant", "elsewhere")
SORTS = ("recent", "argued", "agreed", "divided", "least_seen")


@pytest.fixture
def texts(world, people, question, natures, moderator):  # noqa: F811
    """Texts of one author online, each with its word in title, text, and what hangs on it."""
    author = people["author"]

    def sent(word: str) -> Contribution:
        title, body = f"Un {word} en titre", f"Le {word} ouvre à la rentrée.\n\nUn second paragraphe."
        made = actions.post(question, by=author, nature=natures["practice"], title=title, body=body)
        actions.publish(made, by=moderator)
        made.refresh_from_db()
        return made

    FollowFactory(person=people["participant"], question=question)
    made = {name: sent(WORDS[name]) for name in ("hidden", "to_amend", "withdrawn", "old_version")}
    made["held_edit"] = sent("ordinaire")
    made["cited"] = sent(WORDS["cited"])
    made["pending"] = actions.post(
        question, by=author, nature=natures["practice"], title=f"Un {WORDS['pending']}", body=f"Le {WORDS['pending']}."
    )
    made["argument"] = actions.argue(
        world["published"], by=author, stance="for", body=f"Parce que {WORDS['argument']}."
    )
    actions.publish(made["argument"], by=moderator)
    made["below"] = actions.argue(made["hidden"], by=author, stance="for", body=f"Avec {WORDS['below']}.")
    actions.publish(made["below"], by=moderator)
    PlaceFactory(contribution=made["hidden"], name=f"Le {WORDS['place']}")
    for text in made.values():
        ReactionFactory(contribution=text)
    for name in ("hidden", "cited"):
        text = made[name]
        text.refresh_from_db()
        ExtractFactory(contribution=text, version=text.live, quote=text.live.text.split("\n\n")[0])
    return made


@pytest.fixture
def reports(texts, world, theme, editor, consultation):  # noqa: F811
    """A published synthesis that cites a text, its files, and a draft that cites it too."""
    draft = world["draft"]
    extract = texts["cited"].extracts.get()
    StatementFactory(synthesis=draft, theme=theme, extracts=[extract], text="Un énoncé qui cite.")
    published = synthesis_actions.publish(draft, by=editor)
    for export in published.exports.all():
        synthesis_tasks.make_export(export.pk)
    again = synthesis_actions.draft(consultation, by=editor)
    again.statements.all().delete()
    StatementFactory(synthesis=again, theme=theme, extracts=[extract], text="Un énoncé du projet.")
    return published, again


def _take_away(texts: dict[str, Contribution], author, moderator) -> None:
    for name in ("hidden", "argument", "cited"):
        actions.hide(texts[name], by=moderator, reason=Reason.PERSONAL_DATA)
    actions.amend(texts["to_amend"], by=moderator, reason=Reason.PERSONAL_DATA)
    actions.withdraw(texts["withdrawn"], by=author)
    edit = texts["held_edit"]  # online and to be read; what awaits a moderator is not
    actions.edit(edit, by=author, title=WORDS["held_edit"], body=f"Le {WORDS['held_edit']} revient.")
    again = texts["old_version"]  # only its first version has the word
    actions.edit(again, by=author, title="Un titre calme", body="Un texte calme.")
    actions.publish(again, by=moderator)
    actions.hide(again, by=moderator, reason=Reason.OFF_TOPIC)


def _addresses(texts: dict, world: dict) -> list[str]:  # noqa: F811
    """Every address that is read: the table of routes, the same of each text that goes, lists by all their filters."""
    lines = [line for line in routes.TABLE if line.method == "GET" and line.route != "account_logout"]
    found = dict.fromkeys(address(line, world) for line in lines)
    for text in texts.values():
        found |= dict.fromkeys(_of(text, world))
    return [*found, *_asked(texts, world)]


def _of(text: Contribution, world: dict) -> Iterator[str]:  # noqa: F811
    """Each page that is one of a text, once; each version of it."""
    lines = [line for line in routes.TABLE if line.method == "GET" and isinstance(world.get(line.on), Contribution)]
    for line in {line.route: line for line in lines}.values():
        for number in (1, 2, 3) if line.route == "version" else (1,):
            text.number = number
            yield address(line, world | {line.on: text})


def _asked(texts: dict, world: dict) -> Iterator[str]:  # noqa: F811
    slug, question = world["question"].consultation.slug, world["question"]
    for word in WORDS.values():
        yield f"{reverse('search', args=[slug])}?q={word}"
        yield f"{reverse('api-search')}?q={word}&consultation={slug}"
        yield f"{reverse('places', args=[slug])}?q={word}&mots={word}"
    yield from (f"{question.get_absolute_url()}?tri={sort}" for sort in SORTS)
    for name in routes.API:
        for asked in ("", f"consultation={slug}", f"question={question.pk}", "page_size=100", "state=hidden"):
            yield f"{reverse(f'api-{name}-list')}?{asked}"
    for name, row in (("contributions", "hidden"), ("arguments", "argument"), ("extracts", "cited")):
        pk = texts[row].extracts.get().pk if name == "extracts" else texts[row].pk
        yield reverse(f"api-{name}-detail", args=[pk])
    for text in texts.values():
        yield from (reverse("api-versions-detail", args=[version.pk]) for version in text.versions.all())
        yield f"{reverse('api-versions-list')}?contribution={text.pk}"
        yield f"{reverse('api-extracts-list')}?contribution={text.pk}"
        yield f"{reverse('share', args=[slug])}?page={text.get_absolute_url()}"


def _read(path: str, person) -> str:
    response = quick.signed_in(person).get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers} {body.decode('utf-8', 'replace')}"


def _said(html: str, path: str) -> set[str]:
    """The words found, but for what the reader typed himself in the address, which a page of search repeats."""
    return {word.lower() for word in ANY.findall(html)} - {word.lower() for word in ANY.findall(path)}


def _results(html: str) -> str:
    """A page of search without the words that were searched for."""
    return re.sub(r'(value="[^"]*"|<title>.*?</title>|«[^»]*»|"q": ?"[^"]*"|[?&;]q=[^"&]*)', "", html, flags=re.S)


def test_what_went_is_nowhere(texts, reports, world, people, moderator):  # noqa: F811
    paths = _addresses(texts, world)
    following.look(timezone.now())
    before = {path: _said(_read(path, None), path) for path in paths}
    assert set(WORDS.values()) - {WORDS["pending"], WORDS["held_edit"]} <= set().union(
        *before.values()
    )  # the walk does find them

    _take_away(texts, people["author"], moderator)
    renewing.renew()
    for export in reports[0].exports.filter(state="queued"):
        synthesis_tasks.make_export(export.pk)
    leaks = {}
    quick.sign_in_once(people[role] for role in READERS)
    of_texts = [path for text in texts.values() for path in _of(text, world)]
    asked = {"anonymous": paths, "participant": [path for path in paths if not path.startswith("/api/")]}
    for role in READERS:  # the API knows no session; who has roles elsewhere asks for the texts
        for path in asked.get(role, of_texts):
            if found := _said(_results(_read(path, people[role])), path):
                leaks[role, path] = found
    assert not leaks, "\n".join(f"{role} {path} {sorted(found)}" for (role, path), found in leaks.items())


def test_what_was_not_sent_yet_says_nothing_of_it(texts, reports, people, moderator, question):  # noqa: F811
    """Notices written before are rendered when they are sent: on the site as in the mail, for all but its author."""
    following.look(timezone.now())
    _take_away(texts, people["author"], moderator)
    others = Notice.objects.exclude(person=people["author"])
    for notice in others.select_related("person"):
        said = " ".join(notices.written(notice))
        assert not ANY.search(said), (notice.kind, said)
    notices.send_notices(list(others.waiting().values_list("pk", flat=True)))
    sent = [message for message in mail.outbox if people["author"].email not in message.to]
    assert not [message for message in sent if ANY.search(message.subject + message.body)]


def test_a_draft_shows_its_editors_no_words_that_went(texts, reports, people, moderator):  # noqa: F811
    _published, draft = reports
    _take_away(texts, people["author"], moderator)
    shown = renewing.as_readable(composing.document(draft))
    assert WORDS["cited"] not in str(shown)


def test_the_sitemap_names_no_text_that_went(texts, world, people, moderator):  # noqa: F811
    _take_away(texts, people["author"], moderator)
    gone = [text for name, text in texts.items() if name != "held_edit"]
    lines = [line for line in routes.TABLE if "sitemap" in line.route and line.method == "GET"]
    for line in lines:
        said = _read(address(line, world), None)
        for text in gone:
            assert f"{text.get_absolute_url()}<" not in said
    assert Contribution.objects.get(pk=texts["hidden"].pk).state == State.HIDDEN
