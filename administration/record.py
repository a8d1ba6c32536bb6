"""The record of a consultation as its administrators read it: who did what, when, and what came with it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from consultation.audit.words import OF_A_CONSULTATION, words_of
from consultation.models import AuditEntry, Consultation, Role, User
from debates.charter import rules_of
from debates.models import Contribution

TEXT = "debates.contribution"
TARGETS = {
    TEXT: _("texte"),
    "debates.theme": _("thème"),
    "debates.question": _("question"),
    "debates.nature": _("nature"),
    "debates.suspension": _("suspension"),
    "consultation.phase": _("phase"),
    "consultation.consultation": _("consultation"),
    "administration.invitation": _("invitation"),
    "pages.page": _("page"),
    "synthesis.extract": _("passage"),
    "synthesis.idea": _("idée"),
    "synthesis.statement": _("énoncé"),
    "synthesis.synthesis": _("synthèse"),
    "synthesis.rollup": _("consolidation"),
    "synthesis.export": _("fichier"),
}
SAID = {  # what an act keeps as it is -> what it is called
    "name": _("nom"),
    "title": _("titre"),
    "slug": _("adresse"),
    "version": _("version"),
    "count": _("nombre"),
    "list": _("liste"),
    "format": _("format"),
    "days": _("jours"),
    "decision": _("décision"),
}
READ = {  # why nothing was kept of a text, as the record of the harvest keeps it
    "nothing_new": _("rien de nouveau"),
    "off_topic": _("hors du sujet de la mission"),
    "duplicate": _("déjà dit par la même personne"),
}


@dataclass(frozen=True)
class Filters:
    """What is asked of the record; what cannot be read is left out."""

    act: str = ""
    person: User | None = None
    day: date | None = None


@dataclass(frozen=True)
class Line:
    """One entry as it is read. `url` is that of a text that still has a page, else ""."""

    entry: AuditEntry
    words: str
    target: str
    url: str
    facts: list[str]


def filters_of(asked: dict[str, str]) -> Filters:
    """The filters of a query string. One query when it names a person."""
    act = asked.get("acte", "")
    known = any(act in acts for _group, acts in OF_A_CONSULTATION)
    return Filters(act if known else "", _person(asked.get("personne", "")), _day(asked.get("jour", "")))


def _person(public_id: str) -> User | None:
    try:
        return User.objects.filter(public_id=UUID(public_id)).first()
    except (ValueError, ValidationError):
        return None


def _day(words: str) -> date | None:
    try:
        day = parse_date(words)
    except ValueError:
        return None
    return day if day and 2000 <= day.year <= 2999 else None


def entries(consultation: Consultation, asked: Filters) -> QuerySet[AuditEntry]:
    """The entries of a consultation that the filters leave, each with its person."""
    rows = AuditEntry.objects.filter(consultation=consultation).select_related("by")
    if asked.act:
        rows = rows.filter(action=asked.act)
    if asked.person:
        rows = rows.filter(by=asked.person)
    if asked.day:
        begins = timezone.make_aware(datetime.combine(asked.day, time()))
        ends = timezone.make_aware(datetime.combine(asked.day + timedelta(days=1), time()))
        rows = rows.filter(at__gte=begins, at__lt=ends)
    return rows


def lines(consultation: Consultation, rows: list[AuditEntry]) -> list[Line]:
    """The entries in words. Three queries, whatever their number."""
    urls = _pages(consultation, rows)
    people = _people(rows)
    reasons = {rule.key: rule.label for rule in rules_of(consultation)} if rows else {}
    return [_line(entry, urls, people, reasons) for entry in rows]


def _line(entry: AuditEntry, urls: dict[str, str], people: dict[int, str], reasons: dict[str, str]) -> Line:
    label, _colon, pk = entry.target.partition(":")
    kind = TARGETS.get(label)
    target = f"{kind} {pk}" if kind else entry.target
    return Line(
        entry, words_of(entry.action), target, urls.get(entry.target, ""), _facts(entry.details, people, reasons)
    )


def _facts(details: dict, people: dict[int, str], reasons: dict[str, str]) -> list[str]:
    """What came with an act, each as short words; what an older release kept under a name unknown here is left out."""
    said = []
    if reason := details.get("reason"):
        said.append(reasons.get(reason, reason))
    if person := people.get(details.get("person")):
        said.append(person)
    roles = [details["role"]] if details.get("role") else details.get("roles", [])
    said += [str(Role(role).label) for role in roles if role in Role.values]
    for field, both in details.get("changed", {}).items():
        said.append(" : ".join([field, " → ".join(both)]) if both else field)
    if read := READ.get(details.get("outcome", "")):
        said.append(str(read))
    return said + [f"{words} : {details[name]}" for name, words in SAID.items() if details.get(name) not in (None, "")]


def _pages(consultation: Consultation, rows: list[AuditEntry]) -> dict[str, str]:
    pks = [int(row.target.partition(":")[2]) for row in rows if row.target.startswith(f"{TEXT}:")]
    there = Contribution.objects.filter(pk__in=pks, question__theme__consultation=consultation)
    return {
        f"{TEXT}:{pk}": reverse("contribution", args=[consultation.slug, pk])
        for pk in there.values_list("pk", flat=True)
    }


def _people(rows: list[AuditEntry]) -> dict[int, str]:
    pks = {row.details.get("person") for row in rows} - {None}
    return {person.pk: str(person) for person in User.objects.filter(pk__in=pks)} if pks else {}
