"""From bars to SVG and from SVG to pixels, in plain values.

Neither Django nor words: those are in `synthesis.charts`, and a process that draws and ends (`consultation.beside`)
starts at once. Drawing needs neither a browser nor the network: the typeface is a file of this package.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "exports" / "fonts"
FACE = "Atkinson Hyperlegible Next"
INK, RULE = "#191a1c", "#c9c9c2"
_WIDTH, _PNG_SCALE = 640, 2.5
_STYLE = {
    "font": FACE,
    "background": None,
    "padding": 4,
    "autosize": {"type": "fit-x", "contains": "padding"},  # the same width, so letters are of one size in a report
    "view": {"stroke": None},
    "axis": {"labelFontSize": 13, "labelColor": INK, "labelLineHeight": 14, "labelFont": FACE},
}
_HINTS = re.compile(r' (?:aria-[a-z]+|role|pointer-events|class)="[^"]*"')

Bar = dict[str, Any]  # label (its lines), count, colour, and what is `shown` at the end of a horizontal one


def svg(kind: str, bars: Sequence[Bar]) -> str:
    """Horizontal "bars", or "columns" of one colour, without identifiers or words of assistive tools.

    The same bars give the same picture. Labels that look alike still make two bars.
    """
    raw = _converter().vegalite_to_svg(_CHARTS[kind](bars).to_dict() | {"config": _STYLE})
    plain = _HINTS.sub("", raw).replace("\u200b", "")
    return plain.replace(f'font-family="{FACE}"', f'font-family="{FACE}, sans-serif"')


def png(svg: str) -> bytes:
    """The same picture in pixels, for files that cannot hold SVG."""
    return _converter().svg_to_png(svg, scale=_PNG_SCALE)


def _bars(bars: Sequence[Bar]) -> Any:
    import altair as alt

    step = 12 + 14 * max(len(bar["label"]) for bar in bars)
    values = [_alone_in_its_row(place, bar) for place, bar in enumerate(bars)]
    axis = alt.Axis(labelExpr="split(datum.label, '\\n')", labelLimit=400, domain=False, ticks=False, labelPadding=8)
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=axis),
        x=alt.X("count:Q", title=None, axis=None, scale=alt.Scale(domainMin=0)),
    )
    drawn = base.mark_bar(height=16).encode(color=alt.Color("colour:N", scale=None))
    counts = base.mark_text(align="left", dx=5, color=INK, fontSize=13).encode(text="shown:N")
    return (drawn + counts).properties(width=_WIDTH, height=step * len(bars))


def _alone_in_its_row(place: int, bar: Bar) -> Bar:
    """Each label ends in invisible characters of its own."""
    return bar | {"label": "\n".join(bar["label"]) + "\u200b" * place}


def _columns(bars: Sequence[Bar]) -> Any:
    import altair as alt

    values = [bar | {"label": "\n".join(bar["label"])} for bar in bars]
    shown = [bar["label"] for bar in values[:: max(1, -(-len(values) // 10))]]
    across = alt.Axis(values=shown, labelAngle=0, domainColor=RULE, ticks=False, labelPadding=6, labelOverlap=True)
    upward = alt.Axis(tickMinStep=1, tickCount=4, grid=True, gridColor=RULE, domain=False, ticks=False, format="d")
    chart = alt.Chart(alt.Data(values=values)).mark_bar(color=bars[0]["colour"])
    return chart.encode(
        x=alt.X("label:N", sort=None, title=None, axis=across, scale=alt.Scale(paddingInner=0.25)),
        y=alt.Y("count:Q", title=None, axis=upward),
    ).properties(width=_WIDTH, height=210)


_CHARTS: dict[str, Callable[[Sequence[Bar]], Any]] = {"bars": _bars, "columns": _columns}


@cache
def _converter() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
