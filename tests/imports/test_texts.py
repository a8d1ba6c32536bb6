"""Foreign texts brought to Markdown: no word is lost, none is added."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from consultation import text
from imports import texts


def shown(markdown: str) -> str:
    return text.render(markdown).text


@pytest.mark.parametrize(
    "written",
    [
        "1. a\n2) b",
        "- point\n+ autre\n* encore",
        "*gras* _souligné_ `code` ~~barré~~ **",
        "# titre\n## autre\n=====\n-----",
        "> cité\n>pas cité",
        "[lien](http://a.invalid) ![image](b) [ref]: c",
        "<b>gras</b> <script>alert(1)</script> a < b > c &amp; &nbsp; &#39; AT&T",
        "https://exemple.invalid/un_deux_trois?a=1&copy=2",
        "fin\\\nsuite \\* \\\\",
        "3 * 4 * 5 = 60",
        "***\n___\n---",
        "2018. Une bonne année\n12345678901. trop long",
        "<https://exemple.invalid>",
        "+33 1 23 45 67 89",
        "| a | b |\n|---|---|\n| c | d |",
    ],
)
def test_a_plain_text_shows_as_it_was_written(written):
    assert shown(texts.from_plain(written)) == written


SIGNS = st.sampled_from([*"ab12 \n.)#*-+_=<>[]()!`~&;|\\é"])


@given(st.text(SIGNS, max_size=40))
def test_any_plain_text_keeps_its_words(written):
    assert shown(texts.from_plain(written)).split() == written.split()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Un</p><p>Deux &amp; trois</p>", "Un\n\nDeux & trois"),
        ("Un<br>Deux<br/>Trois", "Un\nDeux\nTrois"),
        ("<ul><li>Un</li><li>Deux<ul><li>Trois</li></ul></li></ul>", "Un\nDeux\n\nTrois"),
        ("<p>2 * 3 * 4 &lt;b&gt; _x_ 1. non</p>", "2 * 3 * 4 <b> _x_ 1. non"),
        ("<p>1. pas une liste</p>", "1. pas une liste"),
        ("<h1>Titre</h1>Suite", "Titre\n\nSuite"),
        ('<p><img src="a.png" alt="Une carte"> légende</p>', "Une carte légende"),
        ('<p><a href="https://a.invalid">ici</a></p>', "ici"),
        ("m<sup>2</sup> et <u>souligné</u>", "m2 et souligné"),
        ("<blockquote>Cité</blockquote>", "Cité"),
        ("L&#39;&eacute;cole", "L'école"),
    ],
)
def test_html_keeps_its_words_and_its_shape(html, expected):
    assert re.sub(r"[ \t]*\n[ \t]*", "\n", shown(texts.from_html(html))) == expected


def test_a_table_keeps_its_cells():
    html = "<table><tr><th>Lieu</th><th>Places</th></tr><tr><td>Gare</td><td>12</td></tr></table>"
    assert shown(texts.from_html(html)) == "Lieu | Places\nGare | 12"


def test_links_and_emphasis_are_kept():
    html = text.render(texts.from_html('<p><em>Voir</em> <a href="https://a.invalid/b_c">la page</a></p>')).html
    assert "<em>Voir</em>" in html
    assert 'href="https://a.invalid/b_c"' in html


WORD = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)  # numbers may be those of a list
TAG = st.sampled_from(
    ["p", "strong", "em", "li", "ul", "ol", "div", "span", "h2", "blockquote", "td", "tr", "table", "u", "a"]
)
HTML = st.recursive(
    WORD.map(lambda word: f"{word} "),
    lambda inner: st.tuples(TAG, st.lists(inner, max_size=3)).map(lambda t: f"<{t[0]}>{' '.join(t[1])}</{t[0]}>"),
    max_leaves=8,
)


@given(HTML)
@example("<ol><td></td> a </ol>")
@example("<ol>a  <li>b </li></ol>")
def test_no_word_of_any_html_is_lost(html):
    written = "".join(BeautifulSoup(html, "html.parser").get_text().split())
    assert "".join(re.findall(r"[^\W\d_]+", shown(texts.from_html(html)))) == written
