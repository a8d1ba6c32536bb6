"""Addresses made of names: those that are free, and those that the site keeps for itself."""

import re
from collections.abc import Container, Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.text import slugify

from consultation.models import RESERVED_SLUGS, Consultation

LONGEST = 60  # characters of an address


def reserved() -> frozenset[str]:
    """What the address of a consultation may not be: the words that begin an address of the site."""
    return RESERVED_SLUGS | frozenset(_first_words(get_resolver()))


def _first_words(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern).lstrip("^")
        if "/" in address or isinstance(pattern, URLPattern):
            word = re.match(r"[\w.-]*", address)[0]
            if word:
                yield word.lower()
        else:
            yield from _first_words(pattern, address)


def for_consultation(name: str) -> str:
    """A free address that tells the name."""
    kept = reserved()
    wanted = _told(name, "consultation")
    taken = set(Consultation.objects.filter(slug__startswith=wanted[: LONGEST - 5]).values_list("slug", flat=True))
    return free(wanted, taken | kept)


def free(wanted: str, taken: Container[str]) -> str:
    """`wanted`, with a number behind where it is taken."""
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted[: LONGEST - 5]}-{number}"
    return found


def told(name: str, otherwise: str, taken: Container[str]) -> str:
    """The address of a theme or a question among those `taken`; `otherwise` where the name has no Latin letter."""
    return free(_told(name, otherwise), taken)


def _told(name: str, otherwise: str) -> str:
    whole = slugify(name.replace("’", " ").replace("'", " "))
    if len(whole) > LONGEST:
        whole = whole[: LONGEST + 1].rpartition("-")[0] or whole[:LONGEST]
    return whole.strip("-_") or otherwise
