"""How a version was made: what was read and cited of what, the settings of its very roll-up, and what came of them."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultation import cells
from consultation.permissions import allowed
from debates.views.common import consultation_of
from synthesis import composing, reading, renewing
from synthesis.document import Document
from synthesis.models import Export, Synthesis
from synthesis.reading.public_ledger import Table

KEPT = 600  # seconds: what a version counted does not change, only what is still shown of it


def method(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The method of one version, for whoever may read it."""
    consultation = consultation_of(request, slug)
    synthesis = get_object_or_404(reading.with_document(consultation), number=number)
    if not allowed(request.user, "synthesis.read", synthesis):
        raise Http404
    synthesis.consultation = consultation
    document = composing.document(synthesis)
    meta = synthesis.rollup.snapshot["meta"] if synthesis.rollup and synthesis.rollup.snapshot else {}
    ledger = _ledger(synthesis)
    context = {
        "section": "synthesis",
        "synthesis": synthesis,
        "ledger": ledger,
        "withheld": cells.explanation() if any(table.hides for table in ledger) else "",
        "archive": renewing.files(synthesis).get(Export.Format.ARCHIVE),
        "document": document,
        "cut_off": parse_datetime(document.cut_off or ""),
        "meta": meta,
        "settings": _settings(meta.get("settings", {})),
        "questions": _questions(document),
    }
    return render(request, "synthesis/method.html", context)


def _ledger(synthesis: Synthesis) -> list[Table]:
    """The tables of what was read and cited; those of a version are reckoned once in a while, of a draft each time."""
    if not synthesis.published_at:
        return reading.public_ledger(synthesis)
    return cache.get_or_set(
        f"ledger:{synthesis.sha256}:{get_language()}", lambda: reading.public_ledger(synthesis), KEPT
    )


@dataclass(frozen=True)
class Run:
    """What a roll-up found under one question."""

    title: str
    theme: str
    contributions: int
    voices: int
    groups: int
    unstable: int


def _questions(document: Document) -> list[Run]:
    return [
        Run(
            question.title,
            theme.name,
            question.contributions,
            question.part.get("voice_count", 0),
            len(question.part.get("groups", ())),
            sum(not group.get("is_stable", True) for group in question.part.get("groups", ())),
        )
        for theme in document.themes
        for question in theme.questions
    ]


def _settings(found: dict[str, Any]) -> list[tuple[str, Any]]:
    """Each setting in words with its value, in the order of the work; those of a name unknown here under that name."""
    words = {
        "voice_short_words": _("Mots en dessous desquels seuls des textes identiques font une voix"),
        "voice_permutations": _("Valeurs de la signature MinHash d’un texte"),
        "voice_shingles": _("Part commune de suites de trois mots à partir de laquelle deux textes font une voix"),
        "voice_kinship": _("La même part, quand les mots eux-mêmes sont presque tous communs"),
        "voice_likeness": _("Part de mots communs exigée alors"),
        "word_axes": _("Axes tirés des mots (TF-IDF réduite)"),
        "semantic_axes": _("Axes tirés des vecteurs de phrases"),
        "semantic_share": _("Poids des vecteurs de phrases dans la proximité de deux textes"),
        "neighbours": _("Voisins les plus proches reliés à chaque texte"),
        "resolution": _("Résolution de la recherche de groupes (Louvain)"),
        "most_groups": _("Groupes au plus sous une question"),
        "fewest_voices": _("Voix en dessous desquelles il n’y a qu’un groupe"),
        "stable_from": _("Stabilité à partir de laquelle un groupe est dit stable"),
        "resampled_share": _("Part des textes gardée à chaque essai de stabilité"),
        "passages": _("Passages montrés par groupe au plus"),
        "multiplied_groups": _("Groupes déclarés au-delà desquels le consensus est une moyenne géométrique"),
    }
    order = {name: place for place, name in enumerate(words)}
    return [
        (words.get(name, name), found[name]) for name in sorted(found, key=lambda name: (order.get(name, 99), name))
    ]
