"""Each route, and what caches may keep of its answers: shared by all, of one reader, of nobody."""

import pytest
from django.http import HttpResponse

from tests import routes
from tests.test_routes import address, ask, standing, stood, undone  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db

SHARED, OWN, NOT_KEPT = "public, no-cache", "private, no-cache", "no-store"
FOR_EVERYBODY = """
home consultation theme question contribution version compare campaign participant places place_department
consultation_feed theme_feed question_feed robots sitemap consultation_sitemap contributions_sitemap
accessibility legal privacy site_charter charter method site_map api_docs register
consultation_legal consultation_privacy consultation_accessibility
mission mission_agenda mission_contact mission_page
synthesis synthesis_version synthesis_method compare_syntheses
"""


def said(response: HttpResponse) -> str:
    """The kind of an answer, by its Cache-Control; what else it says when it is none of ours."""
    control = response.headers.get("Cache-Control", "")
    return NOT_KEPT if "no-store" in control else control


def is_wrong(line: routes.Line, role: str, response: HttpResponse) -> bool:
    """Shared: the pages above for readers of whom nothing is known, with what to ask by, and nothing else."""
    kept = said(response)
    if role == "anonymous" and line.route in FOR_EVERYBODY.split() and response.status_code == 200:
        return kept != SHARED or bool(response.cookies) or not response.has_header("ETag")
    if response.status_code >= 400:
        return kept != NOT_KEPT
    return kept not in (OWN, NOT_KEPT) and not (response.status_code == 301 and kept == "max-age=120")


def test_each_route_says_what_may_be_kept_of_it(standing):  # noqa: F811
    """But the API, where no cookie is read (tests/api/test_reading.py)."""
    world, people = standing
    wrong = {}
    for line in routes.TABLE:
        path = address(line, world)
        if line.method != "GET" or path.startswith("/api/v1/") or line.route == "api_schema":
            continue
        for role in ("anonymous", "participant", "administrator"):
            with undone():
                response = ask(line, path, people[role], world)
            if is_wrong(line, role, response):
                wrong[line.name, role] = (response.status_code, said(response))
    assert wrong == {}
