"""How long each thing is kept: one table, that the job applies, the page shows and the documentation repeats.

Everything is « due and not done »: a row is due from a moment on, and stays due until it is gone, so that a worker that
was away a week does a week's work at its return. Accounts have rules of their own (`privacy.warning`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from administration.models import Invitation
from administration.tasks import KEPT as INVITATIONS_KEPT
from consultation.models import Notice, User
from debates.models import Draft, Hold
from privacy.models import EXPORT_KEPT, PersonalExport

MAILS = timedelta(days=30)
FOUND = timedelta(days=30)


@dataclass(frozen=True)
class Limit:
    """One thing and its time. `due` gives the rows whose time is over; None where something else erases it."""

    key: str
    what: str | Promise
    where: str | Promise
    how_long: timedelta
    since: str | Promise
    why: str | Promise
    due: Callable[[datetime], QuerySet] | None = None

    @property
    def days(self) -> int:
        return self.how_long.days


def notices_due(now: datetime) -> QuerySet:
    """Those sent, read or given up, whatever their state: nobody waits for one this old."""
    return Notice.objects.filter(created_at__lt=now - timedelta(days=settings.NOTICES_DAYS))


def drafts_due(now: datetime) -> QuerySet:
    return Draft.objects.filter(updated_at__lt=now - timedelta(days=settings.DRAFTS_DAYS))


def exports_due(now: datetime) -> QuerySet:
    """Those made, and those that failed, so long ago."""
    return PersonalExport.objects.filter(finished_at__lt=now - EXPORT_KEPT) | PersonalExport.objects.filter(
        state="failed", asked_at__lt=now - EXPORT_KEPT
    )


def invitations_due(now: datetime) -> QuerySet:
    return Invitation.objects.over(now - INVITATIONS_KEPT)


def sessions_due(now: datetime) -> QuerySet:
    return Session.objects.filter(expire_date__lt=now)


def found_due(now: datetime) -> QuerySet:
    """What filters had found in texts that were decided on."""
    return Hold.objects.filter(lifted_at__lt=now - FOUND).exclude(found="")


def unconfirmed_due(now: datetime) -> QuerySet:
    """Accounts whose address nobody ever confirmed: perhaps somebody else's, typed by mistake."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    rows = User.objects.filter(email__isnull=False, erased_at=None, last_login=None, is_superuser=False)
    rows = rows.filter(date_joined__lt=now - timedelta(days=settings.UNCONFIRMED_DAYS), contributions=None)
    return rows.exclude(Exists(confirmed)).filter(memberships=None)


def limits() -> tuple[Limit, ...]:
    """The table, with the days that this installation has chosen."""
    return (
        Limit(
            "exports",
            _("Copies de données demandées"),
            _("dépôt de fichiers") if settings.FILES_PLACE else _("base de données"),
            EXPORT_KEPT,
            _("le jour où la copie est faite"),
            _("le temps de la télécharger"),
            exports_due,
        ),
        Limit(
            "notices",
            _("Avis et courriels envoyés : ce qu’ils disaient"),
            _("base de données"),
            timedelta(days=settings.NOTICES_DAYS),
            _("le jour de l’avis"),
            _("retrouver ce dont on a été prévenu"),
            notices_due,
        ),
        Limit(
            "drafts",
            _("Brouillons jamais publiés"),
            _("base de données"),
            timedelta(days=settings.DRAFTS_DAYS),
            _("la dernière frappe"),
            _("reprendre un texte commencé"),
            drafts_due,
        ),
        Limit(
            "unconfirmed",
            _("Comptes dont l’adresse n’a pas été confirmée"),
            _("base de données"),
            timedelta(days=settings.UNCONFIRMED_DAYS),
            _("l’inscription"),
            _("laisser le temps de recopier le code"),
            unconfirmed_due,
        ),
        Limit(
            "invitations",
            _("Invitations à une équipe, avec l’adresse invitée"),
            _("base de données"),
            INVITATIONS_KEPT,
            _("leur usage, leur retrait ou leur fin"),
            _("répondre à qui demande ce qu’est devenu son lien"),
            invitations_due,
        ),
        Limit(
            "found",
            _("Ce que les filtres ont relevé dans un texte (téléphone, adresse…)"),
            _("base de données"),
            FOUND,
            _("la décision du modérateur"),
            _("comprendre une décision contestée"),
            found_due,
        ),
        Limit(
            "sessions",
            _("Connexions"),
            _("base de données"),
            timedelta(seconds=settings.SESSION_COOKIE_AGE),
            _("la connexion"),
            _("rester connecté d’une page à l’autre"),
            sessions_due,
        ),
        Limit(
            "addresses",
            _("Adresses IP"),
            _("mémoire cache, sous une forme comptée"),
            timedelta(days=1),
            _("la demande"),
            _("limiter les demandes trop nombreuses"),
        ),
        Limit(
            "mails",
            _("Fichiers de courriels, quand le site les écrit dans un dossier"),
            _("dossier des courriels"),
            MAILS,
            _("l’envoi"),
            _("essayer la plateforme sans serveur de courriel"),
        ),
        Limit(
            "logs",
            _("Journaux techniques du serveur, avec des adresses IP"),
            _("chez l’hébergeur"),
            timedelta(days=settings.LOGS_DAYS),
            _("l’écriture"),
            _("comprendre une panne ou une attaque"),
        ),
    )


def mails_due(now: datetime) -> list[Path]:
    """The files of mails older than MAILS; none where mails are really sent."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or "/nowhere")
    if not folder.is_dir():
        return []
    before = (now - MAILS).timestamp()
    return [path for path in folder.glob("*.log") if path.stat().st_mtime < before]
