"""DOCX and ODT: real headings and links, marked at the head of every page, pictures with their words."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from synthesis.exports import templates

from . import fixtures
from .readers import made, part


@pytest.fixture(scope="module")
def docx():
    return made(fixtures.document(), "docx")


@pytest.fixture(scope="module")
def odt():
    return made(fixtures.document(), "odt")


def test_every_page_of_a_draft_is_marked(docx, odt):
    assert "headerReference" in part(docx, "word/document.xml")
    assert "titlePg" not in part(docx, "word/document.xml")
    assert "Brouillon, non publié" in part(docx, "word/header1.xml")
    header = re.search(r"<style:header>(.*?)</style:header>", part(odt, "styles.xml"), re.DOTALL)
    assert "Brouillon, non publié" in header.group(1)


def test_a_published_version_has_no_mark():
    final = fixtures.document(2, 2, draft=False)
    assert "Brouillon" not in part(made(final, "docx"), "word/header1.xml")
    assert "Brouillon" not in part(made(final, "odt"), "styles.xml")


def test_headings_are_headings_and_the_language_is_said(docx, odt):
    body = part(docx, "word/document.xml")
    assert body.count('w:val="Heading1"') >= 8
    assert 'w:val="Heading2"' in body
    assert re.search(r'w:lang [^>]*w:val="fr"', part(docx, "word/styles.xml"))
    assert 'text:outline-level="1"' in part(odt, "content.xml")
    assert 'fo:language="fr"' in part(odt, "styles.xml")


def test_marks_lead_to_the_quotes(docx, odt):
    body = part(docx, "word/document.xml")
    anchors, names = set(re.findall(r'w:anchor="([^"]+)"', body)), set(re.findall(r'w:name="([^"]+)"', body))
    assert anchors >= {f"citation-{n}" for n in range(1, 101)}
    assert anchors <= names
    content = part(odt, "content.xml")
    links = set(re.findall(r'xlink:href="#([^"]+)"', content))
    assert links >= {f"citation-{n}" for n in range(1, 101)}
    assert links <= set(re.findall(r'text:name="([^"]+)"', content))


def test_pictures_carry_their_description_and_not_their_bytes(docx, odt):
    body = part(docx, "word/document.xml")
    assert body.count("Contributions par thème. Barres") == 1
    assert "data:image" not in body
    assert "Contributions par thème. Barres" in part(odt, "content.xml")


def test_nothing_is_fetched_when_the_file_is_opened(docx):
    relations = ElementTree.fromstring(part(docx, "word/_rels/document.xml.rels"))
    outside = [r for r in relations if r.get("TargetMode") == "External"]
    assert all(r.get("Type").endswith("/hyperlink") for r in outside)


def test_a_hostile_name_cannot_break_the_head_or_the_foot():
    document = replace(fixtures.document(1, 1), consultation='</w:t> & "x" <b> \\1 \x01', kind="<i>")
    for format, name in (("docx", "word/footer1.xml"), ("odt", "styles.xml")):
        assert "&lt;/w:t&gt; &amp;" in part(made(document, format), name)
        ElementTree.fromstring(part(made(document, format), name))


def test_a_new_pandoc_with_another_reference_file_is_noticed():
    with pytest.raises(ValueError, match="is not in"):
        templates._edit({"a.xml": b"<a/>"}, "a.xml", [("<b>", "")])
