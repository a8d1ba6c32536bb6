"""Synthetic contributions for load: sentences of the demonstration recombined, marked as such, written in batches.

They are the rows of a real debate (versions, decisions, record, reactions), with `channel = "synthetic"` and a title
that says so. Each batch is one transaction with its counters, so that memory stays the same for any number and a
stopped run leaves a sound database. The texts depend on the seed and on their number alone; a second run goes on
where the first stopped. Beyond `copies.MOULDS` contributions the threads are copies of the first ones.
"""

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from random import Random

from django.db import connection, transaction
from django.db.models import F

from consultation.models import Consultation, Stakeholder, User
from consultation.territories.models import Commune
from debates import pulse
from debates.models import Contribution, Nature, Question, Stance, State
from demo import content as contents
from demo import copies
from demo.clock import moment
from demo.content import Said
from demo.debate import Text, Writer, write, write_reactions
from demo.people import accounts

CHANNEL = "synthetic"
BATCH = 500  # contributions of one transaction
TEXTS_A_PERSON = 8
ANSWERS = (0, 0, 1, 1, 2, 2, 3, 4, 8)  # arguments of a contribution, each as likely: 2.3 on the mean
ATTENTION = (0, 0, 0, 0, 1, 1, 1, 2)  # gives about six reactions a thread
MARKDOWN = re.compile(r"[*_`#>\n]|^\s*(-|\d+[.)])")
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-ZÀÂÇÉÈÊÎÔ«])")


@dataclass
class Written:
    """What was added, and in how many seconds."""

    contributions: int = 0
    arguments: int = 0
    reactions: int = 0
    seconds: float = 0


