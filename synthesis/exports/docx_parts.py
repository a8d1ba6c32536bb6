"""WordprocessingML of the reference file (ECMA-376, part 1): sizes in half-points, lengths in twentieths of a point."""

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml"

TYPES = (
    f'<Override PartName="/word/header1.xml" ContentType="{MEDIA}.header+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{MEDIA}.footer+xml"/>'
)
RELATIONS = (
    f'<Relationship Type="{OFFICE}/header" Id="rId90" Target="header1.xml"/>'
    f'<Relationship Type="{OFFICE}/footer" Id="rId91" Target="footer1.xml"/>'
)
SECTION = (  # A4, 25 mm around
    '<w:sectPr><w:headerReference w:type="default" r:id="rId90"/><w:footerReference w:type="default" r:id="rId91"/>'
    '<w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1701" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/>'
    "</w:sectPr>"
)


def header(mark: str) -> str:
    """The head of every page; `mark` is XML already."""
    return f"{_HEAD}<w:hdr {_NAMES}>{marked(mark)}</w:hdr>"


def marked(mark: str) -> str:
    """The paragraph that says of a page that it is a draft's; an empty one for none."""
    return f"<w:p><w:pPr>{_MARK_RULE if mark else ''}</w:pPr>{_run(mark, _WARN)}</w:p>"


def footer(running: str) -> str:
    pages = f"{_run(' · ')}{_field('PAGE')}{_run('/')}{_field('NUMPAGES')}"
    return f"{_HEAD}<w:ftr {_NAMES}><w:p>{_run(running)}{pages}</w:p></w:ftr>"


_WARN = '<w:b/><w:color w:val="7A4B00"/>'
_MARK_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="4" w:color="7A4B00"/></w:pBdr>'
_MUTED = '<w:color w:val="56585C"/>'


def _run(text: str, look: str = _MUTED) -> str:
    return f'<w:r><w:rPr>{look}<w:sz w:val="18"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""


def _field(code: str) -> str:
    kinds = ("begin", "separate", "end")
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in kinds)
    return f'{begin}<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>{middle}{_run("1")}{end}'


def _style(key: str, name: str, paragraph: str, run: str, based: str = "Normal") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
        f'<w:next w:val="BodyText"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )


def _heading(level: int, size: int, before: int, colour: str, extra: str = "") -> str:
    paragraph = (
        f'<w:keepNext/><w:keepLines/>{extra}<w:spacing w:before="{before}" w:after="120"/>'
        f'<w:outlineLvl w:val="{level - 1}"/>'
    )
    return _style(f"Heading{level}", f"heading {level}", paragraph, f"<w:b/>{_look(size, colour)}")


def _look(size: int, colour: str = "191A1C") -> str:
    return f'<w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


_BORDER = '<w:top w:val="single" w:sz="18" w:space="8" w:color="191A1C"/>'
_LINE = 'w:val="single" w:sz="4" w:space="0" w:color="D8D8D2"'
STYLES = {
    "Normal": '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
    '<w:pPr><w:spacing w:after="140" w:line="290" w:lineRule="auto"/></w:pPr>'
    '<w:rPr><w:sz w:val="22"/></w:rPr></w:style>',
    "Title": _style("Title", "Title", '<w:spacing w:before="600" w:after="240"/>', f"<w:b/>{_look(60)}"),
    "Subtitle": _style("Subtitle", "Subtitle", '<w:spacing w:after="120"/>', _look(26, "56585C")),
    "Author": _style("Author", "Author", '<w:spacing w:after="120"/>', _look(24)),
    "Date": _style("Date", "Date", '<w:spacing w:after="480"/>', _look(22)),
    "Heading1": _heading(1, 40, 0, "191A1C", f"<w:pageBreakBefore/><w:pBdr>{_BORDER}</w:pBdr>"),
    "Heading2": _heading(2, 30, 360, "3F4B5F"),
    "Heading3": _heading(3, 25, 320, "191A1C"),
    "Heading4": _heading(4, 21, 240, "56585C"),
    "BlockText": _style(
        "BlockText",
        "Block Text",
        '<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="D8D8D2"/></w:pBdr>'
        '<w:spacing w:before="120" w:after="60"/><w:ind w:left="284"/>',
        "",
        "BodyText",
    ),
    "Table": '<w:style w:type="table" w:default="1" w:styleId="Table"><w:name w:val="Table"/>'
    f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders><w:bottom {_LINE}/><w:insideH {_LINE}/></w:tblBorders>'
    '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="140" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" '
    'w:color="191A1C"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>',
}
_SMALL = _look(18, "56585C")
# Styles that the HTML names with data-custom-style.
OWN_STYLES = "".join(
    (
        _style(
            "ReportSource",
            "ReportSource",
            '<w:spacing w:before="0" w:after="60"/><w:ind w:left="284"/>',
            _look(18, "56585C"),
        ),
        _style("ReportNote", "ReportNote", "", _SMALL),
        _style("ReportStatement", "ReportStatement", '<w:ind w:left="454" w:hanging="454"/>', ""),
        _style(
            "ReportDisagreement",
            "ReportDisagreement",
            '<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="3F4B5F"/></w:pBdr>'
            '<w:shd w:val="clear" w:color="auto" w:fill="F4F4F0"/><w:ind w:left="454" w:hanging="454"/>',
            "",
        ),
        _style(
            "ReportMinority",
            "ReportMinority",
            '<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="3F4B5F"/></w:pBdr>'
            '<w:ind w:left="454" w:hanging="454"/>',
            "",
        ),
    )
)
