"""What search engines and programs that show links are told: sitemaps, robots.txt, canonical addresses, Open Graph."""

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation import sitemap
from debates import actions
from debates import public as debate_public
from debates.models import Reason, State
from tests import routes
from tests.factories import (
    ArgumentFactory,
    ConsultationFactory,
    ContributionFactory,
    QuestionFactory,
    SynthesisFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db
SITE = "https://consultation.exemple.fr"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def locations(response) -> list[str]:
    assert response.status_code == 200
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return [found.text.removeprefix(SITE) for found in ElementTree.fromstring(content).iter(LOC)]


def listed(client) -> set[str]:
    """Every address of every sitemap."""
    found = locations(client.get("/sitemap.xml"))
    return {path for one in found for path in locations(client.get(one))}


# --- Sitemaps


def test_the_sitemaps_list_what_everybody_may_read(client, question, theme):
    contribution = ContributionFactory(question=question)
    argument = ArgumentFactory(parent=contribution)
    for state in (State.PENDING, State.HIDDEN, State.WITHDRAWN):
        ContributionFactory(question=question, state=state)
    published_at = contribution.created_at
    SynthesisFactory(
        consultation=question.consultation, number=1, state="published", published_at=published_at, document={}
    )
    SynthesisFactory(consultation=question.consultation, number=2)
    private = QuestionFactory(theme__consultation=ConsultationFactory(slug="entre-nous", state="preparing"))
    ContributionFactory(question=private)

    found = listed(client)

    pages = [question.consultation, theme, question, contribution]
    assert {page.get_absolute_url() for page in pages} <= found
    assert {"/tiers-lieux/synthese/", "/tiers-lieux/synthese/1/"} <= found
    assert "/tiers-lieux/synthese/2/" not in found
    assert len([path for path in found if "/contributions/" in path]) == 1
    assert reverse("contribution", args=["tiers-lieux", argument.pk]) not in found
    assert not any("entre-nous" in path for path in found)
    assert client.get("/entre-nous/plan.xml").status_code == 404
    for path in found:
        assert client.get(path).status_code == 200, path


def test_a_text_that_leaves_the_site_leaves_the_sitemap(client, question, moderator):
    contribution = ContributionFactory(question=question)
    assert contribution.get_absolute_url() in listed(client)
    actions.hide(contribution, by=moderator, reason=Reason.INSULT)
    assert contribution.get_absolute_url() not in listed(client)


def test_a_stretch_of_contributions_is_a_file_and_an_empty_one_is_none(client, question, monkeypatch):
    monkeypatch.setattr(debate_public, "CHUNK", 2)
    monkeypatch.setattr("debates.sitemap.CHUNK", 2)
    texts = [ContributionFactory(question=question) for _ in range(3)]
    gap = [ContributionFactory(question=question, state=State.HIDDEN) for _ in range(4)]
    texts.append(ContributionFactory(question=question))
    files = [path for path in locations(client.get("/sitemap.xml")) if path.startswith("/plan/")]

    assert files == [f"/plan/contributions-{number}.xml" for number in sorted({text.pk // 2 for text in texts})]
    found = [path for one in files for path in locations(client.get(one))]
    assert found == [text.get_absolute_url() for text in texts]
    assert client.get(f"/plan/contributions-{gap[1].pk // 2}.xml").status_code in (200, 404)


@pytest.mark.parametrize("number", ["0", "9", "99999999999999999999999999"])
def test_a_stretch_with_nothing_is_not_found(client, consultation, number):
    assert client.get(f"/plan/contributions-{number}.xml").status_code == 404


def test_the_sitemaps_ask_as_much_whatever_they_hold(client, question):
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            locations(client.get(path))
        return len(queries)

    paths = ["/sitemap.xml", "/tiers-lieux/plan.xml", "/plan/contributions-0.xml"]
    first = ContributionFactory(question=question)
    paths[2] = f"/plan/contributions-{first.pk // debate_public.CHUNK}.xml"
    few = [asked(path) for path in paths]
    for number in range(8):
        QuestionFactory(theme=question.theme)
        ConsultationFactory(slug=f"autre-{number}")
        ContributionFactory(question=question)
    assert [asked(path) for path in paths] == few
    assert max(few) <= 6


def test_a_date_says_when_the_text_changed(client, question):
    contribution = ContributionFactory(question=question)
    path = f"/plan/contributions-{contribution.pk // debate_public.CHUNK}.xml"
    text = b"".join(client.get(path).streaming_content).decode()
    assert f"<lastmod>{contribution.created_at.isoformat(timespec='seconds')}</lastmod>" in text


# --- robots.txt


def is_left_alone(path: str) -> bool:
    return any(re.match(re.escape(rule).replace(r"\*", "[^/]+"), path) for rule in sitemap.LEFT_ALONE)


def test_robots_leave_alone_what_is_for_people_who_sign_in(client):
    text = client.get("/robots.txt").text
    assert f"Sitemap: {SITE}/sitemap.xml\n" in text
    assert "Disallow: /*/moderation/\n" in text
    assert "admin/" not in text.replace("administration/", "")

    desks = ("moderation_desk", "harvest_desk", "ideas", "rollups", "synthesis_desk", "exports", "share")
    assert all(is_left_alone(reverse(name, args=["tiers-lieux"])) for name in desks)
    assert all(is_left_alone(reverse(name)) for name in ("my_space", "account_login", "account_signup"))
    assert not any(is_left_alone(path) for path in ("/", "/tiers-lieux/", "/tiers-lieux/questions/1/"))
    assert any(line.route == "moderation_desk" for line in routes.TABLE)


# --- The head of a page


def head(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.text.split("</head>")[0]


def test_a_list_has_one_address_whatever_its_filters_and_the_host(client, question, settings):
    settings.ALLOWED_HOSTS = ["autre.exemple.fr"]
    address = question.get_absolute_url()
    response = client.get(f"{address}?nature=model&apres=x", headers={"host": "autre.exemple.fr"})

    assert f'<link rel="canonical" href="{SITE}{address}">' in response.text
    assert f'<meta property="og:url" content="{SITE}{address}">' in response.text
    assert "autre.exemple.fr" not in response.text


def test_the_address_of_an_argument_leads_to_its_contribution(client, question):
    argument = ArgumentFactory(parent=ContributionFactory(question=question))
    response = client.get(reverse("contribution", args=["tiers-lieux", argument.pk]), follow=True)
    assert f'<link rel="canonical" href="{SITE}/tiers-lieux/contributions/{argument.root_id}/">' in response.text


def test_what_a_link_shows_is_what_the_page_says(client, question):
    contribution = ContributionFactory(
        question=question, title='Un "lieu" & <b>deux</b>', body="Le bail est « trop » long pour l’essai."
    )
    text = head(client, contribution.get_absolute_url())

    assert '<meta property="og:title" content="Un &quot;lieu&quot; &amp; &lt;b&gt;deux&lt;/b&gt;">' in text
    assert '<meta property="og:description" content="Le bail est « trop » long pour l’essai.">' in text
    assert '<meta property="og:type" content="article">' in text
    assert '<meta property="og:locale" content="fr_FR">' in text
    assert '<meta property="og:site_name" content="Consultation">' in text
    client.cookies["django_language"] = "en"
    text = head(client, question.consultation.get_absolute_url())
    assert '<meta property="og:type" content="website">' in text
    assert '<meta property="og:locale" content="en_GB">' in text


def test_search_engines_are_let_in_where_everybody_reads(client, question, theme):
    contribution = ContributionFactory(question=question)
    VersionFactory(contribution=contribution, published_at=contribution.created_at)
    for page in (question.consultation, theme, question, contribution):
        assert "noindex" not in head(client, page.get_absolute_url())
    assert "noindex" not in head(client, "/mentions-legales/")

    old = reverse("version", args=["tiers-lieux", contribution.pk, 1])
    for path in ("/comptes/login/", "/comptes/signup/", "/tiers-lieux/envoyer/", old):
        assert '<meta name="robots" content="noindex">' in head(client, path), path
    for path in ("/rien/", "/tiers-lieux/questions/0/"):
        assert "noindex" in client.get(path).text


def test_desks_are_left_out_of_search_engines(client, question, administrator):
    client.force_login(administrator)
    for name in ("moderation_desk", "harvest_desk", "synthesis_desk", "rollups", "exports"):
        assert "noindex" in head(client, reverse(name, args=["tiers-lieux"]))
