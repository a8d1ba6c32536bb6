"""A passage in another language, or from right to left, says so in each file: voices change, lines turn."""

import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from consultation.languages import of_passage
from synthesis.document import Document, digest, from_dict, to_dict
from synthesis.exports import tongues

from . import fixtures
from .readers import made, part, squeezed, text_of, tree

SAID = {
    "fr": "La fibre s’arrête à deux kilomètres de notre village, et personne ne nous dit quand elle viendra.",
    "en": "The lease is far too long for somebody who only wants to try a place out for one winter.",
    "ar": "الألياف الضوئية تتوقف على بعد كيلومترين من قريتنا ولا أحد يقول لنا متى ستصل.",
    "he": "הסיב האופטי נעצר שני קילומטרים מהכפר שלנו ואף אחד לא אומר לנו מתי הוא יגיע.",
    "zh": "光纤在离我们村两公里的地方就停了，没有人告诉我们什么时候能接通。",
    "": "שלום",
}
OTHER = ("en", "ar", "he", "zh")
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"


@pytest.fixture(scope="module")
def document() -> Document:
    """A report in French with a quote of each language, and one too short to be sure of; a group that speaks Arabic."""
    base = fixtures.document(6, len(SAID), draft=False, texts=tuple(SAID.values()))
    quotes = tuple(replace(q, lang=of_passage(q.text, q.text)) for q in base.quotes)
    assert [quote.lang for quote in quotes] == list(SAID)
    first, *others = base.themes
    asked, *more = first.questions
    spoken = asked.part["groups"][0] | {"passages": [{"contribution": 60, "quote": SAID["ar"]}]}
    asked = replace(asked, part=asked.part | {"groups": [spoken]})
    return replace(base, quotes=quotes, themes=(replace(first, questions=(asked, *more)), *others))


def test_a_document_without_languages_keeps_its_digest(document):
    silent = replace(document, quotes=tuple(replace(quote, lang="") for quote in document.quotes))
    data = to_dict(silent)
    assert not any("lang" in quote for quote in data["quotes"])
    assert to_dict(from_dict(data)) == data
    assert digest(silent) != digest(document)
    assert from_dict(to_dict(document)) == document


def test_html_says_the_language_and_the_direction(document):
    root = tree(made(document, "html"))
    quotes = {squeezed("".join(e.itertext())): (e.get("lang"), e.get("dir")) for e in root.iter("blockquote")}
    for lang, text in SAID.items():
        found = quotes[squeezed(f"« {text} »")]
        assert found == (lang if lang in OTHER else None, "rtl" if lang in ("ar", "he", "") else None)


def test_the_passages_of_groups_say_it_too(document):
    root = tree(made(document, "html"))
    assert [e.get("lang") for e in root.iter("blockquote") if SAID["ar"] in "".join(e.itertext())] == ["ar", "ar"]


def test_epub_says_it_to_programs_that_read_xml_alone(document):
    with ZipFile(io.BytesIO(made(document, "epub"))) as archive:
        pages = [ElementTree.fromstring(archive.read(n)) for n in archive.namelist() if n.endswith(".xhtml")]
    spans = [e for page in pages for e in page.iter() if e.tag.endswith("}span") and e.get(f"{XML}lang")]
    assert {e.get("lang") for e in spans} == set(OTHER)
    assert all(e.get("lang") == e.get(f"{XML}lang") for e in spans)
    assert {e.get("dir") for e in spans if e.get("lang") in ("ar", "he")} == {"rtl"}


def test_word_says_it_for_each_kind_of_letters(document):
    body = part(made(document, "docx"), "word/document.xml")
    ElementTree.fromstring(body)
    for lang in OTHER:
        assert f'<w:lang w:val="{lang}" w:eastAsia="{lang}" w:bidi="{lang}" />' in body
    turned = re.findall(r"<w:bidi />", body)
    assert len(turned) == 4
    assert len(re.findall(r"<w:rtl />", body)) >= 4


def test_opendocument_says_it_for_each_kind_of_letters_and_turns_the_paragraph(document):
    content = part(made(document, "odt"), "content.xml")
    root = ElementTree.fromstring(content)
    for lang in OTHER:
        assert f'fo:language="{lang}" fo:country="none" style:language-asian="{lang}"' in content
        assert f'style:language-complex="{lang}"' in content
    turned = set(re.findall(r'style:name="(\w+)"[^>]*><style:paragraph-properties style:writing-mode="rl-tb"', content))
    styles = {squeezed("".join(p.itertext())): p.get(f"{TEXT}style-name") for p in root.iter(f"{TEXT}p")}
    for lang, text in SAID.items():
        assert (styles[squeezed(f"« {text} »")] in turned) == (lang in ("ar", "he", ""))


def test_pdf_says_the_language_of_its_parts(document):
    root = PdfReader(io.BytesIO(made(document, "pdf"))).trailer["/Root"]
    assert root["/Lang"] == "fr"
    found, waiting = set(), [root["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            found.add(node.get("/Lang"))
            waiting.extend([node["/K"]] if "/K" in node else [])
    assert set(OTHER) <= found


def test_json_keeps_what_is_known(document):
    quotes = json.loads(made(document, "json"))["document"]["quotes"]
    assert [quote.get("lang", "") for quote in quotes] == list(SAID)


@pytest.mark.parametrize("lang", ["", "fr", 'en" onclick="x', "x", "français", "EN"])
def test_only_the_tag_of_another_language_is_written(lang):
    assert tongues.other(lang, "fr") == ""


@pytest.mark.parametrize("format", ["pdf", "docx", "odt", "epub", "html"])
def test_a_language_that_nobody_knows_stops_no_file(document, format):
    odd = replace(document, quotes=tuple(replace(quote, lang='"><x>') for quote in document.quotes))
    assert SAID["fr"] in text_of(made(odd, format), format)
