"""Addresses for the gallery alone, with the names the frame of the page looks for."""

from django.http import HttpResponse
from django.urls import path


def _nothing(request, **_):
    return HttpResponse(status=204)


_PLAIN = {
    "home": "",
    "account_login": "comptes/connexion/",
    "account_signup": "comptes/creation/",
    "my_space": "mon-espace/",
    "account_logout": "comptes/sortie/",
    "accessibility": "accessibilite/",
    "legal": "mentions-legales/",
    "privacy": "donnees-personnelles/",
    "site_charter": "charte/",
    "set_language": "i18n/setlang/",
    "api_docs": "api/docs/",
}
_DESKS = {
    "consultation": "",
    "consultation_accessibility": "accessibilite/",
    "consultation_legal": "mentions-legales/",
    "consultation_privacy": "donnees-personnelles/",
    "charter": "charte/",
    "method": "methode/",
    "site_map": "plan-du-site/",
    "synthesis": "synthese/",
    "moderation_desk": "moderation/",
    "harvest_desk": "recolte/",
    "rollups": "consolidations/",
    "synthesis_desk": "redaction/",
    "exports": "exports/",
}
urlpatterns = [
    *(path(address, _nothing, name=name) for name, address in _PLAIN.items()),
    *(path(f"<slug:slug>/{address}", _nothing, name=name) for name, address in _DESKS.items()),
]
