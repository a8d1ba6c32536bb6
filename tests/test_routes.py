"""Every route of the site asked by every role: docs/permissions.md is what the site does."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from consultation import mailing
from consultation.models import Role
from debates.models import State
from synthesis import actions as synthesis_actions
from synthesis.models import JobState
from tests import cast, quick, routes
from tests.factories import (
    AccessibilityAuditFactory,
    AccessKeyFactory,
    AppealFactory,
    ArgumentFactory,
    CampaignFactory,
    ConsultationFactory,
    ContributionFactory,
    DecisionFactory,
    DraftFactory,
    ExportChunkFactory,
    ExportFactory,
    ExtractFactory,
    FollowFactory,
    IdeaFactory,
    InvitationFactory,
    MembershipFactory,
    PageFactory,
    PersonalExportFactory,
    PlaceFactory,
    ProposedPassageFactory,
    ReadingFactory,
    RemarkFactory,
    ReportTemplateFactory,
    RollUpFactory,
    SecondPassageFactory,
    SecondReadingFactory,
    StatementFactory,
    SuspensionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ADMIN = "admin:"


@pytest.fixture
def people(citizen, moderator, harvester, editor, administrator, stranger) -> dict:
    return _people(citizen, moderator, harvester, editor, administrator, stranger)


def _people(citizen, moderator, harvester, editor, administrator, stranger) -> dict:
    author = UserFactory(email="autrice@exemple.invalid", name="Odile Autrice")
    return {
        "anonymous": None,
        "participant": citizen,
        "author": author,
        "moderator": moderator,
        "harvester": harvester,
        "editor": editor,
        "administrator": administrator,
        "elsewhere": stranger,
    }


@pytest.fixture
def world(consultation, theme, question, natures, people, editor) -> dict:
    """One of everything that an address may lead to, by the name a line gives it."""
    return _world(consultation, theme, question, natures, people, editor)


@pytest.fixture(scope="module")
def stood(django_db_setup, django_db_blocker) -> Iterator[tuple[dict, dict]]:
    """The world and its people, made once for all tests of a module."""
    with quick.kept_for_a_module(django_db_blocker):
        consultation, citizen = cast.consultation(), cast.citizen()
        theme, natures = cast.theme(consultation), cast.natures(consultation)
        staff = [cast.staff(consultation, role) for role in cast.STAFF]
        people = _people(citizen, *staff, cast.stranger())
        made = _world(consultation, theme, cast.question(theme), natures, people, people["editor"])
        quick.sign_in_once(people.values())
        yield made, people


@pytest.fixture
def standing(db, stood) -> tuple[dict, dict]:
    """The world and its people for one test: what it does to the rows is undone, what it holds is its own copy."""
    return deepcopy(stood)


def _world(consultation, theme, question, natures, people, editor) -> dict:
    author = people["author"]
    private = ConsultationFactory(slug="entre-nous", state="preparing")
    for role in Role.values:
        MembershipFactory(consultation=private, user=people[role], role=role)
    published = ContributionFactory(question=question, author=author)
    idea = IdeaFactory(theme=theme)
    cited = ExtractFactory(contribution=published, ideas=[idea])
    rollup = RollUpFactory(consultation=consultation, state=JobState.FAILED)
    made = {
        "private": private,
        "author": author,
        "silent": people["participant"],
        "draft_page": PageFactory(consultation=consultation, state="draft"),
        "charter": PageFactory(consultation=consultation, kind="charter"),
        "audit": AccessibilityAuditFactory(consultation=consultation),
        "question": question,
        "follow": FollowFactory(person=author, question=question),
        "published": published,
        "unread": ContributionFactory(question=question),
        "practice": PlaceFactory(
            contribution=ContributionFactory(question=question, author=author, nature=natures["practice"])
        ).contribution,
        "pending": ContributionFactory(question=question, author=author, state=State.PENDING),
        "copied": _campaign(question),
        "hidden": ContributionFactory(question=question, author=author, state=State.HIDDEN),
        "argument": ArgumentFactory(parent=published),
        "access_key": AccessKeyFactory(person=author),
        "campaign": CampaignFactory(first=published),
        "suspension": SuspensionFactory(consultation=consultation),
        **_contested(question, author, people["moderator"]),
        **_read_twice(question, people["harvester"]),
        "personal_export": PersonalExportFactory(person=author, state=JobState.DONE, finished_at=timezone.now()),
        "own_draft": DraftFactory(by=author, question=question),
        "extract": ExtractFactory(contribution=published, quote="perception"),
        "passage": ProposedPassageFactory(contribution=published, rollup=rollup),
        "rollup": rollup,
        "phase": consultation.phases.first(),
        "theme": theme,
        "nature": natures["finding"],
        "membership": consultation.memberships.get(role=Role.MODERATOR),
        "invitation": InvitationFactory(consultation=consultation, email=people["participant"].email),
    }
    return made | _syntheses(consultation, theme, cited, editor, idea)


def _campaign(question):
    """The first of two texts that say the same."""
    first, other = (ContributionFactory(question=question) for _each in range(2))
    campaign = CampaignFactory(first=first, signatories=2)
    for text in (first, other):
        text.campaign, text.is_echo = campaign, text == other
        text.save()
    return first


def _contested(question, author, moderator) -> dict:
    """A decision that may be contested, and an appeal against another one, both of the moderator."""
    decision, other = (
        DecisionFactory(
            contribution=ContributionFactory(question=question, author=author, state=State.HIDDEN),
            verdict="hide",
            reason="off_topic",
            by=moderator,
        )
        for _each in range(2)
    )
    return {"decision": decision, "appeal": AppealFactory(decision=other)}


def _read_twice(question, harvester) -> dict:
    """A text that somebody has before him for a second reading, and two that were read twice, one by a harvester."""
    texts = [ReadingFactory(contribution=ContributionFactory(question=question)).contribution for _each in range(3)]
    SecondReadingFactory(contribution=texts[0], outcome="")
    other = SecondReadingFactory(contribution=texts[1], outcome="off_topic")
    own = SecondReadingFactory(contribution=texts[2], outcome="off_topic", by=harvester)
    passage = SecondPassageFactory(reading=own)
    return {"second_turn": texts[0], "second_passage": passage, "second_reading": other, "own_second_reading": own}


def _syntheses(consultation, theme, cited, editor, idea) -> dict:
    """A published version on a finished roll-up, the draft of the next one, and a file of each."""
    snapshot = {"figures": {"totals": {}, "by": {}}, "questions": [], "meta": {"consultation": consultation.slug}}
    finished = RollUpFactory(
        consultation=consultation, state=JobState.DONE, snapshot=snapshot, sha256="0" * 64, finished_at=timezone.now()
    )
    draft = synthesis_actions.draft(consultation, by=editor)
    draft.statements.all().delete()
    StatementFactory(synthesis=draft, theme=theme, extracts=[cited])
    published = synthesis_actions.publish(draft, by=editor)
    draft = synthesis_actions.draft(consultation, by=editor)
    draft.statements.all().delete()
    statement = StatementFactory(synthesis=draft, theme=theme, extracts=[cited])
    return {
        "synthesis": published,
        "draft": draft,
        "statement": statement,
        "remark": RemarkFactory(statement=statement),
        "file": _file(published),
        "draft_file": _file(draft),
        "template": ReportTemplateFactory(consultation=consultation),
        **_rows(consultation, theme, cited, idea, published, finished),
    }


def _file(synthesis):
    export = ExportFactory(synthesis=synthesis, state=JobState.DONE, file_name="synthese.html", size=15)
    ExportChunkFactory(export=export)
    return export


def _rows(consultation, theme, extract, idea, synthesis, rollup) -> dict:
    """A row of each list of the API, by the name of the list."""
    contribution = extract.contribution
    return {
        "consultations": consultation,
        "themes": theme,
        "questions": contribution.question,
        "natures": contribution.nature,
        "contributions": contribution,
        "arguments": ArgumentFactory(parent=contribution),
        "versions": contribution.live,
        "ideas": idea,
        "extracts": extract,
        "syntheses": synthesis,
        "rollups": rollup,
        "places": PlaceFactory(consultation=consultation, contribution=None, origin="liste:1"),
        "pages": PageFactory(consultation=consultation),
    }


def patterns(resolver=None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named route of the site with its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner)


def address(line: routes.Line, world: dict, slug: str = "tiers-lieux") -> str:
    """The address of a line: the names its route wants, filled from the world."""
    target = world.get(line.on)
    if line.on == "private":
        return reverse(line.route, args=[target.slug])
    known = {
        "slug": target.slug if line.route == "api-consultations-detail" else slug,
        "theme_slug": "territoires",
        "code": "23",
        "pk": getattr(target, "pk", None),
        "number": getattr(target, "number", 1),
        "public_id": getattr(target, "public_id", None),
        "page_slug": getattr(target, "slug", None),
        "kind": target._meta.model_name if line.route == "follow" else "news",
        "token": _token(line, world),
        "provider_id": "personne",
        "key": "off_topic",
        "format": "docx",
    }
    wanted = next(value for key, value in get_resolver().reverse_dict.lists() if key == line.route)[0][0][0][1]
    return reverse(line.route, kwargs={name: known[name] for name in wanted})


def _token(line: routes.Line, world: dict) -> str:
    if line.route == "invitation":
        return world["invitation"].token
    if line.on == "personal_export":
        return world["personal_export"].token
    return mailing.unsubscribe_url(world["author"]).split("/")[-2]


def ask(line: routes.Line, path: str, person, world: dict):
    client = quick.signed_in(person)
    data = dict(line.data)
    if line.route == "decide":
        data["seen"] = f"{world[line.on].versions.last().pk}.0"
    return getattr(client, line.method.lower())(path, data)


@contextmanager
def undone() -> Iterator[None]:
    """What is done here leaves the world as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


