"""What `bench.reading` reads: a database of its own with so many contributions, a thread of 100 arguments, a reader."""

import json
from itertools import cycle

from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from bench.tables import TABLES
from consultation import text
from consultation.models import User
from debates import counters, fragments
from debates.models import Contribution, Question, Stance, State, Version
from debates.thread import thread
from demo.people import DEMO_DOMAIN

THREAD = "bench-thread"
READER = f"lectrice@{DEMO_DOMAIN}"
WRITERS = 40  # so that none writes faster than a person does: beyond five texts in ten minutes, a text waits
WORDS = (
    "Chez nous la mairie prête la salle deux jours par semaine et la fibre vient d’arriver.",
    "Le loyer reste le premier obstacle : sans appui de départ, personne ne tient la première année.",
    "C’est vrai en ville, moins à la campagne, où l’on vient d’abord pour ne plus être seul.",
    "Un gestionnaire à mi-temps suffit, à condition que la commune garde l’entretien des murs.",
)


@transaction.atomic
def lay(question: Question, size: int = 100) -> Contribution:
    """A contribution with so many direct arguments, two thirds for or against; the one that is there is given back."""
    there = Contribution.objects.filter(key=THREAD, root=None).first()
    if there:
        return there
    people = list(User.objects.exclude(commune=None).order_by("pk")[:50])
    nature = question.consultation.natures.get(key="finding")  # one that is nowhere: a place would be a query more
    root = _text(question, people[0], 0, nature=nature, key=THREAD)
    authors, stances = cycle(people), cycle(Stance.values[:3])
    for number in range(1, size + 1):
        answer = {"root": root, "parent": root, "depth": 1, "stance": next(stances), "key": f"{THREAD}-{number}"}
        _text(question, next(authors), number, **answer)
    counters.recount_thread(root.pk)
    return Contribution.objects.get(pk=root.pk)


def _text(question: Question, author: User, number: int, **columns) -> Contribution:
    columns |= {"stakeholder": author.stakeholder, "commune": author.commune, "channel": "synthetic"}
    row = Contribution.objects.create(question=question, author=author, **columns)
    body = " ".join(WORDS[(number + step) % len(WORDS)] for step in range(1 + number % 3)) + f" ({number})"
    title = "" if row.is_argument else "Un lieu de travail partagé dans chaque bourg (texte d’essai)"
    made = text.render(body, title)
    row.live = Version.objects.create(
        contribution=row,
        number=1,
        title=title,
        by=author,
        body=body,
        html=made.html,
        text=made.text,
        sha256=made.sha256,
        published_at=timezone.now(),
    )
    row.state = State.PUBLISHED
    row.save(update_fields=["live", "state"])
    return row


def lay_fragments(root: Contribution) -> int:
    """The fragments of the bare view: the arguments of the thread as its page writes them. Their number."""
    with translation.override("fr"):
        laid = thread(root, AnonymousUser())
        sides = (laid.pros, laid.cons, laid.others)
        writer = fragments.Writer(
            root.consultation, root.get_absolute_url(), laid.words, may_argue=True, may_change=True
        )
        written = [writer._argument(node, False) for side in sides for node in side.nodes]
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        cursor.execute("DELETE FROM bench_fragment")
        cursor.executemany("INSERT INTO bench_fragment VALUES (1, %s, %s)", list(enumerate(written)))
    return len(written)


def main(contributions: int) -> None:
    """Fill the database of the environment; print where everything is, as JSON, on the last line."""
    call_command("migrate", verbosity=0)
    call_command("setup", demonstration=True)
    there = Contribution.objects.contributions().filter(channel="synthetic").exclude(key=THREAD).count()
    if there < contributions:
        call_command("demo", scale=contributions - there)
    print(json.dumps(_places()))


def _places() -> dict:
    question = Question.objects.order_by("-contributions_count").first()
    root = lay(question)
    lay_fragments(root)
    answered = Contribution.objects.contributions().published().filter(question=question).exclude(pk=root.pk).first()
    reply = reverse("reply", args=[root.consultation.slug, answered.pk])  # the thread that is read stays as it is
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "contributions": Contribution.objects.contributions().count(),
        "arguments": Contribution.objects.arguments().count(),
        "question": question.get_absolute_url(),
        "thread": root.get_absolute_url(),
        "argue": reverse("argue", args=[root.consultation.slug, answered.pk]),
        "session": f"sessionid={_signed_in(READER).cookies['sessionid'].value}",
        "writers": [_writer(f"auteur-{number}@{DEMO_DOMAIN}", reply) for number in range(WRITERS)],
    }


def _writer(email: str, reply: str) -> dict[str, str]:
    client = _signed_in(email)
    client.get(reply)
    token = client.cookies["csrftoken"].value
    return {"cookie": f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}", "token": token}


def _signed_in(email: str) -> Client:
    person, _ = User.objects.get_or_create(email=email, defaults={"name": "Une lectrice", "password": "!"})
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(person)
    return client
