"""What an operator asks first: each part the platform needs, how it is, and what to do.

Every check is bounded in time and never raises: a part that is away is a finding, not a fault.
"""

import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from time import perf_counter
from typing import Any

import django
import redis
from django.apps import apps
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from kombu.exceptions import OperationalError

from consultation import replica, signs
from consultation.celery import app
from consultation.files import keeping, looking_after
from consultation.files.kept import Away
from consultation.models import Notice
from synthesis.models import Job, JobState

GOOD, WARNING, BAD = "good", "warning", "bad"
STATES = {
    GOOD: gettext_lazy("en ordre"),
    WARNING: gettext_lazy("à regarder"),
    BAD: gettext_lazy("en panne"),
}
ASK_FOR = 2  # seconds that a part has to answer
FULL, FILLING = 0.95, 0.85  # of a disk
LATE = timedelta(minutes=10)  # a mail or a job that waits longer is looked at
FAILED = timedelta(days=1)  # for so long a job that failed is told of
BACKED_UP = timedelta(days=2)
ASTRAY = 2.0  # seconds between the clock of this machine and that of the database


@dataclass(frozen=True)
class Finding:
    """One part: its name, its state (GOOD, WARNING, BAD), and a sentence."""

    part: str
    state: str
    said: str

    @property
    def words(self) -> str:
        return str(STATES[self.state])


def examine() -> list[Finding]:
    """Every part, the database first; what several checks found alike is said once."""
    checks = (_database, _replica, _migrations, _broker, _workers, _beat, _mails, _jobs, _files, _disk, _backup, _clock)
    found = [finding for check in checks for finding in _tried(check)]
    return [*dict.fromkeys(found), _versions()]


def _tried(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except Error as error:
        name = _("Base de données")
        return [Finding(name, BAD, _("Elle ne répond pas : %s") % str(error).splitlines()[0])]


def _database() -> Iterator[Finding]:
    name, began = _("Base de données"), perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database()),"
            " (SELECT count(*) FROM pg_stat_activity), current_setting('max_connections')::int"
        )
        server, size, used, most = cursor.fetchone()
    facts = {"server": server, "ms": round(1000 * (perf_counter() - began)), "gb": f"{size / 1e9:.2f}"}
    facts |= {"used": used, "most": most}
    said = _("PostgreSQL %(server)s répond en %(ms)s ms ; %(gb)s Go ; %(used)s connexions sur %(most)s.") % facts
    yield Finding(name, WARNING if used > 0.8 * most else GOOD, said)


def _replica() -> Iterator[Finding]:
    """Where there is one. One that is away or behind is not read, and nobody notices but the primary."""
    if not settings.DATABASE_REPLICA_URL:
        return
    name = _("Réplique de lecture")
    try:
        lag, is_in_time = replica.lag(), replica.catches_up()
    except Error as error:
        said = _("Elle ne répond pas : %s. La base principale répond à sa place.") % str(error).partition("\n")[0]
        yield Finding(name, WARNING, said)
        return
    facts = {"bytes": lag, "seconds": f"{settings.REPLICA_MAX_LAG:g}"}
    if lag is None:
        said = _("Ce serveur n’est pas une réplique : il n’est pas lu. Voyez DATABASE_REPLICA_URL.")
    elif is_in_time:
        said = _("Elle suit la base principale : %(bytes)s octets de retard, rejoués en moins de %(seconds)s s.")
    else:
        said = _("Elle a %(bytes)s octets de retard, depuis plus de %(seconds)s s : elle n’est pas lue.")
    yield Finding(name, GOOD if lag is not None and is_in_time else WARNING, said % facts)


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if behind:
        said = _("%s migrations ne sont pas appliquées : lancez manage.py migrate.") % len(behind)
        yield Finding(_("Tables"), BAD, said)
    else:
        yield Finding(_("Tables"), GOOD, _("À jour."))


def _broker() -> Iterator[Finding]:
    name, began = _("Redis"), perf_counter()
    try:
        patience = {"socket_timeout": ASK_FOR, "socket_connect_timeout": ASK_FOR}
        with closing(redis.Redis.from_url(settings.REDIS_URL, **patience)) as link:
            link.ping()
            queued = link.llen("celery")
    except redis.RedisError as error:
        said = _("Il ne répond pas : %s. Rien n’est perdu ; les travaux et les mails attendent.") % error
        yield Finding(name, BAD, said)
        return
    facts = {"ms": round(1000 * (perf_counter() - began)), "queued": queued}
    yield Finding(name, GOOD, _("Répond en %(ms)s ms ; %(queued)s messages en file.") % facts)


def _workers() -> Iterator[Finding]:
    name = _("Travaux de fond")
    try:
        found = app.control.inspect(timeout=ASK_FOR).ping() or {}  # no more than ASK_FOR, whoever answers
    except (OperationalError, OSError):
        found = {}
    if found:
        yield Finding(name, GOOD, _("%s processus répondent.") % len(found))
    else:
        yield Finding(name, BAD, _("Aucun ne répond : démarrez « celery -A consultation worker »."))


