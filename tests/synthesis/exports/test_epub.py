"""The EPUB: what reading programs ask for, every reference answered, nothing fetched."""

import io
import re
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest

from . import fixtures
from .readers import made, made_anew, part

OPF, DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
XHTML, EPUB = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/ops}"
CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"


@pytest.fixture(scope="module")
def book():
    return made(fixtures.illustrated(), "epub")


@pytest.fixture(scope="module")
def package(book):
    return ElementTree.fromstring(part(book, "EPUB/content.opf"))


def test_it_begins_with_its_type_and_names_its_package(book):
    with ZipFile(io.BytesIO(book)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
        assert archive.read("mimetype") == b"application/epub+zip"
        assert archive.testzip() is None
    container = ElementTree.fromstring(part(book, "META-INF/container.xml"))
    assert [root.get("full-path") for root in container.iter(f"{CONTAINER}rootfile")] == ["EPUB/content.opf"]


def test_it_says_its_title_its_language_and_its_date(package):
    assert package.get("version") == "3.0"
    said = {name: [e.text for e in package.iter(f"{DC}{name}")] for name in ("title", "language", "identifier", "date")}
    assert said["title"] == ["Ce que les territoires disent des lieux partagés de travail"]
    assert said["language"] == ["fr"]
    assert said["date"] == ["2018-06-20"]
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", said["identifier"][0])
    meta = {(e.get("property"), e.text) for e in package.iter(f"{OPF}meta")}
    assert ("dcterms:modified", "2018-06-20T07:30:00Z") in meta
    assert {("schema:accessMode", "visual"), ("schema:accessibilityFeature", "alternativeText")} <= meta


def test_what_is_declared_is_there_and_what_is_there_is_declared(book, package):
    declared = {f"EPUB/{item.get('href')}" for item in package.iter(f"{OPF}item")}
    with ZipFile(io.BytesIO(book)) as archive:
        held = {name for name in archive.namelist() if name.startswith("EPUB/") and name != "EPUB/content.opf"}
    assert declared == held
    ids = {item.get("id") for item in package.iter(f"{OPF}item")}
    assert {item.get("idref") for item in package.iter(f"{OPF}itemref")} <= ids


def test_the_contents_lead_to_chapters_and_their_parts(book):
    nav = ElementTree.fromstring(part(book, "EPUB/nav.xhtml"))
    toc = next(e for e in nav.iter(f"{XHTML}nav") if e.get(f"{EPUB}type") == "toc")
    named = ["".join(a.itertext()) for a in toc.iter(f"{XHTML}a")]
    assert "Territoires" in named
    assert "Points de vue minoritaires" in named
    assert "Plan d’action" in named


@pytest.mark.parametrize("document", [fixtures.illustrated(), fixtures.hostile(), fixtures.empty()])
def test_every_reference_has_its_place_and_nothing_is_fetched_or_run(document):
    book = made(document, "epub")
    with ZipFile(io.BytesIO(book)) as archive:
        pages = {n: ElementTree.fromstring(archive.read(n)) for n in archive.namelist() if n.endswith(".xhtml")}
        held = set(archive.namelist())
    places = {(name, e.get("id")) for name, page in pages.items() for e in page.iter() if e.get("id")}
    for name, page in pages.items():
        assert not {e.tag.rpartition("}")[2] for e in page.iter()} & {"script", "iframe", "object", "embed", "form"}
        for element in page.iter():
            if element.get("src"):
                assert _beside(name, element.get("src")) in held
            href = element.get("href") or ""
            if "#" in href and not href.startswith("https://"):
                file, _hash, anchor = href.partition("#")
                assert (_beside(name, file) if file else name, anchor) in places
            assert not href.startswith(("http://", "javascript:"))


def _beside(name: str, address: str) -> str:
    steps = [*name.split("/")[:-1], *address.split("/")]
    while ".." in steps:
        up = steps.index("..")
        del steps[up - 1 : up + 1]
    return "/".join(steps)


def test_every_page_says_its_language_and_every_picture_its_words(book):
    with ZipFile(io.BytesIO(book)) as archive:
        pages = [ElementTree.fromstring(archive.read(n)) for n in archive.namelist() if n.endswith(".xhtml")]
    assert {page.get("lang") for page in pages} == {"fr"}
    figures = [figure for page in pages for figure in page.iter(f"{XHTML}figure")]
    assert len(figures) >= 9
    assert all(figure.find(f".//{XHTML}img").get("alt") for figure in figures)
    assert all(figure.find(f"{XHTML}figcaption").text for figure in figures)
    titles = [page.find(f"{XHTML}head/{XHTML}title").text for page in pages]
    assert not [title for title in titles if title.endswith(".xhtml")]


def test_every_chapter_of_a_draft_is_marked(book):
    with ZipFile(io.BytesIO(book)) as archive:
        chapters = [archive.read(n).decode() for n in archive.namelist() if re.search(r"text/ch\d+\.xhtml$", n)]
    assert len(chapters) > 6
    assert all("Brouillon, non publié" in chapter for chapter in chapters)
    assert b"Brouillon" not in b"".join(_pages(made_anew(fixtures.illustrated(draft=False), "epub")))


def _pages(book: bytes) -> list[bytes]:
    with ZipFile(io.BytesIO(book)) as archive:
        return [archive.read(name) for name in archive.namelist() if name.endswith(".xhtml")]
