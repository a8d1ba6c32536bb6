"""Makes ConsultationBoxes.ttf, one glyph for every character there is: `python make_boxes.py OUT` (needs fonttools)."""

import sys

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

OUTER, INNER, ADVANCE = (60, -120, 540, 720), (100, -80, 500, 680), 600
SPACES, SURROGATES = (0x20, 0xA0), range(0xD800, 0xE000)


def make(path: str) -> None:
    """Write the font to `path`. Its character map has format 13, many characters to one glyph."""
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "box"])
    font.setupCharacterMap({0x20: "box"})
    font.setupGlyf({".notdef": _box(), "box": _box()})
    font.setupHorizontalMetrics(dict.fromkeys((".notdef", "box"), (ADVANCE, OUTER[0])))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    names = {"psName": "ConsultationBoxes-Regular", "familyName": "Consultation Boxes", "styleName": "Regular"}
    font.setupNameTable(names)
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    font.setupPost(isFixedPitch=1)
    font.font["cmap"].tables = [_every_character()]
    font.save(path)


def _box():
    pen = TTGlyphPen(None)
    for left, bottom, right, top, clockwise in ((*OUTER, True), (*INNER, False)):
        corners = [(left, bottom), (left, top), (right, top), (right, bottom)]
        first, *others = corners if clockwise else corners[::-1]
        pen.moveTo(first)
        for corner in others:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()


def _every_character():
    table = CmapSubtable.newSubtable(13)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = {code: "box" for code in range(0x21, 0x110000) if code not in SURROGATES and code not in SPACES}
    return table


if __name__ == "__main__":
    make(sys.argv[1])
