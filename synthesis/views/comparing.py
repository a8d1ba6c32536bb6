"""Two published versions of a synthesis, for everybody: what was added, removed, changed, and on what passages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from debates import differences
from debates.views.common import consultation_of
from synthesis import comparing, composing, reading, renewing
from synthesis.models import Synthesis


def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """`?de=1&a=3`; without numbers the last two. 404 with fewer than two; 400, with those, for no such version."""
    consultation = consultation_of(request, slug)
    versions = list(reading.with_document(consultation).published().order_by("-number"))
    if len(versions) < 2:
        raise Http404
    asked = _asked(request, versions)
    is_made_up = asked is None and bool({"de", "a"} & request.GET.keys())
    older, newer = asked or (versions[1], versions[0])
    compared = comparing.compare(*(_readable(synthesis, consultation) for synthesis in (older, newer)))
    context = {
        "section": "synthesis",
        "versions": versions,
        "older": older,
        "newer": newer,
        "is_made_up": is_made_up,
        "compared": compared,
        "counts": compared.counts,
        "figures": _figures(compared),
        "themes": [(each.theme, [(change, _pieces(change)) for change in each.changes]) for each in compared.themes],
    }
    return render(request, "synthesis/compare.html", context, status=400 if is_made_up else 200)


def _asked(request: HttpRequest, versions: list[Synthesis]) -> tuple[Synthesis, Synthesis] | None:
    """The two versions of the address, the older first."""
    numbered = {str(synthesis.number): synthesis for synthesis in versions}
    asked = [numbered.get(request.GET.get(name, "")) for name in ("de", "a")]
    if None in asked:
        return None
    older, newer = sorted(asked, key=lambda synthesis: synthesis.number)
    return older, newer


def _readable(synthesis: Synthesis, consultation) -> object:
    """The document without the words of what is no longer online."""
    synthesis.consultation = consultation
    return renewing.as_readable(composing.document(synthesis))


def _pieces(change: comparing.Change) -> list[differences.Piece]:
    """The words of a statement, with what came and what went."""
    before, after = (placed.said.text if placed else "" for placed in (change.before, change.after))
    return differences.between(before, after)


def _figures(compared: comparing.Comparison) -> list[tuple[str, int, int]]:
    """What was read and cited by each of the two: the key of a count, then both."""
    names = ("contributions", "unread", "read_nothing_kept", "kept", "cited", "duplicate", "set_aside")
    old, new = compared.older.coverage, compared.newer.coverage
    return [(name, getattr(old, name), getattr(new, name)) for name in names]
