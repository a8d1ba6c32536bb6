"""Every component of the page on one page, outside the project: python -m tests.look.gallery FOLDER writes it there.

With Chromium at hand it also takes the pictures one looks at before changing the look: wide and narrow, light and dark.
"""

import datetime
import pathlib
import shutil
import sys
from types import SimpleNamespace

import django
from django.conf import settings

ROOT = pathlib.Path(__file__).resolve().parents[2]


def configure() -> None:
    """The least Django that renders templates; does nothing inside the project's own tests."""
    if settings.configured:
        return
    settings.configure(
        ROOT_URLCONF="tests.look.urls",
        STATIC_URL="static/",
        LANGUAGE_CODE="fr",
        USE_TZ=True,
        TIME_ZONE="Europe/Paris",
        INSTALLED_APPS=["django_htmx", "django.contrib.staticfiles"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [ROOT / "templates"],
                "OPTIONS": {
                    "builtins": ["consultation.templatetags.ui"],
                    "context_processors": ["django.template.context_processors.request"],
                },
            }
        ],
    )
    django.setup()


def context() -> dict:
    """What the sample page needs; the people and figures are examples of the look, not of the debate."""
    from tests.look.samples import ContributionForm

    day = datetime.date(2026, 5, 12)
    phases = [
        ("Information", datetime.date(2026, 3, 2), datetime.date(2026, 4, 11)),
        ("Débat", datetime.date(2026, 4, 12), datetime.date(2026, 6, 15)),
        ("Synthèse", datetime.date(2026, 6, 16), datetime.date(2026, 7, 31)),
        ("Suites", datetime.date(2026, 8, 1), datetime.date(2026, 12, 31)),
    ]
    wrong = ContributionForm({"title": "", "body": "", "nature": "", "language": "fr"})
    wrong.is_valid()
    return {
        "site_name": "Consultation",
        "consultation": SimpleNamespace(
            name="Territoires, Travail, Numérique",
            slug="mission-coworking",
            tagline="Où travaillerons-nous demain, et qu’y gagneront les territoires ?",
            get_absolute_url=lambda: "/mission-coworking/",
            accessibility_rate=None,
        ),
        "roles": {"moderator", "editor"},
        "section": "debate",
        "today": day,
        "phases": [SimpleNamespace(name=name, starts_on=start, ends_on=end) for name, start, end in phases],
        "form": ContributionForm(),
        "wrong": wrong,
        "parts": [
            ("lues et citées", 96),
            ("lues et gardées", 41),
            ("mises de côté, avec la raison", 12),
            ("pas encore lues", 23),
        ],
    }


def write(folder: pathlib.Path, name: str = "gallery.html") -> pathlib.Path:
    """Render a page of tests/look/pages with its static files beside it; the path of the page."""
    configure()
    from django.template import engines

    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "static", folder / "static", dirs_exist_ok=True)
    page = folder / name
    source = (ROOT / "tests" / "look" / "pages" / name).read_text(encoding="utf-8")
    html = (
        engines["django"].from_string(source).render(context()).replace('="/static/', '="static/')
    )  # opened as a file, not served
    page.write_text(html, encoding="utf-8")
    return page


def shoot(page: pathlib.Path) -> None:
    """Four pictures beside the page: 1280 and 390 pixels wide, light and dark."""
    from playwright.sync_api import sync_playwright

    from tests import running

    with sync_playwright() as play:
        browser = running.launch(play)
        for scheme in ("light", "dark"):
            for width in (1280, 390):
                tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                tab.goto(page.as_uri())
                tab.screenshot(path=str(page.with_name(f"{page.stem}-{width}-{scheme}.png")), full_page=True)
        browser.close()


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "var/look")
    for template in sorted(path.name for path in (ROOT / "tests" / "look" / "pages").glob("*.html")):
        shoot(write(target, template))
