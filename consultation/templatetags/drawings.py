"""The small pictures of the page, drawn without a file and without a style attribute.

Widths are attributes in the units of a viewBox, stretched by the style sheet, because the page forbids inline styles.
Each picture is hidden from assistive technology: the words beside it say the same thing.
"""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_SHAPES = {
    "circle": '<circle cx="12" cy="12" r="10"/>',
    "square": '<rect x="2.5" y="2.5" width="19" height="19"/>',
    "octagon": '<path d="M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9z"/>',
    "diamond": '<path d="M12 .8 23.2 12 12 23.2.8 12z"/>',
    "pentagon": '<path d="M2.5 4h12.7L22.8 12l-7.6 8H2.5z"/>',
    "bubble": '<path d="M2 2.5h20v15H11l-5 4.7v-4.7H2z"/>',
    "hexagon": '<path d="M6.5 2.5h11L23 12l-5.500 9.500h-11L1 12z"/>',
}
_SOLID = {shape: drawing.replace("/>", ' class="solid"/>') for shape, drawing in _SHAPES.items()}

_NATURES = {
    "finding": "circle",
    "model": "square",
    "barrier": "octagon",
    "practice": "diamond",
    "proposal": "pentagon",
    "question": "bubble",
}
_STANCES = {
    "for": ("square", "+", True),
    "against": ("square", "−", False),
    "nuance": ("circle", "≈", False),
    "example": ("diamond", "e", False),
    "source": ("hexagon", "s", False),
    "question": ("bubble", "?", False),
}


def _mark(shape: str, letter: str, solid: bool) -> SafeString:
    drawing = mark_safe((_SOLID if solid else _SHAPES)[shape])  # noqa: S308 (constants above)
    height = 14 if shape == "bubble" else 16
    return format_html(
        '<svg width="26" height="26" viewBox="0 0 24 24" aria-hidden="true">{}<text x="12" y="{}">{}</text></svg>',
        drawing,
        height,
        letter,
    )


def nature_mark(key: str, label: str) -> SafeString:
    """The shape of a nature with the first letter of its name; an unknown nature gets the hexagon."""
    return _mark(_NATURES.get(key, "hexagon"), (label or key or "?")[0].upper(), False)


def stance_mark(key: str) -> SafeString:
    """The shape of a stance: filled for pour, hollow for contre, so that it reads without colour."""
    return _mark(*_STANCES.get(key, ("circle", "·", False)))


def share_bar(value: float, whole: float, css: str = "bar") -> SafeString:
    """A bar filled to value / whole (0 to 1 after clamping; empty when whole is 0)."""
    width = round(100 * min(max(value / whole, 0), 1), 2) if whole else 0
    return format_html(
        '<svg class="{}" width="100%" height="6" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="4"/></svg>',
        css,
        f"{width:g}",
    )


def stacked_bar(values: Iterable[float]) -> SafeString:
    """One bar cut in parts in the order given; the parts are told apart by their density (classes part-0 to part-5)."""
    kept = [max(value, 0) for value in values]
    scale = 100 / (sum(kept) or 1)
    rects, start = [], 0.0
    for rank, value in enumerate(kept):
        width = value * scale
        gap = 0.35 if start + width < 99.9 else 0  # a hair of paper between two parts
        if value:
            rects.append((min(rank, 5), f"{start:.3f}", f"{max(width - gap, 0.1):.3f}"))
        start += width
    return format_html(
        '<svg class="{}" width="100%" height="22" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        "{}</svg>",
        "coverage-bar",
        format_html_join("", '<rect class="part-{}" x="{}" width="{}" height="10"/>', rects),
    )


def swatch(css: str) -> SafeString:
    """A square of one density, for the words under a bar or a map."""
    return format_html(
        '<svg class="swatch" width="16" height="16" viewBox="0 0 10 10" aria-hidden="true">'
        '<rect class="{}" width="10" height="10"/></svg>',
        css,
    )