def add(consultation: Consultation, number: int, seed: int, say: Callable[[str], None] = lambda line: None) -> Written:
    """Add so many synthetic contributions with their arguments (2.3 each) and reactions (about 6 each)."""
    start, done = time.monotonic(), Written()
    first = Contribution.objects.of(consultation).contributions().filter(channel=CHANNEL).count() + 1
    written_out = min(number, max(0, copies.MOULDS + 1 - first))
    people = _people(written_out // TEXTS_A_PERSON + 10, seed)
    moderator = accounts(consultation)["moderation"]
    mixer = Mixer(sorted(people), seed)
    writer = Writer(consultation, people, moderator, seed)
    for begin in range(first, first + written_out, BATCH):
        end = min(begin + BATCH, first + written_out)
        _write([writer.thread(mixer.contribution(n)) for n in range(begin, end)], done)
    with copies.index_made_afterwards(number - done.contributions):
        while done.contributions < number:
            _copy(consultation, first + done.contributions, number - done.contributions, done)
            if done.contributions % 20_000 < copies.MOULDS:
                pace = done.contributions / (time.monotonic() - start)
                say(f"{done.contributions} contributions, {pace:.0f} par seconde")
    with connection.cursor() as cursor:  # the planner knows nothing yet of what was copied
        cursor.execute("ANALYZE debates_contribution, debates_version, debates_reaction, consultation_auditentry")
    pulse.take(consultation)
    done.seconds = time.monotonic() - start
    return done


def _copy(consultation: Consultation, number: int, left: int, done: Written) -> None:
    """Copy a batch of threads of those already written, and add it to what is done."""
    contributions, arguments, reactions = copies.add(consultation, number, min(left, copies.MOULDS))
    done.contributions += contributions
    done.arguments += arguments
    done.reactions += reactions


@transaction.atomic
def _write(threads: list[list[Text]], done: Written) -> None:
    """Write one batch with its counters, and add it to what is done."""
    for thread in threads:
        _tally(thread)
    texts = list(chain.from_iterable(threads))
    write(texts)
    write_reactions(texts, None, moment(1))
    for question, number in Counter(thread[0].contribution.question_id for thread in threads).items():
        answers = sum(len(thread) - 1 for thread in threads if thread[0].contribution.question_id == question)
        Question.objects.filter(pk=question).update(
            contributions_count=F("contributions_count") + number, arguments_count=F("arguments_count") + answers
        )
    done.contributions += len(threads)
    done.arguments += len(texts) - len(threads)
    done.reactions += sum(len(made.reactions) for made in texts)


def _tally(thread: list[Text]) -> None:
    """Mark the texts of a thread, all of them public, and set their counters."""
    root, direct = thread[0].contribution, [t.contribution for t in thread if t.contribution.depth == 1]
    root.arguments_count = len(thread) - 1
    root.for_count = sum(answer.stance == Stance.FOR for answer in direct)
    root.against_count = sum(answer.stance == Stance.AGAINST for answer in direct)
    for made in thread:
        made.contribution.channel = CHANNEL
        for kind, number in Counter(reaction.kind for reaction in made.reactions).items():
            setattr(made.contribution, f"{kind}_count", number)


def _people(number: int, seed: int) -> dict[str, User]:
    """So many synthetic people by origin, their names and communes recombined too."""
    rng = Random(f"{seed}:people")  # noqa: S311 (a draw that must be the same each time)
    first, last = zip(*(person["name"].split(" ", 1) for person in contents.read().participants), strict=True)
    codes = list(Commune.objects.order_by("code").values_list("code", flat=True))
    made = [
        User(
            name=f"{rng.choice(first)} {rng.choice(last)}",
            stakeholder=rng.choice(Stakeholder.values),
            commune_id=rng.choice(codes),
            origin=f"demo:synthetic:{place}",
            date_joined=moment(-51),
            password="!",  # noqa: S106 (unusable: they cannot sign in)
        )
        for place in range(number)
    ]
    User.objects.bulk_create(made, ignore_conflicts=True, batch_size=1_000)
    return {person.origin: person for person in User.objects.filter(origin__in=[person.origin for person in made])}


class Mixer:
    """Makes the n-th synthetic contribution from the sentences of its theme."""

    def __init__(self, authors: list[str], seed: int):
        self.authors, self.seed = authors, seed
        self.natures, self.stances = list(Nature.DEFAULTS), Stance.values
        chapters = contents.read().chapters
        questions = {chapter.theme: _questions(chapter.theme) for chapter in chapters}
        self.pools = [_Pool(chapter.contributions, questions[chapter.theme]) for chapter in chapters]

    def contribution(self, n: int) -> Said:
        rng = Random(f"{self.seed}:synthetic:{n}")  # noqa: S311
        pool, key, day = rng.choice(self.pools), f"synthetic-{n}", rng.randint(-50, -1)
        return Said(
            key=key,
            author=rng.choice(self.authors),
            question=rng.choice(pool.questions),
            nature=rng.choice(self.natures),
            title=f"{rng.choice(pool.titles)[:120]} (texte d’essai n°\u00a0{n})",
            body="\n\n".join(" ".join(rng.sample(pool.sentences, rng.randint(2, 4))) for _ in range(rng.randint(1, 3))),
            day=day,
            leaning=rng.choice((0.3, 0.5, 0.7, 0.8, 0.9)),
            attention=rng.choice(ATTENTION),
            replies=self._answers(rng, pool, key, day, rng.choice(ANSWERS)),
        )

    def _answers(self, rng: Random, pool: "_Pool", key: str, day: int, number: int) -> tuple[Said, ...]:
        """So many arguments in all, some of them answering one another."""
        made = []
        while number > 0:
            below = min(number - 1, rng.choice((0, 0, 0, 1, 2)))
            here, then = f"{key}.{len(made) + 1}", rng.randint(day, -1)
            made.append(
                Said(
                    key=here,
                    author=rng.choice(self.authors),
                    stance=rng.choice(self.stances),
                    body=" ".join(rng.sample(pool.answers, rng.randint(1, 3))),
                    day=then,
                    replies=self._answers(rng, pool, here, then, below),
                )
            )
            number -= 1 + below
        return tuple(made)


class _Pool:
    """The words of one theme."""

    def __init__(self, contributions: tuple[Said, ...], questions: list[str]):
        said = [said for root in contributions for said in root.thread() if said.state == State.PUBLISHED]
        self.questions = questions
        self.titles = [text.title for text in said if text.title]
        self.sentences = [sentence for text in said if not text.stance for sentence in _sentences(text.body)]
        self.answers = [sentence for text in said if text.stance for sentence in _sentences(text.body)]


def _questions(theme: str) -> list[str]:
    row = next(row for row in contents.read().consultation["themes"] if row["slug"] == theme)
    return [question["slug"] for question in row["questions"]]


def _sentences(body: str) -> list[str]:
    """The sentences of a text, those with marks of Markdown left aside."""
    paragraphs = [
        paragraph for paragraph in body.split("\n\n") if not re.search(r"[*_`#>\n]|^\s*(-|\d+[.)])", paragraph)
    ]
    return [sentence for paragraph in paragraphs for sentence in SENTENCE.split(paragraph.strip())]
