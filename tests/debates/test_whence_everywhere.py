"""What somebody lets only be counted is read nowhere: every page, feed, answer of the API and file is walked."""

import io
import json
import re
from zipfile import ZipFile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from consultation import profile
from debates import actions, reading
from debates.models import Contribution
from synthesis import actions as synthesis_actions
from synthesis import composing, exports, renewing, tasks
from synthesis.models import JobState
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ContributionFactory,
    ExportFactory,
    ExtractFactory,
    StatementFactory,
    SynthesisFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TOLD = re.compile(r"Felletin|élu ou élue|\belected\b|23079|23500", re.IGNORECASE)
SILENT = {"shows_stakeholder": False, "shows_commune": False}


@pytest.fixture
def person(db):
    return UserFactory(name="Odile P.", stakeholder="elected", commune=CommuneFactory(postcodes="23500"))


@pytest.fixture
def written(question, person) -> Contribution:
    """A contribution, an argument that answers it, an extract cited in a published synthesis, all of one person."""
    root = ContributionFactory(question=question, author=person)
    ArgumentFactory(parent=root, author=person)
    return root


@pytest.fixture
def published(written, theme, editor):
    synthesis = SynthesisFactory(consultation=theme.consultation)
    StatementFactory(synthesis=synthesis, theme=theme, extracts=[ExtractFactory(contribution=written)])
    synthesis_actions.publish(synthesis, by=editor)
    synthesis.refresh_from_db()
    return synthesis


def choose(person, **shown) -> None:
    actions.speak_from(person, name=person.name, stakeholder=person.stakeholder, commune=person.commune, **shown)


def surfaces(written, synthesis, person) -> list[str]:
    def at(name, *args):
        return reverse(name, args=["tiers-lieux", *args])

    argument = written.thread.get()
    pages = [
        *(at("consultation"), at("theme", "territoires"), at("question", written.question_id)),
        *(
            at("contribution", written.pk),
            at("reply", written.pk),
            at("reply", argument.pk),
            at("version", written.pk, 1),
        ),
        *(at("compare", written.pk), at("participant", person.public_id), at("search") + "?q=perception"),
        *(at("consultation_feed"), at("theme_feed", "territoires"), at("question_feed", written.question_id)),
        at("synthesis_version", synthesis.number),
    ]
    lists = ("contributions", "arguments", "versions", "extracts", "syntheses")
    api = [f"/api/v1/{name}/" for name in lists]
    rows = [f"contributions/{written.pk}", f"arguments/{argument.pk}", f"syntheses/{synthesis.pk}"]
    return pages + api + [f"/api/v1/{row}/" for row in rows]


def told(client, addresses: list[str]) -> dict[str, list[str]]:
    """What each address tells of where the person speaks from; words of forms and of the map's table apart."""
    found = {}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        words = re.sub(r"<(select|script)\b.*?</\1>", "", answer.text, flags=re.DOTALL)
        if hits := TOLD.findall(words):
            found[address] = hits
    return found


def test_a_person_who_shows_nothing_is_read_nowhere(client, written, published, person, moderator, harvester):
    addresses = surfaces(written, published, person)
    assert len(told(client, addresses)) > 8  # shown at first: the walk sees what it looks for

    choose(person, **SILENT)

    assert told(client, addresses) == {}
    readable = renewing.as_readable(composing.document(published))
    assert [(q.stakeholder, q.place, q.territory) for q in readable.quotes] == [("", "", "")]
    assert "Felletin" in json.dumps(published.document)  # what was frozen keeps its digest


def test_what_is_written_after_says_nothing_either(question, natures, person, moderator):
    choose(person, **SILENT)
    posted = actions.post(question, by=person, nature=natures["barrier"], title="T", body="Un texte.")

    assert (posted.shown_stakeholder, posted.shown_commune) == ("", None)
    assert (posted.stakeholder, posted.commune) == ("elected", person.commune)


def test_the_staff_reads_it_marked_as_only_counted(client, written, person, moderator, harvester):
    choose(person, **SILENT)
    for staff, address in (
        (moderator, reverse("moderation_desk", args=["tiers-lieux"]) + f"?texte={written.pk}"),
        (harvester, reverse("harvest_desk", args=["tiers-lieux"]) + f"?contribution={written.pk}"),
    ):
        client.force_login(staff)
        page = client.get(address).text
        assert "Felletin (23)" in page
        assert page.count("(compté seulement)") == 2


def test_everybody_is_counted(consultation, written, person, settings):
    settings.SMALL_CELL = 1
    before = reading.by_department(consultation)
    choose(person, **SILENT)

    assert reading.by_department(consultation) == before == {"23": 2}
    assert reading.key_figures(consultation)["communes"] == 1


@pytest.mark.parametrize("asked", ["stakeholder=elected", "territory=rural", "region=75"])
def test_no_filter_finds_out_what_is_not_shown(client, written, person, asked):
    address = f"/api/v1/contributions/?{asked}"
    assert len(client.get(address).json()["results"]) == 1
    choose(person, **SILENT)
    assert client.get(address).json()["results"] == []


def test_one_may_show_the_one_and_not_the_other(client, written, person):
    choose(person, shows_stakeholder=True, shows_commune=False)
    whence = client.get(f"/api/v1/contributions/{written.pk}/").json()["whence"]

    assert (whence["stakeholder"], whence["commune"]) == ("elected", None)


def words_of(data: bytes, form: str) -> str:
    """Every cell of a file of tables, as another program reads it."""
    if form == "csv":
        return data.decode("utf-8-sig")
    if form == "zip":
        with ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
    book = load_workbook(io.BytesIO(data), read_only=True)
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def asked_for(synthesis, form: str) -> str:
    """The words of a file as the site gives it; of a ZIP, which only programs make, as it would be made."""
    if form == "zip":
        out = io.BytesIO()
        exports.make(renewing.as_readable(composing.document(synthesis)), form, out)
        return words_of(out.getvalue(), form)
    export = ExportFactory(synthesis=synthesis, format=form, state=JobState.QUEUED)
    tasks.finish_export(export.pk)
    return words_of(b"".join(export.data()), form)


@pytest.mark.parametrize("form", ["csv", "xlsx", "zip"])
def test_a_file_of_tables_tells_nothing_that_is_only_counted(published, person, form):
    shown = asked_for(published, form)
    assert all(word in shown for word in ("Felletin (23)", "élu", "Odile P."))

    choose(person, **SILENT)

    told_now = asked_for(published, form)
    assert not TOLD.findall(told_now)
    assert "Odile P." in told_now


def test_files_made_before_are_made_again(published, person):
    export = ExportFactory(synthesis=published, state=JobState.DONE)
    assert renewing.stale([export]) == set()
    choose(person, **SILENT)
    assert renewing.stale([export]) == {export.pk}


def test_the_form_says_it_and_the_record_does_not_say_what(client, written, person):
    client.force_login(person)
    address = reverse("where_from")
    assert 'name="shows_commune"' in client.get(address).text

    client.post(address, {"name": "Odile P.", "stakeholder": "elected", "commune": "Felletin (23)"})

    written.refresh_from_db()
    assert not written.shows_commune
    assert profile.FIELDS[-1] == "shows_commune"


def test_a_newcomer_shows_nothing_unless_he_says_so(db):
    from consultation.models import User

    assert (User().shows_stakeholder, User().shows_commune) == (False, False)
