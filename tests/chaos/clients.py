"""Twenty people who write without pause: what is not acknowledged is sent again, the same, until it is."""

import http.client
import json
import random
import re
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.chaos.ledger import Accepted, Ledger
from tests.chaos.people import Account, Scene

TOKEN = "a" * 32  # of the forms: what a browser sends back of its cookie
TIMEOUT = 20  # seconds for an answer
LAST_WORDS = 90  # seconds to have the act in hand acknowledged once all is over
KINDS = ("agree", "disagree", "unclear", "more_info")
FORMATS = ("csv", "json", "tables-csv")


@dataclass(frozen=True)
class Answer:
    status: int  # 0: none came
    location: str = ""
    words: str = ""


@dataclass(frozen=True)
class Request:
    """What is sent, and sent again: always the same bytes."""

    method: str
    path: str
    body: str
    headers: Mapping[str, str]


def form(account: Account, path: str, **fields: str) -> Request:
    """As a browser sends a form."""
    cookie = f"sessionid={account.cookie}; csrftoken={TOKEN}"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    return Request("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN, **fields}), headers)


def program(account: Account, method: str, path: str, key: str = "", **fields: str) -> Request:
    """As a program uses the API."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {account.key}"}
    if key:
        headers["Idempotency-Key"] = key
    return Request(method, f"/api/v1/{path}", json.dumps(fields), headers)


class Client(threading.Thread):
    """One of those who write, with accounts of its own; `over` says when to begin nothing more."""

    def __init__(self, number: int, port: int, scene: Scene, accounts: list[Account], ledger: Ledger, seed: int):
        super().__init__(name=f"client-{number}", daemon=True)
        self.number, self.port, self.scene, self.accounts, self.ledger = number, port, scene, accounts, ledger
        self.chance = random.Random(seed * 1000 + number)
        self.over = threading.Event()
        self.acts = 0
        self.own: list[tuple[Account, int]] = []  # texts posted by the API, which may be changed

    def run(self) -> None:
        while not self.over.is_set():
            self.acts += 1
            self.one_act()

    def one_act(self) -> None:
        account, mark = self.chance.choice(self.accounts), f"marque{self.number:03d}x{self.acts:05d}x"
        acts, weights = (
            (self.post, self.post_by_api, self.argue, self.argue_by_api, self.react, self.edit),
            (2, 2, 5, 5, 5, 2),
        )
        self.chance.choices(acts, weights)[0](account, mark)

    # --- Acts

    def post(self, account: Account, mark: str) -> None:
        path = f"/{self.scene.slug}/questions/{self.scene.question}/contribuer/"
        sent = form(account, path, nature="barrier", title=f"Titre {mark}", body=f"Un texte {mark}.", key=mark)
        self._once("contribution", sent, Accepted("contribution", account.pk, mark))

    def post_by_api(self, account: Account, mark: str) -> None:
        path, said = f"questions/{self.scene.question}/contributions/", {"nature": "barrier", "title": f"Titre {mark}"}
        sent = program(account, "POST", path, key=mark, body=f"Un texte {mark}.", **said)
        answer = self._once("contribution", sent, Accepted("contribution", account.pk, mark))
        if answer and len(self.own) < 200:
            self.own.append((account, json.loads(answer.words)["id"]))

    def argue(self, account: Account, mark: str) -> None:
        path = f"/{self.scene.slug}/contributions/{self._text()}/arguments/"
        sent = form(account, path, stance="for", body=f"Oui {mark}.", key=mark)
        self._once("argument", sent, Accepted("argument", account.pk, mark))

    def argue_by_api(self, account: Account, mark: str) -> None:
        sent = program(
            account, "POST", f"texts/{self._text()}/arguments/", key=mark, stance="against", body=f"Non {mark}."
        )
        self._once("argument", sent, Accepted("argument", account.pk, mark))

    def react(self, account: Account, mark: str) -> None:
        text, kind = self._text(), self.chance.choice(KINDS)
        if self.chance.random() < 0.5:
            sent = program(account, "PUT", f"texts/{text}/reaction/", kind=kind)
        else:
            sent = form(account, f"/{self.scene.slug}/contributions/{text}/reaction/", kind=kind)
        self._once("reaction", sent, Accepted("reaction", account.pk, mark, target=text, value=kind), twice=False)

    def edit(self, account: Account, mark: str) -> None:
        if not self.own:
            return self.post_by_api(account, mark)
        account, text = self.chance.choice(self.own)
        sent = program(account, "PUT", f"texts/{text}/", title=f"Titre {mark}", body=f"Changé {mark}.")
        self._once("edit", sent, Accepted("edit", account.pk, mark, target=text), twice=False)
        return None

    def _text(self) -> int:
        return self.chance.choice(self.scene.texts)

    # --- Sending

    def _once(self, kind: str, sent: Request, act: Accepted, twice: bool = True) -> Answer | None:
        """Send it until it is acknowledged, sometimes twice at once or without waiting for the answer.

        None when it was refused, or when all was over before.
        """
        self.ledger.try_out(act)
        whim = self.chance.random()
        if whim < 0.08:
            hang_up(self.port, sent)
        elif whim < 0.14 and twice:
            other = threading.Thread(target=self._ask, args=(kind, sent), daemon=True)
            other.start()
        return self._until_acknowledged(kind, sent, act)

    def _until_acknowledged(self, kind: str, sent: Request, act: Accepted) -> Answer | None:
        limit = None
        while limit is None or time.monotonic() < limit:
            if limit is None and self.over.is_set():
                limit = time.monotonic() + LAST_WORDS
            answer = self._ask(kind, sent)
            if answer.status in (200, 201) or "/contributions/" in answer.location:
                self.ledger.accept(act)
                return answer
            if answer.status == 302:
                self.ledger.answered(kind, 400, f"led to {answer.location}")
                return None
            if 400 <= answer.status < 500 and answer.status != 429:
                return None
            time.sleep(self.chance.uniform(0.1, 0.5))
        return None

    def _ask(self, kind: str, sent: Request) -> Answer:
        answer = ask(self.port, sent)
        self.ledger.answered(kind, answer.status, answer.words)
        return answer


class Editor(Client):
    """Asks for files and publishes one version after the other."""

    def __init__(self, port: int, scene: Scene, ledger: Ledger, seed: int):
        super().__init__(999, port, scene, [scene.editor], ledger, seed)
        self.draft, self.published = scene.synthesis, 0

    def one_act(self) -> None:
        self.publish()
        for _each in range(4):
            if self.published and not self.over.is_set():
                self.ask_for_a_file()
                time.sleep(1)
        if not self.over.is_set():
            self.open_the_next()

    def publish(self) -> None:
        """With the check-list read just before: its numbers are confirmed as they are."""
        act = Accepted("publication", self.scene.editor.pk, f"version {self.draft}", target=self.draft)
        while True:
            page = self._page(f"/{self.scene.slug}/redaction/verifier/")
            known = re.findall(r'name="knowing" value="([^"]+)"', page.words)
            sent = form(self.scene.editor, f"/{self.scene.slug}/redaction/publier/")
            answer = self._ask("publication", Request(sent.method, sent.path, _with(sent.body, known), sent.headers))
            if f"/synthese/{self.draft}/" in answer.location or answer.status == 404:  # it was the open draft, once
                self.ledger.accept(act)
                self.published = self.draft
                return
            if self.over.is_set():
                return
            time.sleep(0.5)

    def open_the_next(self) -> None:
        path, version = f"/{self.scene.slug}/redaction/ouvrir/", str(self.published)
        sent = form(self.scene.editor, path, kind="interim", version=version)
        while self._ask("draft", sent).status != 302:
            if self.over.is_set():
                return
            time.sleep(0.5)
        self.draft = self.published + 1

    def ask_for_a_file(self) -> None:
        path = f"/{self.scene.slug}/synthese/{self.published}/exports/"
        sent = form(self.scene.editor, path, format=self.chance.choice(FORMATS))
        answer = self._ask("export", sent)
        found = re.search(r"/exports/(\d+)/", answer.location)
        if found:
            self.ledger.accept(Accepted("export", self.scene.editor.pk, found[1], target=int(found[1])))

    def _page(self, path: str) -> Answer:
        cookie = {"Cookie": f"sessionid={self.scene.editor.cookie}"}
        return ask(self.port, Request("GET", path, "", cookie))


def _with(body: str, known: list[str]) -> str:
    return "&".join([body, *(urlencode({"knowing": each}) for each in known)])


# --- On the wire


def ask(port: int, sent: Request) -> Answer:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        link.request(sent.method, sent.path, sent.body, dict(sent.headers))
        answer = link.getresponse()
        return Answer(answer.status, answer.headers.get("Location", ""), answer.read().decode("utf-8", "replace"))
    except (OSError, http.client.HTTPException):
        return Answer(0)
    finally:
        link.close()


def hang_up(port: int, sent: Request) -> None:
    """Send it whole, and be gone before the answer."""
    body = sent.body.encode()
    headers = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **sent.headers}
    head = "\r\n".join(
        [f"{sent.method} {sent.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    )
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as link:
            link.sendall(head.encode() + b"\r\n\r\n" + body)
    except OSError:
        return
