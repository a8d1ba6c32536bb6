"""French first, English complete: the catalogue, texts and mails (every page: test_every_page_in_english)."""

import datetime as dt
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import ngettext

from consultation import notices
from consultation.management.commands.translations import extract
from consultation.models import Notice, User
from debates.models import Place, PlaceList, State
from following.models import Item
from pages.models import Page
from synthesis import actions as synthesis_actions
from synthesis import tasks as synthesis_tasks
from synthesis.models import Extract, RollUp
from tests import quick, routes
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ContributionFactory,
    ExtractFactory,
    IdeaFactory,
    NoticeFactory,
    PageFactory,
    QuestionFactory,
)
from tests.reading_pages import Words
from tests.test_routes import people, world  # noqa: F401 (one of everything, and who may ask for it)

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale/en/LC_MESSAGES/django.po"
FRENCH_CATALOGUE = ROOT / "locale/fr/LC_MESSAGES/django.po"
HOW = "run manage.py translations, then translate what it shows"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%[sdn]|<[^>]+>")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def english(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def french(entry: polib.POEntry) -> list[str]:
    return [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]


# --- The catalogue


def test_every_sentence_is_translated_and_none_is_guessed(catalogue):
    assert [entry.msgid for entry in catalogue if not all(english(entry))] == [], HOW
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []


def test_both_sides_hold_the_same_placeholders_and_tags(catalogue):
    def held(text: str) -> list[str]:
        return sorted(PLACEHOLDER.findall(text))

    wrong = [
        (said, told)
        for entry in catalogue
        for said, told in zip(french(entry), english(entry), strict=True)
        if held(said) != held(told)
    ]
    assert wrong == []


def test_english_is_set_as_english(catalogue):
    """No guillemets, no space before a sign, no straight quotation mark where a curly one is meant."""
    odd = re.compile(r"[«»\u00a0\u202f]|\s[:;!?]|\d\s%|\w'\w")
    assert [told for entry in catalogue for told in english(entry) if odd.search(told)] == []


def test_french_is_set_as_french(catalogue):
    """No-break spaces before double signs and inside guillemets, curly apostrophes, no exclamation."""
    odd = re.compile(r"\w'\w|!|(?<!\u202f)[;?](?!\w)|\s(?<!\u00a0):|«(?!\u202f)|(?<!\u202f)»")
    said = [(words, PLACEHOLDER.sub("", words)) for entry in catalogue for words in french(entry)]
    assert [words for words, literal in said if odd.search(literal)] == []


def test_what_is_compiled_is_what_is_written(catalogue):
    def told(entries: Iterable[polib.POEntry]) -> dict:
        return {(entry.msgctxt, entry.msgid): english(entry) for entry in entries}

    assert told(polib.mofile(str(CATALOGUE.with_suffix(".mo")))) == told(catalogue), HOW


def test_the_catalogue_holds_every_sentence_of_the_sources(catalogue, tmp_path, monkeypatch, settings):
    if not shutil.which("xgettext"):
        pytest.skip("needs xgettext: apt-get install gettext")
    for name in [*(path.parent.name for path in ROOT.glob("*/apps.py")), "demo", "imports", "templates", "locale"]:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)

    found = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(extract()))}

    assert found == {(entry.msgctxt, entry.msgid) for entry in catalogue}, HOW


# --- What is counted, in French


def test_the_french_catalogue_says_each_counted_sentence_by_itself(catalogue):
    told = polib.pofile(str(FRENCH_CATALOGUE))
    assert [(entry.msgid, entry.msgid_plural) for entry in told] == [
        (entry.msgid, entry.msgid_plural) for entry in catalogue if entry.msgid_plural
    ], HOW
    assert [entry.msgid for entry in told if english(entry) != french(entry)] == []
    compiled = polib.mofile(str(FRENCH_CATALOGUE.with_suffix(".mo")))
    assert {entry.msgid: english(entry) for entry in compiled} == {entry.msgid: english(entry) for entry in told}, HOW


