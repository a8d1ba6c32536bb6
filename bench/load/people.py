"""Who comes on a television evening, as locust users. Each act is what a browser would send for it."""

import random
import re
from itertools import count
from uuid import uuid4

import gevent
from locust import FastHttpUser, between, task

from bench.driving import VOCABULARY
from bench.load.browser import Browser, Page

CONTRIBUTION = re.compile(r"^/[^/]+/contributions/\d+/$")
FURTHER = re.compile(r"^/[^/]+/questions/\d+/\?(.*&)?apres=")
VERDICT = re.compile(r'action="(/[^"]+/moderation/\d+/[^"]*)"')
SORTS = ("recent", "argued", "agreed", "divided", "least_seen")
SEARCHED = (
    "fibre",
    "gare",
    "télétravail",
    "loyer bail",
    "café",
    "maire commune",
    "train",
    "salle de réunion",
    "emploi",
)
STANCES = ("for", "against", "nuance", "example", "question")
REACTIONS = ("agree", "disagree", "unclear", "more_info")
TOKEN = "a" * 32

_numbers = count(1)


def words(number: int) -> str:
    """A text of so many words that is like no other."""
    return " ".join(random.choices(VOCABULARY, k=number)).capitalize() + "."


class Person(FastHttpUser):
    """Somebody with a browser and an address of his own. `environment.scene` says where everything is."""

    abstract = True
    wait_time = between(10, 30)

    def on_start(self) -> None:
        self.scene = self.environment.scene
        self.come(self.cookie())

    def come(self, cookie: str = "") -> None:
        """From an address that nobody came from before."""
        number = next(_numbers)
        address = f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"
        self.client.cookiejar.clear()
        self.browser = Browser(self.client, address, cookie)
        self.page = Page(0)

    def cookie(self) -> str:
        return ""

    def go(self, kind: str, path: str) -> Page:
        """Open a page, and stand on it."""
        page = self.browser.open(f"{kind}{', signed in' if self.browser.cookie else ''}", path)
        self.page = page if page.status in (200, 304) else self.page
        return page

    def think(self, least: float, most: float) -> None:
        gevent.sleep(random.uniform(least, most))


class Reader(Person):
    """Goes from page to page; most of what he opens is a list of contributions or one of them."""

    @task(30)
    def read_list(self) -> None:
        self.go("a question", random.choice(self.scene["questions"]))

    @task(42)
    def read_text(self) -> None:
        self.read_one()

    def read_one(self) -> None:
        """One of those that the page before shows; a question first, where it shows none."""
        shown = [link for link in self.page.links if CONTRIBUTION.match(link)]
        if not shown:
            self.read_list()
        else:
            self.go("a contribution", random.choice(shown))

    @task(7)
    def read_on(self) -> None:
        """The same list in another order, or its next page."""
        sorted_one = f"{random.choice(self.scene['questions'])}?tri={random.choice(SORTS)}"
        following = [link for link in self.page.links if FURTHER.match(link)]
        self.go("a question, sorted or further", random.choice([sorted_one, *following]))

    @task(7)
    def home(self) -> None:
        self.go("the consultation", random.choice(["/", self.scene["home"], self.scene["home"]]))

    @task(5)
    def theme(self) -> None:
        self.go("a theme", random.choice(self.scene["themes"]))

    @task(5)
    def search(self) -> None:
        self.go("search", f"{self.scene['home']}recherche/?q={random.choice(SEARCHED).replace(' ', '+')}")

    @task(4)
    def read_synthesis(self) -> None:
        self.go("the synthesis", self.scene["synthesis"])


