"""What the head of every page says to those who do not look at it: search engines, and programs that show a link."""

import re
from html import unescape

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from consultation import public

register = template.Library()
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')
_ADDRESS = re.compile(r'<link rel="canonical" href="([^"]*)">')


@register.simple_block_tag
def told_elsewhere(content: str, site_name: str = "") -> SafeString:
    """The title, description and canonical address of a page, then the same as Open Graph properties.

    A block can stand once in a page only, so what they say is read again from what they gave.
    """
    title = _read(_TITLE, content)
    said = {
        "og:title": title.removesuffix(f" — {site_name}"),
        "og:description": _read(_DESCRIPTION, content),
        "og:url": _read(_ADDRESS, content),
    }
    lines = [format_html('<meta property="{}" content="{}">', name, value) for name, value in said.items() if value]
    return mark_safe("\n".join([content.strip(), *lines]))  # noqa: S308 (rendered and escaped)


def _read(pattern: re.Pattern, content: str) -> str:
    found = pattern.search(content)
    return " ".join(unescape(found[1]).split()) if found else ""


@register.simple_tag
def canonical(path: str) -> str:
    """The one address of a page: under the name of the site, without filters nor cursor."""
    return public.absolute(path)


@register.simple_tag
def search_engines(request: HttpRequest | None) -> SafeString:
    """Asks search engines to leave a page alone, unless it is one that everybody reads."""
    match = getattr(request, "resolver_match", None)
    if match is None or public.is_for_search_engines(match.view_name):
        return mark_safe("")
    return mark_safe('<meta name="robots" content="noindex">')
