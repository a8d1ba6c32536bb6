"""What a browser does around a page: cookies, scripts fetched once, pages asked again by their ETag."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from locust.contrib.fasthttp import FastHttpSession, FastResponse

LINK = re.compile(r'<a [^>]*href="([^"#]+)')
STATIC = re.compile(r'(?:src|href)="(/static/[^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
KEPT = 30  # pages whose ETag is remembered


@dataclass(frozen=True)
class Page:
    """What was shown: where one may go from it and, of a page that answered anew, its words."""

    status: int
    links: tuple[str, ...] = ()
    text: str = ""
    location: str = ""

    def hidden(self, name: str) -> str:
        """The value of a hidden field, of the first form that has it; "" for none."""
        return next((value for each, value in HIDDEN.findall(self.text) if each == name), "")


class Browser:
    """One person's; `address` is where the proxy says that the requests come from."""

    def __init__(self, session: FastHttpSession, address: str, cookie: str = ""):
        self.session, self.cookie = session, cookie
        self.headers = {"X-Forwarded-For": address, "X-Forwarded-Proto": "http", "Connection": "close"}
        self.headers |= {"Accept-Encoding": "gzip", "Accept-Language": "fr"}
        self.seen: OrderedDict[str, tuple[str, tuple[str, ...]]] = OrderedDict()  # path -> ETag, links
        self.fetched: set[str] = set()

    def open(self, kind: str, path: str) -> Page:
        """A page, with what it needs to be shown the first time."""
        etag, links = self.seen.get(path, ("", ()))
        answer = self._ask("GET", kind, path, {"If-None-Match": etag} if etag else {})
        if answer.status_code == 304:
            return Page(304, links)
        text = _words(answer)
        links = tuple(link if link[0] == "/" else urljoin(path, unescape(link)) for link in LINK.findall(text))
        page = Page(answer.status_code, links, text)
        self._remember(path, answer, page)
        for each in STATIC.findall(text):
            self._fetch(each)
        return page

    def send(self, act: str, path: str, **fields: str) -> Page:
        """A form; where it leads is for the caller to open. The token is the cookie's, as a page writes it masked."""
        sent = {"csrfmiddlewaretoken": self.token} | fields
        answer = self._ask("POST", act, path, {}, sent)
        where = answer.headers.get("location", "") if answer.headers else ""
        return Page(answer.status_code, text=_words(answer), location=urljoin(path, where) if where else "")

    @property
    def token(self) -> str:
        """That of the forms, as this browser's cookie has it."""
        held = {each.name: each.value for each in self.session.cookiejar}
        given = dict(part.split("=", 1) for part in self.cookie.split("; ") if "=" in part)
        return held.get("csrftoken") or given.get("csrftoken", "")

    def _ask(self, method: str, kind: str, path: str, more: dict, fields: dict | None = None) -> FastResponse:
        headers = self.headers | more | ({"Cookie": self.cookie} if self.cookie else {})
        return self.session.request(method, path, name=kind, headers=headers, data=fields, allow_redirects=False)

    def _remember(self, path: str, answer: FastResponse, page: Page) -> None:
        etag = answer.headers.get("etag", "") if answer.headers else ""
        if etag and page.status == 200:
            self.seen[path] = (etag, page.links)
            self.seen.move_to_end(path)
            while len(self.seen) > KEPT:
                self.seen.popitem(last=False)

    def _fetch(self, path: str) -> None:
        if path not in self.fetched:
            self.fetched.add(path)
            self._ask("GET", "scripts and style sheets", path, {})


def _words(answer: FastResponse) -> str:
    kind = answer.headers.get("content-type", "") if answer.headers else ""
    return answer.text or "" if kind.startswith("text/html") else ""
