"""The one door for anybody's text."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation import text
from consultation.text import Mark, locate, plain, render, underline

NAUGHTY = Path(__file__).resolve().parents[3] / "shared" / "data" / "naughty-strings" / "blns.json.gz"
WORDS = st.text(alphabet=st.sampled_from("abé \n*_#>-1.`<&[]()\"'\\~\t "), max_size=200)


def test_markdown_becomes_sanitised_html():
    rendered = render("Un **lieu** ouvert :\n\n- six postes\n- une cuisine")

    assert rendered.html == (
        "<p>Un <strong>lieu</strong> ouvert :</p>\n<ul>\n<li>six postes</li>\n<li>une cuisine</li>\n</ul>"
    )
    assert rendered.text == "Un lieu ouvert :\n\nsix postes\nune cuisine"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[clic](javascript:alert(1))",
        "[clic](JaVaScRiPt&#58;alert(1))",
        "[clic](data:text/html;base64,PHNjcmlwdD4=)",
        "<a href='vbscript:x'>x</a>",
        "![image](https://traceur.invalid/pixel.png)",
        "<svg/onload=alert(1)>",
        '<p style="position:fixed">x</p>',
        '<https://exemple.invalid/" onmouseover="alert(1)>',
    ],
)
def test_nothing_active_survives(hostile):
    seen = Tags()
    seen.feed(render(hostile).html)

    assert {tag for tag, _ in seen.found} <= text.TAGS
    assert {name for _, names in seen.found for name in names} <= {"href", "rel"}
    assert all(names["href"].startswith(("http://", "https://")) for tag, names in seen.found if tag == "a")


class Tags(HTMLParser):
    """The tags of some HTML with their attributes."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_links_say_that_they_are_not_ours():
    html = render("[le rapport](https://exemple.invalid/rapport)").html

    assert html == '<p><a href="https://exemple.invalid/rapport" rel="nofollow ugc noopener">le rapport</a></p>'


def test_more_brackets_than_a_person_writes_make_no_links_and_keep_their_signs():
    written = "[" * text.BRACKETS + "[a](https://exemple.invalid)"
    assert render(written).text == written
    assert render("[a](https://exemple.invalid) " * 1_000).html.count("<a ") == 1_000


def test_headings_start_under_those_of_the_page():
    assert render("# Titre\n\n##### Petit").html == "<h3>Titre</h3>\n<h4>Petit</h4>"


def test_html_typed_by_somebody_is_shown_as_he_typed_it():
    assert render("a < b && <b>gras</b>").text == "a < b && <b>gras</b>"


def test_a_harvested_passage_is_marked_across_tags():
    rendered = render("Le bail **commercial** est trop long.")
    start, end = locate(rendered.text, "bail commercial est")

    marked = underline(rendered.html, [Mark(start, end, "passage-1")])

    assert marked == (
        '<p>Le <mark class="harvested" id="passage-1">bail </mark><strong><mark class="harvested">commercial</mark>'
        '</strong><mark class="harvested"> est</mark> trop long.</p>'
    )


@given(WORDS, st.data())
def test_marking_never_changes_the_text(body, data):
    rendered = render(body)
    length = len(rendered.text)
    ends = st.tuples(st.integers(0, length), st.integers(0, length)).map(sorted)
    spans = data.draw(st.lists(ends, max_size=4))

    marked = underline(rendered.html, [Mark(a, b, f"p{i}") for i, (a, b) in enumerate(spans)])

    assert plain(marked) == rendered.text


@given(WORDS)
def test_a_quote_is_found_whatever_its_white_space(body):
    found = render(body).text
    if text.is_blank(found):
        return
    span = locate(found, "  \n ".join(found.split()))
    assert span is not None
    assert found[span[0] : span[1]].split() == found.split()


def test_of_two_equal_passages_the_words_before_decide():
    found = "Le matin, le lieu est plein. Le soir, le lieu est plein."

    assert locate(found, "le lieu est plein", before="Le soir, ") == (38, 55)
    assert locate(found, "le lieu est plein", before="Le matin, ") == (10, 27)
    assert locate(found, "le lieu est vide") is None


def test_the_digest_is_that_of_what_was_written():
    assert render("corps", "titre").sha256 == render("corps", "titre").sha256
    assert render("corps", "titre").sha256 != render("corps", "autre titre").sha256


def test_a_text_of_invisible_characters_is_blank():
    assert text.is_blank(" \n\u200b\u00a0\u2060")
    assert not text.is_blank(" \U0001f331 ")


def naughty_strings() -> list[str]:
    if not NAUGHTY.exists():
        pytest.skip("the list of naughty strings is not beside this repository")
    return json.loads(gzip.decompress(NAUGHTY.read_bytes()))


def test_naughty_strings_come_back_the_same_and_harm_no_page():
    for string in naughty_strings():
        rendered = render(string)
        seen = Tags()
        seen.feed(rendered.html)
        assert {tag for tag, _ in seen.found} <= text.TAGS, string
        assert rendered.body == string
        assert plain(rendered.html) == rendered.text


def test_texts_cleaned_at_the_same_time_do_not_mix():
    bodies = [f"**{number}** " + f"mot{number} <b>x</b> " * 50 for number in range(16)]
    alone = [text.sanitised(body) for body in bodies]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(text.sanitised, bodies * 20)) == alone * 20
