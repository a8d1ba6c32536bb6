"""What `manage.py check --deploy` looks at beside Django's checks: settings that leave a public site unsafe, or mute.

`check --database default` (and `migrate`, by itself) asks PostgreSQL for its encoding besides.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import Error as DatabaseError
from django.db import connections

SAID_BY_LAW = (
    "LEGAL_PUBLISHER",
    "LEGAL_PUBLISHER_ADDRESS",
    "LEGAL_DIRECTOR",
    "LEGAL_HOST",
    "LEGAL_BASIS",
    "DPO_CONTACT",
)
TOKEN_AT_LEAST = 16  # characters
HERE = ("127.0.0.1", "localhost", "::1", None)


@register(Tags.security, deploy=True)
def deployed(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """What a public installation has to put right, each with what to do."""
    return [message for check in (_servers, _databases, _address, _proxy, _mail, _doors, _law) for message in check()]


def _servers() -> Iterator[CheckMessage]:
    if settings.EMBEDDED:
        hint = "Donnez DATABASE_URL et REDIS_URL."
        yield Warning(
            "Les comptes de démonstration marchent\u00a0: PostgreSQL ou Redis est embarqué.", hint, id="site.W001"
        )


def _databases() -> Iterator[CheckMessage]:
    if settings.DATABASE_REPLICA_URL and settings.DATABASE_REPLICA_URL == settings.DATABASE_URL:
        words = "DATABASE_REPLICA_URL est DATABASE_URL\u00a0: une réplique est un autre serveur, qui suit le premier."
        yield Error(words, "Donnez son adresse, ou rien.", id="site.E013")
    if settings.DATABASE_POOLED and not settings.DATABASE_DIRECT_URL:
        words = "DATABASE_POOLED sans DATABASE_DIRECT_URL\u00a0: backup et restore doivent parler à PostgreSQL même."
        yield Warning(words, "L’adresse de PostgreSQL, sans passer par PgBouncer.", id="site.W014")


def _address() -> Iterator[CheckMessage]:
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme != "https":
        words = f"SITE_URL ({settings.SITE_URL}) n’est pas en https\u00a0: mots de passe et sessions passent en clair."
        yield Warning(words, "Mettez un mandataire avec TLS devant le site, et https:// dans SITE_URL.", id="site.W002")
    if parts.hostname in HERE or parts.path or parts.query:
        words = f"SITE_URL ({settings.SITE_URL}) ne va pas dans un mail\u00a0: elle mène ailleurs, ou a un chemin."
        yield Error(words, "Donnez l’adresse publique, sans barre à la fin\u00a0: https://exemple.fr", id="site.E003")
    if "*" in settings.ALLOWED_HOSTS:
        hint = "Nommez les hôtes du site."
        yield Warning("ALLOWED_HOSTS accepte n’importe quel hôte.", hint, id="site.W004")
    elif not any(_names(pattern, parts.hostname or "") for pattern in settings.ALLOWED_HOSTS):
        words = f"ALLOWED_HOSTS n’a pas l’hôte de SITE_URL ({parts.hostname})\u00a0: chaque page y serait refusée."
        yield Error(words, "Ajoutez-le.", id="site.E005")


def _names(pattern: str, host: str) -> bool:
    return host == pattern.lower() or (pattern.startswith(".") and f".{host}".endswith(pattern.lower()))


def _proxy() -> Iterator[CheckMessage]:
    if settings.SITE_URL.startswith("https://") and not settings.SECURE_PROXY_SSL_HEADER:
        words = "BEHIND_PROXY manque\u00a0: derrière un mandataire, le site redirige sans fin, tous ont une adresse."
        hint = "BEHIND_PROXY=1, si le mandataire écrit lui-même X-Forwarded-Proto et X-Forwarded-For."
        yield Warning(words, hint, id="site.W006")


def _mail() -> Iterator[CheckMessage]:
    if not settings.EMAIL_URL:
        words = "EMAIL_URL manque\u00a0: les mails vont dans un dossier, personne ne peut confirmer son adresse."
        yield Warning(words, "submission://compte:secret@serveur:587", id="site.W007")
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith(".invalid"):
        words = "DEFAULT_FROM_EMAIL est une adresse qui n’existe pas\u00a0: les serveurs refuseront vos mails."
        yield Warning(words, "Une adresse de votre domaine.", id="site.W008")


def _doors() -> Iterator[CheckMessage]:
    if settings.ADMIN_PATH.strip("/") in ("admin", ""):
        words = "L’administration technique est à l’adresse que tous les robots essaient (/admin/)."
        yield Info(words, "Un mot à vous dans ADMIN_PATH.", id="site.I009")
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < TOKEN_AT_LEAST:
        hint = f"{TOKEN_AT_LEAST} caractères au hasard au moins."
        yield Warning("METRICS_TOKEN se devine.", hint, id="site.W010")


def _law() -> Iterator[CheckMessage]:
    missing = [name for name in SAID_BY_LAW if not getattr(settings, name)]
    if missing:
        words = f"Ce que la loi veut voir dit manque aux pages légales\u00a0: {', '.join(missing)}."
        yield Info(words, "Avant d’ouvrir une consultation au public.", id="site.I011")


@register(Tags.database)
def encoded(app_configs: Any, databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """The databases that are asked about keep UTF-8: any other encoding refuses or mangles what people write."""
    return [message for alias in databases or () for message in _encoding(alias)]


def _encoding(alias: str) -> Iterator[CheckMessage]:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            (found,) = cursor.fetchone()
    except DatabaseError:
        return  # away: whoever asked is told so by what comes next
    if found != "UTF8":
        words = f"La base de données est en {found}, non en UTF8."
        hint = "createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 (docs/operations/debian.md)"
        yield Error(words, hint, id="site.E012")
