"""Sessions: rows that say whose they are inside alone, so no column leads there from the person."""

from django.utils.translation import gettext_lazy as _

from privacy.holdings.declared import Fate, Holding

CONNECTIONS = Holding(
    "connexions",
    _("Vos connexions en cours"),
    _("Vous reconnaître d’une page à l’autre."),
    _("Deux semaines après la connexion."),
    "sessions.Session",
    "",
    (("begun_at", _("Connexion")), ("expire_date", _("Fin"))),
    Fate.DELETED,
)
