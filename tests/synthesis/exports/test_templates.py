"""A body's own template gives a report its look; a file that is none, or that runs or fetches anything, is refused."""

import re
from xml.etree import ElementTree

import pytest

from synthesis.exports import make, vetting, word
from synthesis.exports.vetting import Unfit, vetted

from . import fixtures
from . import templates_made as given
from .readers import part, squeezed, text_of

ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
DEEP = "<x>" * 300 + "</x>" * 300
UTF16 = '<?xml version="1.0" encoding="utf-16"?><x/>'.encode("utf-16")
MINISTRY = {"docx": given.ministry_docx, "odt": given.ministry_odt}


def report(document, format: str, template: bytes) -> bytes:
    import io

    out = io.BytesIO()
    make(document, format, out, template=template)
    return out.getvalue()


@pytest.mark.parametrize("format", ["docx", "odt"])
def test_a_template_gives_its_look_and_nothing_is_lost(format):
    document = fixtures.document(6, 8, draft=False)
    made = report(document, format, MINISTRY[format]())
    text = text_of(made, format)
    assert [quote.mark for quote in document.quotes if squeezed(quote.text) not in text] == []
    if format == "docx":
        assert 'w:val="123456"' in part(made, "word/styles.xml")
        assert "Ministère des Lieux communs" in part(made, "word/header1.xml")
        assert re.search(r'w:lang [^>]*w:val="fr"', part(made, "word/styles.xml"))
    else:
        assert "Ministère des Lieux communs" in part(made, "styles.xml")
        assert 'fo:language="fr"' in part(made, "styles.xml")


def test_every_page_of_a_draft_is_marked_whatever_the_template_s_headers():
    docx = report(fixtures.document(2, 2), "docx", given.ministry_docx())
    document = part(docx, "word/document.xml")
    relations = ElementTree.fromstring(part(docx, "word/_rels/document.xml.rels"))
    targets = {r.get("Id"): r.get("Target") for r in relations}
    section = document[document.rindex("<w:sectPr") :]
    references = [re.search(r'w:type="(\w+)"', r)[1] for r in re.findall(r"<w:headerReference[^>]*>", section)]
    assert sorted(references) == ["default", "even", "first"]
    for identity in re.findall(r'<w:headerReference[^>]*r:id="(\w+)"', section):
        head = part(docx, f"word/{targets[identity]}")
        ElementTree.fromstring(head)
        assert "Brouillon, non publié" in head

    styles = part(report(fixtures.document(2, 2), "odt", given.ministry_odt()), "styles.xml")
    ElementTree.fromstring(styles)
    heads = re.findall(r"<style:header>(.*?)</style:header>", styles, re.DOTALL)
    assert heads
    assert all("Brouillon, non publié" in head and "Ministère" in head for head in heads)


@pytest.mark.parametrize("format", ["docx", "odt"])
def test_a_template_without_a_header_gets_one_for_a_draft_alone(format):
    name = {"docx": "word/header_mark.xml", "odt": "styles.xml"}[format]
    assert "Brouillon" in part(report(fixtures.document(1, 1), format, given.plain(format)), name)
    final = report(fixtures.document(1, 1, draft=False), format, given.plain(format))
    assert "Brouillon" not in part(final, {"docx": "word/document.xml", "odt": "styles.xml"}[format])


REFUSED = {
    "nothing": lambda: b"",
    "a text": lambda: "Bonjour, voici notre modèle.".encode(),
    "a PDF": lambda: b"%PDF-1.7 ...",
    "an old Word file": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
    "half a file": lambda: given.plain("docx")[:6000],
    "any other ZIP": lambda: given.packed({"a.txt": b"a"}),
    "a workbook": lambda: given.packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}),
    "no styles": lambda: given.packed(
        {n: d for n, d in given.parts_of(given.plain("docx")).items() if "styles" not in n}
    ),
    "another OpenDocument": lambda: given.changed("odt", mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
    "macros": lambda: given.changed("docx", **{"word/vbaProject.bin": b"x"}),
    "macros that say so": lambda: given.changed(
        "docx",
        **{
            "[Content_Types].xml": given.parts_of(given.plain("docx"))["[Content_Types].xml"]
            .decode()
            .replace("document.main+xml", "document.main+xml;macroEnabled")
        },
    ),
    "macros of OpenDocument": lambda: given.changed("odt", **{"Basic/Standard/Module1.xml": "<x/>"}),
    "an object inside": lambda: given.changed("docx", **{"word/embeddings/oleObject1.bin": b"x"}),
    "a picture from elsewhere": lambda: given.related("image", "https://exemple.invalid/pixel.png"),
    "a template from elsewhere": lambda: given.related("attachedTemplate", "file:///c:/modele.dotm"),
    "a link that runs": lambda: given.related("hyperlink", "javascript:alert(1)"),
    "a picture of OpenDocument from elsewhere": lambda: given.changed(
        "odt",
        **{
            "content.xml": '<x xmlns:z="http://www.w3.org/1999/xlink"><image z:href="https://exemple.invalid/a.png"/></x>'
        },
    ),
    "a path up": lambda: given.changed("docx", **{"../../etc/passwd": b"x"}),
    "a path from the root": lambda: given.changed("docx", **{"/etc/passwd": b"x"}),
    "a path of a drive": lambda: given.changed("docx", **{"c:/x": b"x"}),
    "a path twice": lambda: given.changed("docx", **{"Word/Document.xml": b"<x/>"}),
    "too many parts": lambda: given.packed({f"word/{n}.txt": b"" for n in range(2100)}),
    "a bomb": given.bomb,
    "a part longer than it says": given.liar,
    "entities": lambda: given.changed("docx", **{"word/styles.xml": ENTITY}),
    "XML too deep": lambda: given.changed("docx", **{"word/styles.xml": DEEP}),
    "XML in another coding": lambda: given.changed("docx", **{"word/styles.xml": UTF16}),
    "XML cut short": lambda: given.changed("docx", **{"word/styles.xml": "<x>"}),
    "styles that are none": lambda: given.changed("docx", **{"word/styles.xml": "<x/>"}),
    "too heavy": lambda: b"PK" + b"\0" * vetting.LARGEST,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_template_is_refused_with_its_reason(name):
    with pytest.raises(Unfit) as refusal:
        vetted(REFUSED[name]())
    assert len(str(refusal.value)) > 30


def test_links_to_pages_are_no_harm():
    assert vetted(given.related("hyperlink", "https://exemple.invalid/"))[0] == "docx"


def test_a_template_that_cannot_be_used_any_more_stops_the_report_and_says_that_it_is_the_template():
    with pytest.raises(word.TemplateRefused):
        report(fixtures.document(1, 1), "docx", b"PK")
    with pytest.raises(word.TemplateRefused):
        report(fixtures.document(1, 1), "odt", given.ministry_docx())


@pytest.mark.parametrize("format", ["docx", "odt"])
def test_a_template_is_tried_on_a_small_report(format):
    word.tried(MINISTRY[format](), format)
