"""Which text another one can be put together with: those that say nearly the same first, then what words find."""

from consultation.models import Consultation
from debates import likeness, query, search, similar
from debates.models import Contribution

SIZE = 10  # found by words
SIMILAR = 5


def proposed(contribution: Contribution) -> list[Contribution]:
    """The public contributions most like a text: near-identical ones, then those that share its rarest words."""
    version = contribution.judged
    near = likeness.alike(likeness.sketch(version.title, version.text), contribution.consultation.pk, contribution.pk)
    like = similar.similar(contribution.question, f"{version.title}\n{version.text}", contribution, SIMILAR)
    keys = dict.fromkeys([*(each.contribution for each in near), *(text.pk for text in like)])
    return _public(contribution, [*keys])


def holding(contribution: Contribution, asked: str) -> list[Contribution]:
    """The public contributions of its consultation that hold these words, the closest first. Raises TooWide."""
    words, only = query.read(asked), search.Facets(part="contribution")
    found = search.search(contribution.consultation, words, only, size=SIZE)
    return _public(contribution, [row.pk for row in found.rows])


def target(consultation: Consultation, key: int) -> Contribution | None:
    """The contribution that was chosen, if it is one of this consultation."""
    return Contribution.objects.of(consultation).contributions().with_author().filter(pk=key).first()


def _public(contribution: Contribution, keys: list[int]) -> list[Contribution]:
    rows = Contribution.objects.of(contribution.consultation).contributions().published().with_author()
    found = rows.exclude(pk=contribution.pk).in_bulk(keys)
    return [found[key] for key in keys if key in found]