@pytest.mark.parametrize(("number", "words"), [(0, "argument"), (1, "argument"), (2, "arguments"), (9**9, "arguments")])
def test_nought_and_one_are_singular_in_french(number, words):
    with translation.override("fr"):
        assert ngettext("%(n)s argument", "%(n)s arguments", number) == f"%(n)s {words}"
    with translation.override("en"):
        assert ngettext("%(n)s argument", "%(n)s arguments", 0) == "%(n)s arguments"


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "words"), [(0, "0 argument"), (1, "1 argument"), (2, "2 arguments")])
def test_cards_and_contributions_count_as_french_does(question, number, words):
    contribution = ContributionFactory(question=question)
    ArgumentFactory.create_batch(number, parent=contribution)
    for path in (question.get_absolute_url(), contribution.get_absolute_url()):
        page = spaces(str(Words(Client().get(path).content.decode())))
        assert re.search(rf"\b{words}\b", page), path


# --- The pages

# Words that French has and English has not; "on", "me", "pour" and the like are in both.
FRENCH = re.compile(
    r"\b(?:le|les|des|du|une|est|et|pas|dans|vous|votre|vos|aucune?|ce|cette|qui|que|sur|avec|pour|aux?|nous|"
    r"texte|thème|énoncé|synthèse|mon|ma|mes|son|sa|ses)\b|\b[ldnsqj]’\w|[«»\u202f]",
    re.IGNORECASE,
)


def spaces(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="module")
def only_french(catalogue) -> list[str]:
    """The literal parts, of 12 characters or more, of the sentences whose English is another one."""
    parts = [
        spaces(part).strip()
        for entry in catalogue
        for said, told in zip(french(entry), english(entry), strict=True)
        for part in PLACEHOLDER.split(said)
        if spaces(part).strip() not in spaces(told)
    ]
    return sorted({part for part in parts if len(part) >= 12})


def own_words(world) -> list[str]:  # noqa: F811
    """What people and staff wrote, longest first: titles stand in places that cannot say their language."""
    consultation, question = world["consultations"], world["question"]
    said = [
        consultation.name,
        consultation.tagline,
        question.title,
        question.theme.name,
        consultation.phases.get().name,
    ]
    said += list(User.objects.values_list("name", flat=True))
    for text in (world["published"], world["unread"], world["pending"], world["hidden"]):
        version = text.live or text.awaiting
        said += [version.heading, version.text[:150]]
    said += [world["draft"].title, world["statement"].text, world["ideas"].title]
    said += [*Extract.objects.values_list("quote", flat=True), world["appeal"].text]
    said += [value for line in routes.TABLE for value in line.data.values() if " " in value]
    said += [*Place.objects.values_list("name", flat=True), *PlaceList.objects.values_list("source", flat=True)]
    said += [words for page in Page.objects.all() for words in (page.title, page.body)]
    said += ["Défenseur des droits", "mes-donnees"]  # an institution keeps its name, and so does a file
    return sorted({spaces(words) for words in said if words}, key=len, reverse=True)


def read_in_english(response) -> str:
    return spaces(str(Words(response.content.decode(), but="fr")))


def without(text: str, own: Iterable[str]) -> str:
    for words in own:
        text = text.replace(words, "")
    return text


def in_english(person: User | None = None) -> Client:
    client = quick.signed_in(person)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.mark.django_db
def test_a_page_says_its_language_and_that_of_the_texts(world):  # noqa: F811
    path = world["published"].get_absolute_url()
    response = in_english().get(path)
    assert response["Content-Language"] == "en"
    assert Words(response.content.decode()).languages[0] == "en"
    text = world["published"].live.text.split("\n\n")[1]
    assert text in spaces(str(Words(response.content.decode())))
    assert text not in read_in_english(response)

    response = Client().get(path)
    assert response["Content-Language"] == "fr"
    assert Words(response.content.decode()).languages[0] == "fr"


@pytest.mark.django_db
def test_the_texts_of_an_english_consultation_are_english_on_a_french_page(world):  # noqa: F811
    world["consultations"].language = "en"
    world["consultations"].save()
    html = Client().get(world["published"].get_absolute_url()).content.decode()
    text = world["published"].live.text.split("\n\n")[1]
    assert text not in str(Words(html, but="en"))


