"""From the texts of the content to the rows that the acts of the debate would have written for them, with their dates.

The consultation is moderated before publication: every text is posted, then decided on. Each text draws from a
generator of its own, seeded by its key, so that adding a text changes nothing in the others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from random import Random

from django.db.models import Model

from consultation import text
from consultation.models import AuditEntry, Consultation, User
from debates import indexing
from debates.actions import COVERING
from debates.actions.states import standing
from debates.models import (
    Appeal,
    Contribution,
    Decision,
    Hold,
    Nature,
    Question,
    Reaction,
    Report,
    State,
    Suspension,
    Version,
)
from demo import judged
from demo.clock import between, later, moment, of_day
from demo.content import Said
from demo.rows import copy, identifiers

DRAWN = ((0, 2), (2, 5), (4, 10), (8, 18), (14, 30), (24, 48))  # reactions to draw, from and to, by attention
READER_DOUBTS = 0.12  # share of the reactions that neither agree nor disagree


@dataclass
class Text:
    """A contribution or argument with its rows; nothing in `rows` is later than `settled`."""

    said: Said
    contribution: Contribution
    online: datetime  # when it was decided on: answers and reactions come after
    settled: datetime
    rows: list[Model] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)


class Writer:
    """Makes the rows of threads in one consultation."""

    def __init__(
        self,
        consultation: Consultation,
        people: dict[str, User],
        moderator: User,
        seed: int,
        colleague: User | None = None,
    ):
        self.consultation, self.people, self.moderator, self.seed = consultation, people, moderator, seed
        self.colleague = colleague or moderator  # who answers the appeals against what the moderator decided
        self.readers = sorted(people.values(), key=lambda person: person.name)
        rows = Question.objects.filter(theme__consultation=consultation).select_related("theme__consultation")
        self.questions = {question.slug: question for question in rows}
        self.natures = {nature.key: nature for nature in Nature.objects.filter(consultation=consultation)}
        self._identifiers: dict[type[Model], Iterator[int]] = {}

    def identifier(self, model: type[Model]) -> int:
        """One of the model's own, for a row that others name before it is written."""
        return next(self._identifiers.setdefault(model, identifiers(model)))

    def thread(self, root: Said) -> list[Text]:
        """The texts of one thread, parents before their answers."""
        return list(self._texts(root, None, root))

    def _texts(self, said: Said, parent: Text | None, root: Said) -> Iterator[Text]:
        rng = Random(f"{self.seed}:{said.key}")  # noqa: S311 (a draw that must be the same each time)
        made = self._text(said, parent, rng)
        self.react(made, root, rng)
        yield made
        for reply in said.replies:
            yield from self._texts(reply, made, root)

    def _text(self, said: Said, parent: Text | None, rng: Random) -> Text:
        created = of_day(said.day, rng)
        if parent:
            created = max(created, later(parent.online, rng, (3, 25)))
        made = Text(said, self._contribution(said, parent, created), created, created)
        first = self._version(made, 1, said.body, created)
        self.record(made, "posted", created, state=State.PENDING.value)
        made.contribution.awaiting = first
        made.contribution.waiting_since = made.contribution.queued_at = created
        if said.state != State.PENDING:
            self._decided(made, first, rng)
        return made

    def _contribution(self, said: Said, parent: Text | None, created: datetime) -> Contribution:
        author = self.people[said.author]
        above = parent.contribution if parent else None
        root = (above.root or above) if above else None
        return Contribution(
            pk=self.identifier(Contribution),
            question=above.question if above else self.questions[said.question],
            root=root,
            parent=above,
            depth=above.depth + 1 if above else 0,
            nature=None if above else self.natures[said.nature],
            stance=said.stance,
            state=State.PENDING.value,
            covered=bool(root) and root.state in COVERING,
            author=author,
            stakeholder=author.stakeholder,
            commune_id=author.commune_id,
            shows_stakeholder=author.shows_stakeholder,
            shows_commune=author.shows_commune,
            judged_before=self.consultation.moderation == Consultation.Moderation.BEFORE,
            key=said.key,
            created_at=created,
        )

    def _version(self, made: Text, number: int, body: str, created: datetime) -> Version:
        title = text.clean_line(made.said.title)
        rendered = text.render(text.clean_body(body), title)
        version = Version(
            pk=self.identifier(Version),
            contribution=made.contribution,
            number=number,
            title=title,
            by=made.contribution.author,
            body=rendered.body,
            html=rendered.html,
            text=rendered.text,
            sha256=rendered.sha256,
            created_at=created,
        )
        made.rows.append(version)
        return version

    def _decided(self, made: Text, first: Version, rng: Random) -> None:
        """What moderators, readers, then the author did after the text was posted."""
        said = made.said
        if said.was_online:
            made.online = later(made.settled, rng, (3, 25))
            self._publish(made, first, made.online)
        if said.edited:
            self._edited(made, said.edited, later(made.settled, rng, (5 * 60, 30 * 60)))
            self._publish(made, made.contribution.awaiting, later(made.settled, rng, (10, 90)))
        judged.judge(self, made, rng)
        if said.state == State.WITHDRAWN:
            made.settled = later(made.settled, rng, (6 * 60, 40 * 60))
            stand(made.contribution, State.WITHDRAWN)
            judged.close(made, Report.Outcome.MOOT)
            self.record(made, "withdrawn", made.settled)

    def _publish(self, made: Text, version: Version, at: datetime) -> None:
        before, version.published_at = standing(made.contribution), at
        made.contribution.live = version
        stand(made.contribution, State.PUBLISHED)
        self.decide(made, version, Decision.Verdict.PUBLISH, at, before=before)

    def _edited(self, made: Text, body: str, at: datetime) -> None:
        number = made.contribution.live.number + 1
        made.contribution.awaiting, made.settled = self._version(made, number, body, at), at
        made.contribution.waiting_since = at
        self.record(made, "edited", at, version=number)

    def decide(
        self, made: Text, version: Version, verdict: str, at: datetime, *, before: dict, by: User | None = None,
        reason: str = "", note: str = "", **how,
    ) -> Decision:  # fmt: skip
        """What `debates.actions.deciding.decide` writes, of a text that stood as `before` and stands as it does."""
        contribution, by, made.settled = made.contribution, by or self.moderator, at
        row = Decision(pk=self.identifier(Decision), contribution=contribution, version=version, verdict=verdict.value)
        row.reason, row.note, row.by, row.at, row.waiting_since = reason, note, by, at, before["waiting_since"]
        row.details = {"before": before, "left": standing(contribution), "holds": [], **how}
        made.rows.append(row)
        self.record(made, verdict.value, at, by=by, version=version.number, reason=reason, decision=row.pk)
        return row

    def record(self, made: Text, act: str, at: datetime, by: User | None = None, **details) -> None:
        """An entry of the record, of an act on this text."""
        target = f"debates.contribution:{made.contribution.pk}"
        action = act if "." in act else f"contribution.{act}"
        by, place = by or made.contribution.author, self.consultation
        entry = AuditEntry(at=at, consultation=place, action=action, target=target, by=by)
        entry.details = details
        made.rows.append(entry)

    def react(self, made: Text, root: Said, rng: Random) -> None:
        """Draw who reacted and how, from the `leaning` and `attention` of the text."""
        if not made.contribution.is_public:
            return
        number = rng.randint(*DRAWN[_attention(made.said, root)])
        drawn = rng.sample(self.readers, min(number + 1, len(self.readers)))
        others = [person for person in drawn if person.pk != made.contribution.author_id]
        for person in others[:number]:
            at = between(made.online, max(moment(0), made.online), rng, early=2.5)
            kind = _kind(_leaning(made.said, root), rng)
            made.reactions.append(Reaction(contribution=made.contribution, by=person, kind=kind, at=at))


