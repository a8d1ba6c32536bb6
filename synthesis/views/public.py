"""The synthesis as everybody reads it: the frozen document, with what it rests on."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from consultation import text
from consultation.models import Consultation
from consultation.permissions import allowed
from debates.views.common import consultation_of
from synthesis import composing, reading, renewing, showing, withholding
from synthesis.models import Export, Synthesis
from synthesis.views.drawings import pictures, placed_in, represented


def latest(request: HttpRequest, slug: str) -> HttpResponse:
    """The last published version, or a page that says that there is none yet."""
    consultation = consultation_of(request, slug)
    synthesis = reading.with_document(consultation).published().first()
    if synthesis:
        return _shown(request, consultation, synthesis)
    context = {"section": "synthesis", "coverage": reading.coverage(consultation), "phases": consultation.phases.all()}
    return render(request, "synthesis/none.html", context)


def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version; that of a draft is for the staff."""
    consultation = consultation_of(request, slug)
    synthesis = get_object_or_404(reading.with_document(consultation), number=number)
    if not allowed(request.user, "synthesis.read", synthesis):
        raise Http404
    return _shown(request, consultation, synthesis)


def _shown(request: HttpRequest, consultation: Consultation, synthesis: Synthesis) -> HttpResponse:
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
    return render(request, "synthesis/synthesis.html", context)


def _files(synthesis: Synthesis) -> list[tuple[str, str, Export | None]]:
    """Every format, its words, and its finished file or None."""
    made = renewing.files(synthesis)
    return [(value, label, made.get(value)) for value, label in Export.offered()]
