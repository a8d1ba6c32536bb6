"""Sanitised HTML as a tree of plain data, for exporters that do not speak HTML."""

from html.parser import HTMLParser
from typing import Any

_VOID = ("br", "hr")


def nodes(html: str) -> list[Any]:
    """Strings and {"tag", "href", "nodes"}, in order. White space between the items of a list is left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.stack[0]["nodes"]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[dict[str, Any]] = [{"tag": "", "href": "", "nodes": []}]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") or ""
        node = {"tag": tag, "href": href if href.startswith(("http://", "https://", "mailto:")) else "", "nodes": []}
        self.stack[-1]["nodes"].append(node)
        if tag not in _VOID:
            self.stack.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in [node["tag"] for node in self.stack[1:]]:
            while self.stack.pop()["tag"] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.isspace() and self.stack[-1]["tag"] in ("", "ul", "ol", "blockquote"):
            return
        if self.stack[-1]["tag"] not in ("ul", "ol"):
            self.stack[-1]["nodes"].append(data if self.stack[-1]["tag"] == "pre" else data.replace("\n", " "))
