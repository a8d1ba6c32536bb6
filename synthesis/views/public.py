"""The synthesis as everybody reads it: the frozen document, with what it rests on."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from consultation import text
from consultation.models import Consultation
from consultation.permissions import allowed
from debates import keeping
from debates.views.common import consultation_of
from synthesis import composing, prints, reading, renewing, showing, withholding
from synthesis.models import Export, Synthesis
from synthesis.views.drawings import pictures, placed_in, represented

REMEMBERED = 100  # versions of which a process knows what their pages name
_named: dict[tuple[str, int | None], prints.Named] = {}  # what the page of each version named when it was last made


def latest(request: HttpRequest, slug: str) -> HttpResponse:
    """The last published version, or a page that says that there is none yet."""
    return _kept(request, slug, None, lambda: _latest(request, slug))


def _latest(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = consultation_of(request, slug)
    synthesis = reading.with_document(consultation).published().first()
    if synthesis:
        return _shown(request, consultation, synthesis, None)
    context = {"section": "synthesis", "coverage": reading.coverage(consultation), "phases": consultation.phases.all()}
    return render(request, "synthesis/none.html", context)


def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version; that of a draft is for the staff."""
    return _kept(request, slug, number, lambda: _version(request, slug, number))


def _version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    consultation = consultation_of(request, slug)
    synthesis = get_object_or_404(reading.with_document(consultation), number=number)
    if not allowed(request.user, "synthesis.read", synthesis):
        raise Http404
    return _shown(request, consultation, synthesis, number)


def _kept(request: HttpRequest, slug: str, number: int | None, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page kept for readers who are not signed in, while nothing that it shows has changed.

    What it names is known once it was made: it is kept when that is among what its fingerprint was taken of.
    """
    known = _named.get((slug, number)) if keeping.is_anybody(request) and not request.GET else None
    of = prints.of_synthesis(slug, number, known) if known else None
    return keeping.page(request, of, make) if of else make()


def _shown(request: HttpRequest, consultation: Consultation, synthesis: Synthesis, number: int | None) -> HttpResponse:
    synthesis.consultation = consultation
    document = withholding.discreet(composing.document(synthesis))
    shown = showing.Shown(document, reading.online(showing.extracts_of(document)))
    not_cited = reading.not_cited(synthesis)
    context = {
        "section": "synthesis",
        "synthesis": synthesis,
        "document": document,
        "shown": shown,
        "chapters": [(chapter, not_cited.get(chapter.theme.id)) for chapter in shown.chapters],
        "made_at": datetime.fromisoformat(document.made_at),
        "cut_off": datetime.fromisoformat(document.cut_off) if document.cut_off else None,
        "introduction": text.sanitised(document.introduction),
        "totals": document.figures.get("totals", {}),
        "placed": placed_in(document),
        "pictures": pictures(showing.figures_of(document)),
        "represented": represented(document),
        "versions": list(consultation.syntheses.published().defer("document")),
        "files": _files(synthesis),
        "may_export": allowed(request.user, "synthesis.export", synthesis),
    }
    response = render(request, "synthesis/synthesis.html", context)
    beside = [row.pk for left in not_cited.values() for row in left.first]
    is_whole = not any(picture.is_missing for picture in (*context["pictures"], *context["placed"].values()))
    keeping.only_if(response, _remembers(consultation.slug, number, prints.named(document, *beside)) and is_whole)
    return response


def _remembers(slug: str, number: int | None, names: prints.Named) -> bool:
    """Whether all that this page names was known before it was made; it is from now on."""
    known = _named.get((slug, number), prints.Named())
    _named[slug, number] = names
    while len(_named) > REMEMBERED:
        _named.pop(next(iter(_named)), None)
    return names <= known


def _files(synthesis: Synthesis) -> list[tuple[str, str, Export | None]]:
    """Every format, its words, and its finished file or None."""
    made = renewing.files(synthesis)
    return [(value, label, made.get(value)) for value, label in Export.offered()]