def _beat() -> Iterator[Finding]:
    name, sign = _("Tâches périodiques"), signs.last(signs.BEAT)
    if sign is None:
        yield Finding(name, BAD, _("Aucune n’a jamais tourné : démarrez « celery -A consultation beat »."))
    elif sign.at < timezone.now() - timedelta(seconds=5 * signs.EVERY):
        said = _("La dernière date du %s : le planificateur ou les travaux sont arrêtés.")
        yield Finding(name, BAD, said % _at(sign.at))
    else:
        yield Finding(name, GOOD, _("La dernière a tourné le %s.") % _at(sign.at))


def _mails() -> Iterator[Finding]:
    late = Notice.objects.waiting().filter(created_at__lt=timezone.now() - LATE)
    waiting, refused = late.count(), late.filter(tries__gt=0).count()
    if not waiting:
        yield Finding(_("Mails"), GOOD, _("Aucun n’attend depuis plus de dix minutes."))
        return
    said = _("%(waiting)s attendent depuis plus de dix minutes, dont %(refused)s que le serveur de mail a refusés.")
    yield Finding(_("Mails"), WARNING, said % {"waiting": waiting, "refused": refused})


def _jobs() -> Iterator[Finding]:
    """Of every kind of job that an app has, whatever its floor. One that is tried again has failed no more."""
    now, found = timezone.now(), []
    if late := _told(state=JobState.QUEUED, asked_at__lt=now - LATE):
        found.append(_("Attendent depuis plus de dix minutes : %s.") % late)
    if failed := _told(state=JobState.FAILED, asked_at__gte=now - FAILED):
        found.append(_("Ont échoué depuis un jour : %s. La page de chacun dit pourquoi.") % failed)
    if found:
        yield Finding(_("Travaux demandés"), WARNING, " ".join(found))
    else:
        yield Finding(_("Travaux demandés"), GOOD, _("Aucun n’attend depuis plus de dix minutes."))


def _told(**which: Any) -> str:
    """How many such jobs of each kind there are; "" for none."""
    kinds = [model for model in apps.get_models() if issubclass(model, Job)]
    counts = {kind: kind.objects.filter(**which).count() for kind in kinds}
    return ", ".join(f"{kind._meta.verbose_name} ({count})" for kind, count in counts.items() if count)


def _files() -> Iterator[Finding]:
    name, began = _("Fichiers"), perf_counter()
    try:
        keeping.require_place()
    except Away as error:
        said = _("Le dépôt ne répond pas : %s. Les fichiers demandés attendent ; les autres ne se lisent pas.")
        yield Finding(name, BAD, said % error)
        return
    kinds = list(looking_after.all_files())
    elsewhere = sum(rows.elsewhere(settings.FILES_PLACE).count() for rows in kinds)
    facts = {"place": settings.FILES_PLACE or "PostgreSQL", "count": sum(rows.count() for rows in kinds)}
    facts |= {"ms": round(1000 * (perf_counter() - began)), "elsewhere": elsewhere}
    if elsewhere:
        said = _("%(elsewhere)s fichiers sur %(count)s ne sont pas dans %(place)s : lancez « manage.py files move ».")
        yield Finding(name, WARNING, said % facts)
    else:
        yield Finding(name, GOOD, _("%(place)s répond en %(ms)s ms ; %(count)s fichiers.") % facts)


def _disk() -> Iterator[Finding]:
    found = shutil.disk_usage(settings.VAR if settings.VAR.exists() else settings.ROOT)
    share = 1 - found.free / found.total
    facts = {"free": f"{found.free / 1e9:.1f}", "percent": round(100 * share)}
    said = _("%(free)s Go libres sur le disque de ce processus (%(percent)s %% pris).") % facts
    yield Finding(_("Disque"), BAD if share > FULL else WARNING if share > FILLING else GOOD, said)


def _backup() -> Iterator[Finding]:
    name, sign = _("Sauvegarde"), signs.last(signs.BACKUP)
    if sign is None:
        yield Finding(name, WARNING, _("Aucune par manage.py backup. Une autre, hors du site, ne se voit pas d’ici."))
    elif sign.at < timezone.now() - BACKED_UP:
        yield Finding(name, WARNING, _("La dernière date du %s : plus de deux jours.") % _at(sign.at))
    else:
        yield Finding(name, GOOD, _("La dernière date du %s.") % _at(sign.at))


def _clock() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    gap = abs((timezone.now() - theirs).total_seconds())
    said = _("%(gap)s s d’écart avec celle de la base ; il est %(now)s.")
    facts = {"gap": f"{gap:.2f}", "now": _at(timezone.now())}
    yield Finding(_("Horloge"), WARNING if gap > ASTRAY else GOOD, said % facts)


def _versions() -> Finding:
    parts = {"Django": django.get_version(), "Python": platform.python_version(), "Celery": version("celery")}
    return Finding(_("Versions"), GOOD, ", ".join(f"{name} {number}" for name, number in parts.items()))


def _at(when: datetime) -> str:
    return date_format(timezone.localtime(when), "j F Y H:i")
