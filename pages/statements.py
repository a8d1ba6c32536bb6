"""The pages that every consultation has: what they say as long as nobody wrote them, in the reader's language."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from consultation import accessibility, legal, text
from consultation.models import Consultation
from pages.models import AccessibilityAudit, Kind

DEFAULTS = {
    Kind.LEGAL: "pages/standard/legal.txt",
    Kind.PRIVACY: "pages/standard/privacy.txt",
    Kind.CHARTER: "pages/standard/charter.txt",
    Kind.METHOD: "pages/standard/method.txt",
}


@dataclass(frozen=True)
class Statement:
    """A default text. `body` is Markdown; "" where the page says nothing but what it establishes by itself."""

    title: str
    body: str

    @property
    def html(self) -> str:
        return raised(_html(self.body))


def standard(kind: Kind, consultation: Consultation | None = None) -> Statement:
    """The default text of a page, of a consultation or of the whole site."""
    body = render_to_string(DEFAULTS[kind], facts(consultation)) if kind in DEFAULTS else ""
    return Statement(title(kind), body.strip())


def title(kind: Kind) -> str:
    return {
        Kind.LEGAL: _("Mentions légales"),
        Kind.PRIVACY: _("Données personnelles"),
        Kind.ACCESS: _("Déclaration d’accessibilité"),
        Kind.CHARTER: _("La charte"),
        Kind.METHOD: _("La méthode"),
    }[kind]


def to_begin_with(kind: Kind, consultation: Consultation) -> dict[str, str]:
    """What whoever writes such a page for the first time finds in the form, in the language of the consultation."""
    with translation.override(consultation.language):
        found = standard(kind, consultation)
    return {"title": found.title, "body": found.body}


def facts(consultation: Consultation | None) -> dict:
    """What the settings and the consultation say of themselves, for the default texts and for what stands beside."""
    return {
        "consultation": consultation,
        "publisher": legal.publisher(),
        "host": legal.host(),
        "is_incomplete": legal.is_incomplete(),
        "dpo": settings.DPO_CONTACT,
        "legal_basis": settings.LEGAL_BASIS,
        "site_url": settings.SITE_URL,
    }


def last_audit(consultation: Consultation | None) -> AccessibilityAudit | accessibility.Audit | None:
    """The audit that counts for these pages: the last of the consultation, else that of the site. One query."""
    own = consultation.accessibility_audits.first() if consultation else None
    return own or accessibility.site_audit()


def raised(html: str) -> str:
    """Sanitised HTML with its headings right under the title of the page, where nothing stands between."""
    for of, to in (("h3", "h2"), ("h4", "h3")):
        html = html.replace(f"<{of}>", f"<{to}>").replace(f"</{of}>", f"</{to}>")
    return html


@lru_cache(maxsize=64)
def _html(body: str) -> str:
    return text.sanitised(body)