def got(response) -> str:
    if response.status_code == 302:
        return f"302 to {response['Location']}"
    return str(response.status_code)


def is_as_said(expected: str, response) -> bool:
    leads_to_login = response.status_code == 302 and urlsplit(response["Location"]).path == reverse("account_login")
    if expected == routes.AWAY:
        return response.status_code == 302
    return response.status_code in routes.STATUS[expected] and leads_to_login == (expected == routes.LOGIN)


@pytest.mark.parametrize("line", routes.TABLE, ids=lambda line: line.name)
def test_each_role_gets_what_the_table_says(line, standing):
    world, people = standing
    path, wrong = address(line, world), {}
    for role, person in people.items():
        with undone():
            response = ask(line, path, person, world)
            if not is_as_said(line.who[role], response):
                wrong[role] = f"{got(response)} instead of {line.who[role]}"
    assert wrong == {}, path


OF_ONE_CONSULTATION = [
    line
    for line in routes.TABLE
    if line.on and line.on != "private" and not line.route.startswith(("api-", "mfa_"))  # these name no consultation
]


@pytest.mark.parametrize("line", OF_ONE_CONSULTATION, ids=lambda line: line.name)
def test_staff_reaches_nothing_of_another_consultation_through_its_own(line, standing):
    """The address names the consultation where they have every role, the object belongs to the other one."""
    world, people = standing
    path = address(line, world, slug="ailleurs")
    response = ask(line, path, people["elsewhere"], world)
    assert response.status_code in (404, 405), got(response)


