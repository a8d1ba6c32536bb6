"""What everybody may read of the synthesis: its published versions."""

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from consultation import public
from consultation.models import Consultation
from consultation.public import PublicPage
from synthesis.models import Synthesis

public.shares("synthesis_method", "compare_syntheses")


@public.shows("synthesis")
def last_version(slug: str) -> PublicPage | None:
    """The address that always shows the last version, once there is one."""
    found = _published().filter(consultation__slug=slug).first()
    return found and _page(found, reverse("synthesis", args=[slug]))


@public.shows("synthesis_version")
def version(slug: str, number: int) -> PublicPage | None:
    found = _published().filter(consultation__slug=slug, number=number).first()
    return found and _page(found, found.get_absolute_url())


@public.lists
def versions(consultation: Consultation) -> Iterator[PublicPage]:
    """The last one under its own address, then each. One query."""
    found = list(_published().filter(consultation=consultation))
    if found:
        yield _page(found[0], reverse("synthesis", args=[consultation.slug]))
    for one in found:
        title = _("Version %(number)s") % {"number": one.number}
        yield replace(_page(one, one.get_absolute_url()), title=title, is_under=True)


def _published():
    rows = Synthesis.objects.published().filter(consultation__in=Consultation.objects.public())
    return rows.select_related("consultation").defer("document", "introduction")


def _page(synthesis: Synthesis, path: str) -> PublicPage:
    return PublicPage(path, synthesis.title, synthesis.consultation, synthesis.published_at)
