"""The PDF: tagged, in its language, with its words whole, marked on every page."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from synthesis.exports.pdf import settable

from . import fixtures
from .readers import made, pages, squeezed

LINES = (
    "NaN",
    "\u0001\u0008 bip",
    "\ufeffavec BOM",
    "\ufffe",
    "\t",
    "Ω≈ç√∫",
    "ثم نفس سقطت",
    "田中さん",
    "Ṱ̺̺̕o͞",
    "👩🏽‍🚒",
    "﷽",
    "aaa" * 400,
    "\u200b\u2060\u00ad",
)


@pytest.fixture(scope="module")
def draft():
    return made(fixtures.document(), "pdf")


def test_it_is_tagged_and_says_that_it_is_pdf_ua(draft):
    root = PdfReader(io.BytesIO(draft)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not False
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_its_title_is_the_report_s(draft):
    title = PdfReader(io.BytesIO(draft)).metadata.title
    assert title == "Ce que les territoires disent des lieux partagés de travail – Territoires, Travail, Numérique"


def test_it_has_headings_links_and_figures_with_their_words(draft):
    kinds = _structure(PdfReader(io.BytesIO(draft)).trailer["/Root"]["/StructTreeRoot"])
    found = {kind for kind, _alt in kinds}
    assert {"/H1", "/H2", "/H3", "/Link", "/Figure", "/Table", "/TH", "/Caption", "/BlockQuote", "/P"} <= found
    figures = [alt for kind, alt in kinds if kind == "/Figure"]
    assert len(figures) >= 6
    assert all(figures)


def _structure(node) -> list[tuple[str, str]]:
    """(kind, alternative text) of every element of the structure tree."""
    found, waiting = [], [node]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            found.append((node.get("/S", ""), str(node.get("/Alt", ""))))
            waiting.extend(node[key] for key in ("/K",) if key in node)
    return found


def test_every_page_of_a_draft_is_marked_and_every_page_says_which_it_is(draft):
    found = [squeezed(page) for page in pages(draft)]
    assert all("Brouillon, non publié" in page for page in found)
    assert all(f"{number}/{len(found)}" in page for number, page in enumerate(found, start=1))
    assert all("Territoires, Travail, Numérique" in page for page in found)


def test_it_leads_to_the_passages_and_nowhere_else(draft):
    document = fixtures.document()
    targets = {
        annotation.get_object()["/A"]["/URI"]
        for page in PdfReader(io.BytesIO(draft)).pages
        for annotation in page.get("/Annots", [])
        if "/URI" in annotation.get_object().get("/A", {})
    }
    assert {quote.url for quote in document.quotes} <= targets
    assert all(target.startswith("https://consultation.invalid/") for target in targets)


@pytest.mark.parametrize("line", LINES)
def test_any_character_can_be_set(line):
    document = fixtures.document(1, 1, texts=(line,))
    assert made(replace(document, title=line, consultation=line), "pdf").startswith(b"%PDF-")


def test_any_characters_can_be_set_together():
    assert made(fixtures.document(3, len(LINES), texts=LINES), "pdf").startswith(b"%PDF-")


@pytest.mark.parametrize("plane", range(0x0, 0x3000, 0x1000))
def test_every_character_of_the_common_planes_can_be_set(plane):
    lines = tuple("".join(map(chr, range(start, start + 64))) for start in range(plane, plane + 0x1000, 64))
    assert made(fixtures.document(1, len(lines), texts=lines), "pdf").startswith(b"%PDF-")


def test_only_what_pdf_ua_refuses_is_left_out():
    assert settable("a\x00b\u202ec\ufeffd\te\nf’tiers-lieu 👩🏽‍🚒") == "abcd e\nf’tiers-lieu 👩🏽‍🚒"


def test_an_address_that_is_not_of_the_web_is_no_link():
    document = fixtures.document(1, 1)
    bad = replace(document, quotes=(replace(document.quotes[0], url="javascript:alert(1)"),))
    assert b"javascript:" not in made(bad, "pdf")
