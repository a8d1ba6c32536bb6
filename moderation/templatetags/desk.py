"""Words of the desk: how long a text waits, what was done, where a list stands in the address."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext

from debates.models import Decision, Hold
from moderation.asking import KINDS, Asked
from moderation.reading import Counts

register = template.Library()


@register.filter
def waited(moment: datetime | None) -> str:
    """How long ago, in its largest unit: "3 jours"; "" for never."""
    if moment is None:
        return ""
    is_now = timezone.now() - moment < timedelta(minutes=1)
    return gettext("moins d’une minute") if is_now else timesince(moment, depth=1)


@register.filter
def done_words(decision: Decision) -> str:
    """What a decision did, in the past."""
    words = {
        "publish": gettext("Publié"),
        "hide": gettext("Masqué"),
        "refuse_edit": gettext("La version en ligne est gardée"),
        "amend": gettext("Une reprise est demandée à l’auteur"),
        "move": gettext("Déplacé sous une autre question"),
        "merge": gettext("Réuni avec un autre texte"),
        "split": gettext("Partagé en plusieurs textes"),
        "keep": gettext("Laissé en ligne"),
    }
    return words.get(decision.verdict, decision.get_verdict_display())


@register.simple_tag
def kinds(asked: Asked, counts: Counts) -> list[dict]:
    """Why texts wait, each with its count and the address that shows them; all of them first."""
    rows = [{"label": gettext("Tous"), "n": counts.whole, "kind": ""}]
    rows += [{"label": str(label), "n": counts.kinds[kind], "kind": kind} for kind, label in KINDS.items()]
    return [
        row | {"address": asked.address(kind=row["kind"], hold=""), "is_asked": row["kind"] == asked.kind}
        for row in rows
    ]


@register.simple_tag
def filters_of(asked: Asked, counts: Counts) -> list[dict]:
    """The filters that hold something, each with its count and the address that shows it."""
    return [
        {
            "label": str(Hold.Kind(kind).label),
            "n": n,
            "address": asked.address(kind="held", hold="" if kind == asked.hold else kind),
            "is_asked": kind == asked.hold,
        }
        for kind, n in sorted(counts.holds.items())
    ]