class Writer(Reader):
    """Signed in, known to the moderators; reads, reacts, argues, posts. Some three texts in ten minutes."""

    wait_time = between(10, 30)

    def cookie(self) -> str:
        return f"sessionid={self.scene['writers'].pop()}; csrftoken={TOKEN}"

    @task(14)
    def react(self) -> None:
        text = self._text()
        self.browser.send("react", f"{text}reaction/", kind=random.choice(REACTIONS))

    @task(16)
    def argue(self) -> None:
        text = self._text()
        said = {"stance": random.choice(STANCES), "body": words(25), "key": uuid4().hex}
        self.think(10, 30)
        self.browser.send("keep a draft", f"{text}brouillon/", **said)
        self.think(5, 10)
        self._sent(self.browser.send("argue", f"{text}arguments/", **said))

    @task(6)
    def post(self) -> None:
        question = random.choice(self.scene["questions"])
        self.go("the form of a contribution", f"{question}contribuer/")
        said = {"title": words(8), "body": words(60), "nature": "finding", "key": uuid4().hex}
        for part in (20, 60):
            self.think(10, 20)
            typed = said | {"body": " ".join(said["body"].split()[:part])}
            self.browser.send("preview", f"{question}apercu/", **typed)
            self.browser.send("texts alike, while writing", f"{question}semblables/", **typed)
            self.browser.send("keep a draft", f"{question}brouillon/", **typed)
        self._sent(self.browser.send("post", f"{question}contribuer/", **said))

    def _text(self) -> str:
        """A contribution that he has read."""
        if not CONTRIBUTION.match(getattr(self, "reading", "")) or random.random() < 0.7:
            self.read_list()
            shown = [link for link in self.page.links if CONTRIBUTION.match(link)] or self.scene["texts"]
            self.think(5, 15)
            self.reading = random.choice(shown)
            self.go("a contribution", self.reading)
            self.think(5, 15)
        return self.reading

    def _sent(self, page: Page) -> None:
        """Where it leads: the text on its page."""
        if page.location:
            self.go("a contribution", page.location.partition("#")[0])


class Newcomer(Person):
    """Signs up with the code of a mail; then somebody else comes."""

    wait_time = between(5, 15)

    @task
    def sign_up(self) -> None:
        self.come()
        self.go("the form to sign up", "/comptes/signup/")
        self.think(20, 40)
        address = f"arrivee-{uuid4().hex}@exemple.invalid"
        said = {"email": address, "password1": uuid4().hex, "name": f"Arrivée {uuid4().hex[:12]}"}
        page = self.browser.send("sign up", "/comptes/signup/", **said)
        if page.status != 302:
            return
        self.go("where the code is asked for", page.location)
        code = self.environment.post_office.code_for(address)
        self.think(5, 10)
        if self.browser.send("confirm by the code", page.location, code=code).status == 302:
            self._first_text()

    def _first_text(self) -> None:
        """Which waits for a moderator where a newcomer's does."""
        text = random.choice(self.scene["texts"])
        self.browser.open("a contribution, signed in", text)
        self.think(15, 30)
        said = {"stance": random.choice(STANCES), "body": words(25), "key": uuid4().hex}
        self.browser.send("argue", f"{text}arguments/", **said)


class Moderator(Person):
    """Decides what waits, text by text."""

    fixed_count = 1
    wait_time = between(4, 8)

    def cookie(self) -> str:
        return f"sessionid={self.scene['moderator']}; csrftoken={TOKEN}"

    @task
    def decide(self) -> None:
        page = self.browser.open("the moderation desk", f"{self.scene['home']}moderation/")
        act, seen = VERDICT.search(page.text), page.hidden("seen")
        verdict = next((v for v in ("publish", "keep") if f'name="verdict" value="{v}"' in page.text), "")
        if act and verdict:
            self.think(3, 6)
            self.browser.send("decide", act[1].replace("&amp;", "&"), verdict=verdict, seen=seen, note="")


class Editor(Person):
    """Asks for a roll-up, and for the next when it is done: one is running all the time."""

    fixed_count = 1
    wait_time = between(5, 10)

    def cookie(self) -> str:
        return f"sessionid={self.scene['editor']}; csrftoken={TOKEN}"

    @task
    def roll_up(self) -> None:
        asked = self.browser.send("ask for a roll-up", f"{self.scene['home']}consolidations/")
        while asked.location:
            self.think(5, 10)
            page = self.browser.open("a roll-up under way", asked.location)
            if page.status != 200 or 'hx-trigger="every' not in page.text:
                break