@pytest.mark.django_db
def test_the_figures_and_the_labels_of_a_french_synthesis_read_in_english(
    consultation, question, theme, natures, editor, only_french
):
    whence = {"stakeholder": "elected", "commune": CommuneFactory()}  # of as many people as their count may be said of
    authors = [User.objects.create(email=f"x{n}@exemple.invalid", name="X", **whence) for n in range(5)]
    texts = [ContributionFactory(question=question, author=one, nature=natures["barrier"]) for one in authors]
    passage = ExtractFactory(contribution=texts[0], ideas=[IdeaFactory(theme=theme)])
    rollup = synthesis_actions.request_roll_up(consultation, by=editor)
    for part in synthesis_tasks.open_parts(rollup.pk):
        synthesis_tasks.finish_part(part)
    synthesis_tasks.freeze(rollup.pk)
    synthesis = synthesis_actions.publish(synthesis_actions.draft(consultation, by=editor), by=editor)
    assert RollUp.objects.get(pk=rollup.pk).snapshot
    assert synthesis.document["kind"] == "Synthèse intermédiaire"

    page = rollup.get_absolute_url()
    for path in (synthesis.get_absolute_url(), page, f"{page}?question={question.pk}"):
        text = without(read_in_english(in_english(editor).get(path)), [synthesis.title])
        assert [part for part in only_french if part in text] == [], path
    text = read_in_english(in_english().get(synthesis.get_absolute_url()))
    for words in ("Elected official", "Barrier", "Interim synthesis", "Contributions by kind of territory"):
        assert words in text
    assert passage.quote not in text


@pytest.mark.django_db
def test_a_draft_is_in_the_language_of_its_consultation_whoever_opens_it(consultation, question, theme, editor):
    ExtractFactory(contribution=ContributionFactory(question=question), ideas=[IdeaFactory(theme=theme)])
    in_english(editor).post(reverse("open_draft", args=[consultation.slug]), {"kind": "final"})
    assert consultation.syntheses.get().title.startswith("Synthèse finale")


# --- The mails


def without_addresses(text: str) -> str:
    return spaces(re.sub(r"https?://\S+", "", text))


def items() -> list[int]:
    """What somebody follows, one of each kind, named so that no word of it is French."""
    question = QuestionFactory(title="X", theme__name="X", theme__consultation__name="X")
    consultation = question.consultation
    text = ContributionFactory(question=question, title="X", author__name="X")
    news = PageFactory(consultation=consultation, title="X")
    at = timezone.now()
    rows = [{"contribution": text}, {"contribution": ArgumentFactory(parent=text, body="X")}, {"news": news}]
    return [Item.objects.create(consultation=consultation, at=at, **row).pk for row in rows]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(path.stem for path in (ROOT / "templates/notices").glob("*.txt")))
def test_a_notice_is_in_the_language_of_its_reader(kind, citizen, only_french):
    citizen.language = "en"
    facts = {"heading": "X", "path": "/", "consultation": "X", "reason": "attaque ou insulte", "note": "X", "count": 2}
    facts |= {"title": "X", "role": "moderator", "items": items() if kind == "followed" else [], "more": 2}
    facts |= {"slug": "x", "decision": 1, "on": "2026-05-12", "until": "2026-06-12", "question": "X", "answer": "X"}
    facts |= {"into": "X", "was": "X", "now": "X"}
    notice = NoticeFactory(person=citizen, kind=kind, facts=facts)
    text = without_addresses(" ".join(notices.written(notice)))
    assert FRENCH.findall(text) == []
    assert [part for part in only_french if part in text] == []
    assert Notice.objects.filter(pk=notice.pk).exists()


@pytest.mark.django_db
def test_the_mails_of_accounts_are_in_the_language_of_the_page(citizen, only_french):
    cache.clear()
    client = in_english()
    new = {"email": "new@exemple.invalid", "password1": "a sentence I remember", "name": "N"}
    client.post(reverse("account_signup"), new)
    in_english().post(reverse("account_signup"), {**new, "email": citizen.email, "name": "M"})
    for email in (citizen.email, "nobody@exemple.invalid"):
        in_english().post(reverse("account_reset_password"), {"email": email})
    cache.clear()
    assert len(mail.outbox) == 4
    for sent in mail.outbox:
        text = without_addresses(f"{sent.subject} {sent.body}")
        assert FRENCH.findall(text) == [], text
        assert [part for part in only_french if part in text] == []


def test_dates_are_british():
    with translation.override("en"):
        assert formats.date_format(dt.datetime(2018, 6, 20, 14, 30), "DATETIME_FORMAT") == "20 June 2018, 14:30"


@pytest.mark.django_db
def test_pending_texts_keep_their_language_at_the_desk(world, moderator):  # noqa: F811
    assert world["pending"].state == State.PENDING
    response = in_english(moderator).get(reverse("moderation_desk", args=["tiers-lieux"]))
    assert world["pending"].awaiting.text.split("\n\n")[0] not in read_in_english(response)
