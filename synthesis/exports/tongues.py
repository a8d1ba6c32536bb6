"""A passage in another language than the report's, or that reads from right to left: what says so in each file.

Pandoc carries `lang` and `dir` to runs of text, but names the language for Latin letters alone and leaves the direction
of an OpenDocument paragraph out.
"""

import re
from html import unescape

from django.utils.html import format_html
from django.utils.safestring import SafeString

from consultation.languages import direction

_TAG = re.compile(r"[a-z]{2,3}")


def other(lang: str, language: str) -> str:
    """The language of a passage, if it is known and another than the report's; else ""."""
    return lang if lang != language and _TAG.fullmatch(lang) else ""


def attributes(text: str, lang: str) -> SafeString:
    """Those of the HTML element that holds a passage; none for one like the text around it."""
    said = format_html(' lang="{}"', lang) if lang else SafeString()
    return said + SafeString(' dir="rtl"') if direction(text) == "rtl" else said


def in_docx(document: str) -> str:
    """WordprocessingML has a language for each kind of letters: those of Asia, those from right to left, the others."""
    return re.sub(r'<w:lang w:val="([a-z]{2,3})" />', r'<w:lang w:val="\1" w:eastAsia="\1" w:bidi="\1" />', document)


def in_odt(content: str) -> str:
    """So has OpenDocument, where a language goes with a country; and paragraphs that read from right to left."""
    content = re.sub(r'(<style:text-properties [^>]*)fo:language="([a-z]{2,3})"', _every_letter, content)
    turned: dict[str, str] = {}
    content = _PARAGRAPH.sub(lambda found: _turned(found, turned), content)
    styles = "".join(_right_to_left(content, name, own) for name, own in turned.items())
    return content.replace("</office:automatic-styles>", f"{styles}</office:automatic-styles>", 1)


def in_epub(page: str) -> str:
    """XHTML is read by programs that know `xml:lang` alone."""
    return re.sub(r'(<(?:div|span)\b[^>]*?) lang="([a-z]{2,3})"', r'\1 lang="\2" xml:lang="\2"', page)


def _every_letter(found: re.Match[str]) -> str:
    kinds = (("fo:language", "fo:country"), *((f"style:language-{k}", f"style:country-{k}") for k in _KINDS))
    return found[1] + " ".join(f'{language}="{found[2]}" {country}="none"' for language, country in kinds)


_KINDS = ("asian", "complex")
_PARAGRAPH = re.compile(r'<text:p text:style-name="(\w+)">((?:(?!</?text:p\b).)*)</text:p>', re.DOTALL)


def _turned(found: re.Match[str], turned: dict[str, str]) -> str:
    """The paragraph, in a style of its own if most of its letters read from right to left."""
    if direction(unescape(re.sub(r"<[^>]*>", "", found[2]))) == "ltr":
        return found[0]
    own = turned.setdefault(found[1], f"{found[1]}_rtl")
    return f'<text:p text:style-name="{own}">{found[2]}</text:p>'


def _right_to_left(content: str, name: str, own: str) -> str:
    """The style of a paragraph turned round; an automatic style cannot be another's parent, its own parent is."""
    found = re.search(rf'<style:style style:name="{name}"[^>]*style:parent-style-name="(\w+)"', content)
    above = found[1] if found else name
    return (
        f'<style:style style:name="{own}" style:family="paragraph" style:parent-style-name="{above}">'
        '<style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="start"/></style:style>'
    )
