"""The ledger of coverage: what is read, kept, cited, of whom; and the contributions of each of its cells."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from consultation.cursor import page as cursor_page
from consultation.models import Consultation
from consultation.permissions import require
from consultation.templatetags import drawings
from debates.views.common import consultation_of
from synthesis import reading
from synthesis.document import Coverage
from synthesis.models import Synthesis
from synthesis.reading.ledger import BREAKDOWNS, FIELDS, Breakdown, LedgerState, Row, entered, in_cell, told, total
from synthesis.reading.public_ledger import HEADS

TOLD = 8  # the rows said to be little read


@dataclass(frozen=True)
class Cell:
    """A number of the ledger, with the address of the contributions it counts."""

    state: str
    words: str
    short: str  # the head of its column
    count: int
    url: str
    swatch: SafeString


@login_required
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Every contribution in one of six states, then the same by what the contributions are."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.harvest", consultation)
    synthesis = _asked(request, consultation)
    found = reading.ledgers(consultation, synthesis)
    sums = total(found["theme"])
    context = {
        "synthesis": synthesis,
        "draft": consultation.syntheses.drafts().defer("document", "introduction").first(),
        "sums": sums,
        "bar": drawings.stacked_bar(getattr(sums, FIELDS[state]) for state in LedgerState.values),
        "states": _cells(consultation, synthesis, sums),
        "tables": [
            (BREAKDOWNS[by], [(row, _cells(consultation, synthesis, row.sums, by, row)) for row in rows])
            for by, rows in found.items()
            if by != "reason"
        ],
        "reasons": list(_reasons(consultation, synthesis, found["reason"])),
        "low": _least_read([(BREAKDOWNS[by], row) for by, rows in found.items() if by != "reason" for row in rows]),
        "columns": [HEADS[state] for state in LedgerState],
    }
    return render(request, "synthesis/coverage.html", context)


def _asked(request: HttpRequest, consultation: Consultation) -> Synthesis | None:
    """The synthesis by which "cited" is meant: that of the address; without one, any published one."""
    number = request.GET.get("synthese", "")
    if not number:
        return None
    rows = consultation.syntheses.defer("document", "introduction")
    return get_object_or_404(rows, number=int(number[:5]) if number.isdecimal() else 0)


def _cells(
    consultation: Consultation, synthesis: Synthesis | None, sums: Coverage, by: str = "", row: Row | None = None
) -> list[Cell]:
    return [
        Cell(
            state,
            str(words),
            str(HEADS[LedgerState(state)]),
            getattr(sums, FIELDS[state]),
            _address(consultation, synthesis, state, by, row),
            drawings.swatch(f"part-{rank}"),
        )
        for rank, (state, words) in enumerate(LedgerState.choices)
    ]


def _address(consultation: Consultation, synthesis: Synthesis | None, state: str, by: str, row: Row | None) -> str:
    asked = {"etat": state}
    if row:
        asked |= {"par": by} if row.value is None else {"par": by, "valeur": row.value}
    if synthesis:
        asked["synthese"] = synthesis.number
    return f"{reverse('coverage_list', args=[consultation.slug])}?{urlencode(asked)}"


def _reasons(consultation: Consultation, synthesis: Synthesis | None, rows: list[Row]) -> Iterator[tuple]:
    """Why nothing was kept, why a text is not online: words, state, number, address."""
    for row in rows:
        if row.value:
            state = LedgerState.SET_ASIDE if row.sums.set_aside else LedgerState.NOTHING_KEPT
            yield (
                row.label,
                state.label,
                row.sums.contributions,
                _address(consultation, synthesis, state, "reason", row),
            )


def _least_read(rows: list[tuple[Breakdown, Row]]) -> tuple[list[tuple[Breakdown, Row]], int]:
    """Those of which less than half is read, where most is left to read first; and how many more there are."""
    low = sorted(((b, row) for b, row in rows if row.is_low), key=lambda each: -each[1].sums.unread)
    return low[:TOLD], max(len(low) - TOLD, 0)


@login_required
def listed(request: HttpRequest, slug: str) -> HttpResponse:
    """The contributions of one cell, or all, the newest first. What is not online is told without its words."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.harvest", consultation)
    state, by, value = request.GET.get("etat", ""), request.GET.get("par", ""), request.GET.get("valeur")
    if state not in ("", *LedgerState.values) or by not in ("", *BREAKDOWNS) or "\x00" in (value or ""):
        raise Http404
    synthesis = _asked(request, consultation)
    rows = entered(consultation, synthesis)
    if state:
        rows = rows.filter(ledger=state)
    if by:
        rows = in_cell(rows, by, value)
    rows = rows.with_author().select_related("reading")
    kept = {name: text for name in ("etat", "par", "valeur", "synthese") if (text := request.GET.get(name)) is not None}
    context = {
        "page": cursor_page(rows, key="created_at", size=settings.PAGE, after=request.GET.get("apres", "")),
        "title": LedgerState(state).label if state else _("toutes les contributions"),
        "breakdown": BREAKDOWNS.get(by),
        "label": told(consultation, by, value) if by else "",
        "asked": urlencode(kept),
        "back": urlencode({"synthese": synthesis.number}) if synthesis else "",
    }
    return render(request, "synthesis/coverage_list.html", context)