def test_every_route_has_its_line():
    said = {line.route for line in routes.TABLE}
    missing = sorted({name for name, _ in patterns() if not name.startswith(ADMIN)} - said)
    assert missing == [], "give these routes a line in tests/routes.py"
    assert sorted(said - {name for name, _ in patterns()}) == []


def test_lines_are_told_once():
    names = [(line.name, tuple(line.data.items())) for line in routes.TABLE]
    assert len(names) == len(set(names))


def admin_addresses() -> Iterator[str]:
    values = {"object_id": "1", "app_label": "debates", "content_type_id": 1, "url": "x", "id": "1"}
    for name, pattern in patterns():
        if name.startswith(ADMIN) and name not in ("admin:login", "admin:logout", "admin:None"):
            wanted = pattern.pattern.converters or pattern.pattern.regex.groupindex
            yield reverse(name, kwargs={key: values[key] for key in wanted})


def test_the_technical_administration_is_for_superusers_alone(standing):
    _world, people = standing
    login = reverse("admin:login")
    for role, person in people.items():
        client = quick.signed_in(person)
        for path in admin_addresses():
            for method in (client.get, client.post):
                response = method(path)
                assert response.status_code == 302, (role, path)
                assert response["Location"].startswith(login), (role, path)


def test_the_page_for_people_says_the_same():
    written = (Path(__file__).parent.parent / "docs" / "permissions.md").read_text()
    assert written == routes.page(), "python -m tests.routes > docs/permissions.md"


FORMS_FOR_ALL = {"share", "post", "reply", "unsubscribe"}  # what they send is checked with a cookie (CSRF)


def test_a_reader_without_a_session_gets_no_cookie(standing):
    world, _people = standing
    for line in routes.TABLE:
        if line.method != "GET" or line.who["anonymous"] != routes.OK or line in routes.PEOPLE:
            continue
        answer = ask(line, address(line, world), None, world)
        assert not answer.cookies or line.route in FORMS_FOR_ALL, (line.name, answer.cookies)
