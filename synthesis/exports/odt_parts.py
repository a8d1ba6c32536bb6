"""OpenDocument styles of the reference file (OASIS ODF 1.3, part 3)."""

LAYOUT = """<style:page-layout style:name="Mpm1">
<style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" style:num-format="1"
 style:print-orientation="portrait" fo:margin-top="1.5cm" fo:margin-bottom="1.5cm" fo:margin-left="2.5cm"
 fo:margin-right="2.5cm" style:writing-mode="lr-tb"/>
<style:header-style>
<style:header-footer-properties fo:min-height="1.2cm" fo:margin-bottom="0.5cm"/></style:header-style>
<style:footer-style><style:header-footer-properties fo:min-height="1cm" fo:margin-top="0.5cm"/></style:footer-style>
</style:page-layout>"""


def pages(mark: str, running: str) -> str:
    """The master page; both texts are XML already."""
    head = f'<style:header><text:p text:style-name="ReportMark">{mark}</text:p></style:header>' if mark else ""
    return (
        f'<style:master-page style:name="Standard" style:page-layout-name="Mpm1">{head}'
        f'<style:footer><text:p text:style-name="ReportFoot">{running} · '
        '<text:page-number text:select-page="current">1</text:page-number>/<text:page-count>1</text:page-count>'
        "</text:p></style:footer></style:master-page>"
    )


def _style(key: str, name: str, paragraph: str, text: str, parent: str = "Standard", extra: str = "") -> str:
    return (
        f'<style:style style:name="{key}" style:display-name="{name}" style:family="paragraph" '
        f'style:parent-style-name="{parent}" {extra} style:class="text"><style:paragraph-properties {paragraph}/>'
        f"<style:text-properties {text}/></style:style>"
    )


def _heading(level: int, size: int, colour: str, paragraph: str) -> str:
    return _style(
        f"Heading_20_{level}",
        f"Heading {level}",
        f'fo:keep-with-next="always" fo:margin-bottom="0.25cm" {paragraph}',
        f'fo:font-size="{size}pt" fo:font-weight="bold" fo:color="{colour}"',
        "Heading",
        f'style:next-style-name="Text_20_body" style:default-outline-level="{level}"',
    )


_SMALL = 'fo:font-size="9pt" fo:color="#56585c"'
STYLES = {
    "Author": _style("Author", "Author", 'fo:margin-bottom="0.3cm"', 'fo:font-size="12pt"'),
    "Date": _style("Date", "Date", 'fo:margin-bottom="1cm"', 'fo:font-size="11pt"'),
    "Text_20_body": _style(
        "Text_20_body",
        "Text body",
        'fo:margin-top="0.1cm" fo:margin-bottom="0.2cm" fo:line-height="125%"',
        'fo:font-size="11pt"',
    ),
    "Heading_20_1": _heading(
        1, 20, "#191a1c", 'fo:break-before="page" fo:padding-top="0.2cm" fo:border-top="2pt solid #191a1c"'
    ),
    "Heading_20_2": _heading(2, 15, "#3f4b5f", 'fo:margin-top="0.7cm"'),
    "Heading_20_3": _heading(3, 12, "#191a1c", 'fo:margin-top="0.6cm"'),
    "Heading_20_4": _heading(4, 10, "#56585c", 'fo:margin-top="0.4cm"'),
    "Quotations": _style(
        "Quotations",
        "Quotations",
        'fo:margin-left="0.6cm" fo:margin-top="0.2cm" fo:padding-left="0.25cm" fo:border-left="1.5pt solid #d8d8d2"',
        'fo:font-size="11pt"',
    ),
    "Table_20_Contents": _style("Table_20_Contents", "Table Contents", 'fo:padding="0.05cm"', 'fo:font-size="9.5pt"'),
}
# Styles that the HTML names with data-custom-style, and those of the head and the foot.
OWN_STYLES = "".join(
    (
        _style(
            "ReportMark",
            "ReportMark",
            'fo:border-bottom="0.75pt solid #7a4b00"',
            'fo:font-size="9pt" fo:font-weight="bold" fo:color="#7a4b00"',
        ),
        _style("ReportFoot", "ReportFoot", "", _SMALL),
        _style("ReportSource", "ReportSource", 'fo:margin-left="0.6cm"', _SMALL),
        _style("ReportNote", "ReportNote", 'fo:margin-bottom="0.2cm"', _SMALL),
        _style(
            "ReportStatement",
            "ReportStatement",
            'fo:margin-bottom="0.25cm" fo:line-height="125%"',
            'fo:font-size="11pt"',
        ),
        _style(
            "ReportDisagreement",
            "ReportDisagreement",
            'fo:margin-bottom="0.25cm" fo:padding="0.2cm" fo:background-color="#f4f4f0" '
            'fo:border-left="3pt solid #3f4b5f"',
            'fo:font-size="11pt"',
        ),
        _style(
            "ReportMinority",
            "ReportMinority",
            'fo:margin-bottom="0.25cm" fo:padding="0.2cm" fo:border-left="1.5pt solid #3f4b5f"',
            'fo:font-size="11pt"',
        ),
    )
)
