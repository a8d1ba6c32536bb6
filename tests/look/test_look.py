"""What the look promises: weight, contrast, no inline style, licences, accessibility, no sideways scroll."""

import gzip
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
CSS = (STATIC / "css" / "site.css").read_text(encoding="utf-8")
ACCENTS = ["green", "ochre", "blue", "plum", "teal", "slate"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FONTS = sorted((STATIC / "fonts").glob("*.woff2"))


def weight(folder: str, ending: str) -> int:
    """Bytes of all files of a kind once compressed, one by one as they travel."""
    return sum(len(gzip.compress(path.read_bytes())) for path in (STATIC / folder).rglob(f"*{ending}"))


def test_the_style_sheet_is_light():
    assert weight("css", ".css") < 30_000


def test_the_scripts_are_light():
    assert weight("js", ".js") < 40_000


def test_fonts_are_two_files_and_light():
    assert len(FONTS) == 2
    assert sum(font.stat().st_size for font in FONTS) < 60_000


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_each_font_has_its_licence(font):
    [licence] = [path for path in font.parent.glob("*-OFL.txt") if font.stem.startswith(path.stem.split("-")[0])]
    assert "SIL Open Font License, Version 1.1" in licence.read_text(encoding="utf-8")
    assert font.name in CSS


# --- Colours


def palette(selector: str) -> dict[str, str]:
    """The colours declared in the first block of a selector."""
    start = CSS.index(selector)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", CSS[start : CSS.index("}", start)]))


LIGHT = palette(":root {\n")
DARK = LIGHT | palette(':root:not([data-theme="light"]) {')
MODES = {"light": LIGHT, "dark": DARK}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2 definition."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2 definition: 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("accent", ACCENTS)
def test_an_accent_reads_on_paper_on_its_wash_and_under_its_ink(accent, mode):
    colours = MODES[mode]
    pairs = [
        (colours[accent], colours["paper"]),
        (colours[accent], colours["panel"]),
        (colours[accent], colours[f"{accent}-soft"]),
        (colours["on-accent"], colours[accent]),
        (colours["ink"], colours[f"{accent}-soft"]),
        (colours["muted"], colours[f"{accent}-soft"]),
    ]
    assert min(contrast(*pair) for pair in pairs) >= 4.5


@pytest.mark.parametrize("mode", MODES)
def test_plain_text_and_controls_read(mode):
    colours = MODES[mode]
    texts = [("ink", "paper"), ("muted", "paper"), ("muted", "panel"), ("paper", "ink"), ("paper", "danger")]
    texts += [(kind, "paper") for kind in ("danger", "warn", "good")]
    texts += [(kind, f"{kind}-soft") for kind in ("danger", "warn", "good")]
    assert min(contrast(colours[one], colours[other]) for one, other in texts) >= 4.5
    assert min(contrast(colours[one], colours["paper"]) for one in ("edge", "focus")) >= 3


def test_dark_by_choice_is_dark_by_the_system():
    assert palette(':root[data-theme="dark"] {') == palette(':root:not([data-theme="light"]) {')


# --- What the content security policy refuses


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_inline_style_script_or_handler(template):
    html = template.read_text(encoding="utf-8")
    assert not re.search(r"<[^>]*\sstyle\s*=", html)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", html)
    assert not re.search(r"<style\b|javascript:", html)
    assert all(re.search(r"\bsrc=|type=\"application/", tag) for tag in re.findall(r"<script\b[^>]*>", html))


# --- The page of samples in a browser


@pytest.fixture(scope="module")
def gallery(tmp_path_factory) -> pathlib.Path:
    from tests.look.gallery import write

    return write(tmp_path_factory.mktemp("look"))


@pytest.fixture
def opened(browser, gallery):
    """Open the samples at a width, in a scheme; the tab closes with the test."""
    tabs = []

    def open_at(width: int, scheme: str = "light"):
        tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        tabs.append(tab)
        tab.goto(gallery.as_uri())
        return tab

    yield open_at
    for tab in tabs:
        tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(opened, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(opened(width, scheme))
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1600])
def test_no_sideways_scroll(opened, width):
    assert opened(width).evaluate("document.documentElement.scrollWidth") <= width


def test_lines_hold_65_to_75_characters(opened):
    """Counted on the first long paragraph of the contribution, its last line left out."""
    lines = opened(1280).evaluate(
        """() => {
            const p = document.querySelector(".contribution .prose p");
            const range = document.createRange(), tops = new Map();
            const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) for (let i = 0; i < walk.currentNode.length; i++) {
                range.setStart(walk.currentNode, i); range.setEnd(walk.currentNode, i + 1);
                const top = Math.round(range.getBoundingClientRect().bottom / 12);
                tops.set(top, (tops.get(top) || 0) + 1);
            }
            return [...tops.values()].filter((n) => n > 5);
        }"""
    )
    assert 60 <= max(lines) <= 76


def test_notes_stand_level_with_their_passages(opened):
    tab = opened(1280)
    tab.wait_for_timeout(200)
    for number in (1, 2):
        passage = tab.locator(f"#extrait-{number}").evaluate("mark => mark.getClientRects()[0].top")
        note = tab.locator(f"#note-{number}").evaluate("note => note.getBoundingClientRect().top")
        assert abs(note - passage) < 24


def test_a_link_opens_what_is_folded_around_its_target(opened):
    tab = opened(390)
    assert not tab.locator("#c14").is_visible()
    tab.evaluate("location.hash = 'c14'")
    tab.locator("#c14").wait_for(state="visible")


def test_the_count_of_characters_follows_and_nothing_is_cut(opened):
    tab = opened(390)
    title = tab.get_by_label("Titre")
    title.fill("a" * 150)
    assert "10" in tab.locator("#id_title_count").inner_text()
    title.fill("a" * 163)
    assert title.input_value() == "a" * 163
    assert "Caractères de trop : 3" in tab.locator("#id_title_count").inner_text()


def test_controls_are_large_enough_for_a_thumb(opened):
    small = opened(390).evaluate(
        """() => [...document.querySelectorAll(".button, .reaction, select, input:not([type=hidden]), .check")]
            .filter((e) => !e.closest(".check") || e.matches(".check"))
            .map((e) => [e.textContent.trim() || e.name, e.getBoundingClientRect().height])
            .filter(([, height]) => height > 0 && height < 44)"""
    )
    assert small == []