def stand(contribution: Contribution, state: str) -> None:
    """Give a text a state; nothing of it waits any more."""
    contribution.state, contribution.awaiting = State(state).value, None
    contribution.waiting_since = contribution.queued_at = None


def _attention(said: Said, root: Said) -> int:
    """An argument is noticed as a share of the readers of its thread."""
    return root.attention // 2 if said.stance else said.attention


def _leaning(said: Said, root: Said) -> float:
    """Who agrees with a text agrees with what speaks for it."""
    return {"": said.leaning, "for": root.leaning, "against": 1 - root.leaning}.get(said.stance, 0.75)


def _kind(leaning: float, rng: Random) -> str:
    if rng.random() < READER_DOUBTS:
        return rng.choice([Reaction.Kind.UNCLEAR.value, Reaction.Kind.MORE_INFO.value])
    return Reaction.Kind.AGREE.value if rng.random() < leaning else Reaction.Kind.DISAGREE.value


def write(texts: Iterable[Text]) -> None:
    """Write the rows of texts, without their reactions. The counters are set afterwards (`demo.rows.recount`)."""
    texts = list(texts)
    rows = list(chain.from_iterable(made.rows for made in texts))
    copy([made.contribution for made in texts])
    for model in (Version, Decision, Hold, Report, Appeal, Suspension, AuditEntry):
        copy([row for row in rows if isinstance(row, model)])
    indexing.index(made.contribution.pk for made in texts)


def write_reactions(texts: Iterable[Text], start: datetime | None, end: datetime) -> None:
    """Write the reactions of these texts given from `start` (from the beginning where None) until `end`."""
    given = chain.from_iterable(made.reactions for made in texts)
    copy([reaction for reaction in given if (start is None or reaction.at >= start) and reaction.at < end])
