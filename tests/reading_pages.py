"""What a person meets of a page: its words and the attributes that are read out, with their language."""

from html.parser import HTMLParser

SPOKEN = frozenset(["title", "aria-label", "placeholder", "alt", "data-copied", "data-failed", "data-close"])
SPOKEN |= frozenset(["data-left", "data-over"])
SILENT = frozenset(["script", "style", "code"])
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "rect"]
)


class Words(HTMLParser):
    """The words of a page outside the elements in `but`, another language; `languages` are those it declares."""

    def __init__(self, html: str, *, but: str = ""):
        super().__init__()
        self.but, self.parts, self.languages = but, [], []
        self.open: list[tuple[str, bool]] = []  # element, whether it is passed over
        self.feed(html)

    def __str__(self) -> str:
        return "\n".join(part for part in self.parts if part.strip())

    @property
    def _is_over(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.languages += [given["lang"]] if "lang" in given else []
        over = self._is_over or tag in SILENT or (bool(self.but) and given.get("lang") == self.but)
        if not over:
            self._read(tag, given)
        if tag not in VOID:
            self.open.append((tag, over))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def _read(self, tag: str, given: dict) -> None:
        self.parts += [given[name] or "" for name in sorted(SPOKEN & set(given))]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.parts.append(given.get("value") or "")

    def handle_endtag(self, tag):
        if tag in (name for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if not self._is_over:
            self.parts.append(data)
