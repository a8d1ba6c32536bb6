"""The versions of a text: what changed from one to another, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from debates import differences, reading
from debates.models import Contribution, Version
from debates.views.common import contribution_of


def compare(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Two versions that were online, `?de=1&a=3`; without numbers the last two.

    400, with the last two, for numbers of which one is no such version.
    """
    contribution = contribution_of(request, slug, pk)
    if not contribution.is_public:
        return redirect(contribution)
    versions = reading.public_versions(contribution)
    older, newer = _asked(request, versions)
    is_made_up = ("de" in request.GET or "a" in request.GET) and older is None
    if older is None:
        older, newer = versions[min(1, len(versions) - 1)], versions[0]
    context = {"section": "debate", "contribution": contribution, "question": contribution.question}
    context |= {"theme": contribution.question.theme, "versions": versions, "is_made_up": is_made_up}
    context |= difference(older, newer)
    return render(request, "debates/compare.html", context, status=400 if is_made_up else 200)


def difference(older: Version, newer: Version) -> dict:
    """What a page needs to show what changed."""
    title = differences.between(older.title, newer.title)
    body = differences.between(older.text, newer.text)
    return {
        "older": older,
        "newer": newer,
        "title_pieces": title if differences.changed(title) else [],
        "pieces": body,
        "changes": sum(piece.kind != "same" for piece in (*title, *body)),
        "source_changed": older.source_url != newer.source_url,
    }


def since_before(contribution: Contribution, version: Version) -> dict:
    """What this version changed from the one that was online before it; {} for the first."""
    older = contribution.versions.filter(published_at__isnull=False, number__lt=version.number).last()
    return difference(older, version) if older else {}


def _asked(request: HttpRequest, versions: list[Version]) -> tuple[Version | None, Version | None]:
    """The two versions of the address, the older one first."""
    numbered = {str(version.number): version for version in versions}
    asked = [numbered.get(request.GET.get(name, "")) for name in ("de", "a")]
    if None in asked:
        return None, None
    return tuple(sorted(asked, key=lambda version: version.number))
