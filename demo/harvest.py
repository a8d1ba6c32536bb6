"""What the mission's staff did of the demonstration's debate: the acts of the synthesis, with dates of its own."""

from collections.abc import Iterable
from datetime import datetime
from random import Random

from consultation import audit
from consultation.models import Consultation, User
from debates.models import Contribution, Nature, State, Theme
from demo.clock import between, moment, recorded_as_of
from demo.content import Chapter, Passage
from demo.debate import Text
from demo.rows import date_rows
from synthesis import actions, composing, reading, tasks
from synthesis.document import digest, to_dict
from synthesis.models import Extract, Idea, JobState, Reading, RollUp, Statement, Synthesis

READ_SHARE = 0.6  # of the contributions from which nothing was kept
OUTCOMES = (Reading.Outcome.NOTHING_NEW,) * 8 + (Reading.Outcome.OFF_TOPIC,)


class Staff:
    """The harvest of one consultation: ideas first, then passages and readings, then the documents."""

    def __init__(self, consultation: Consultation, analyst: User, editor: User, seed: int):
        self.consultation, self.analyst, self.editor, self.seed = consultation, analyst, editor, seed
        self.natures = {nature.key: nature for nature in Nature.objects.filter(consultation=consultation)}
        self.themes = {theme.slug: theme for theme in Theme.objects.filter(consultation=consultation)}
        self.ideas: dict[tuple[str, str], Idea] = {}  # by theme and key
        self.extracts: dict[str, Extract] = {}  # "ter-001#1"

    def plant(self, chapters: Iterable[Chapter], at: datetime) -> None:
        """The trees of ideas."""
        with recorded_as_of(at, self.consultation):
            for chapter in chapters:
                self._branch(chapter.theme, chapter.ideas, None)

    def _branch(self, theme: str, rows: list[dict], parent: Idea | None) -> None:
        for row in rows:
            idea = actions.add_idea(self.themes[theme], title=row["title"], by=self.analyst, parent=parent)
            self.ideas[theme, row["key"]] = idea
            self._branch(theme, row.get("children", []), idea)

    def read(self, texts: Iterable[Text], until: datetime) -> None:
        """Read the public contributions among `texts`: keep their passages, or say why nothing is kept, or not yet."""
        dates: dict[int, datetime] = {}  # by contribution
        with audit.gathered() as entries:
            for made in texts:
                if made.said.stance or made.said.state != State.PUBLISHED:
                    continue
                rng, done = Random(f"{self.seed}:{made.said.key}:read"), len(entries)  # noqa: S311
                at = dates[made.contribution.pk] = between(made.settled, until, rng, early=2)
                self._read(made, rng)
                for entry in entries[done:]:
                    entry.at = at
        date_rows(Reading, "contribution_id", dates)
        date_rows(Extract, "contribution_id", dates)

    def _read(self, made: Text, rng: Random) -> None:
        for number, passage in enumerate(made.said.extracts, start=1):
            self.extracts[f"{made.said.key}#{number}"] = self._keep(made, passage)
        if not made.said.extracts and rng.random() < READ_SHARE:
            outcome, first = rng.choice(OUTCOMES), _repeated(made.contribution)
            outcome = Reading.Outcome.DUPLICATE if first else outcome
            actions.mark_read(made.contribution, outcome=outcome, by=self.analyst, duplicate_of=first)

    def _keep(self, made: Text, passage: Passage) -> Extract:
        version = made.contribution.live
        theme = made.contribution.question.theme.slug
        ideas = [self.ideas[theme, key] for key in passage.ideas]
        nature = self.natures[passage.nature]
        return actions.harvest(version, passage=passage.quote, nature=nature, ideas=ideas, by=self.analyst)

    def roll_up(self, cut_off: datetime) -> RollUp:
        """A roll-up done here and now, without a worker nor a broker, of what was published at `cut_off`."""
        rollup = RollUp.objects.create(consultation=self.consultation, by=self.editor, cut_off=cut_off)
        with recorded_as_of(cut_off, self.consultation):
            audit.record("rollup.requested", rollup, by=self.editor)
        for part in tasks.open_parts(rollup.pk):
            tasks.finish_part(part)
        tasks.freeze(rollup.pk)
        rollup.refresh_from_db()
        if rollup.state != JobState.DONE:
            raise RuntimeError(f"La consolidation a échoué\u00a0: {rollup.error}")
        dates = {"asked_at": cut_off, "alive_at": cut_off, "finished_at": cut_off}
        rollup.parts.update(**dates)
        RollUp.objects.filter(pk=rollup.pk).update(**dates)
        return rollup

    def publish_interim(self, chapters: Iterable[Chapter], words: dict[str, str], at: datetime) -> Synthesis:
        """The interim synthesis, whose statements are those the content brings, published at `at`."""
        with recorded_as_of(at, self.consultation) as entries:
            synthesis = self._blank(words)
            for chapter in chapters:
                self._state(synthesis, chapter)
            synthesis = actions.publish(synthesis, by=self.editor)
            _date(synthesis, at)
            for entry in entries:
                if entry.action == "synthesis.published":
                    entry.details = {"sha256": synthesis.sha256}
        return synthesis

    def _blank(self, words: dict[str, str]) -> Synthesis:
        """A draft on the last roll-up, without the statements a draft proposes: the editors wrote their own."""
        rollup = reading.last_rollup(self.consultation)
        columns = {name: value.strip() for name, value in words.items()}
        synthesis = Synthesis.objects.create(
            consultation=self.consultation, number=1, rollup=rollup, by=self.editor, **columns
        )
        audit.record("synthesis.drafted", synthesis, by=self.editor)
        return synthesis

    def _state(self, synthesis: Synthesis, chapter: Chapter) -> None:
        for row in chapter.statements:
            actions.state(
                synthesis,
                by=self.editor,
                theme=self.themes[chapter.theme],
                section=row["section"],
                text=row["text"],
                extracts=[self.extracts[key] for key in row["cites"]],
            )

    def draft_final(self, at: datetime) -> Synthesis:
        """The draft of the final synthesis, as the platform proposes it."""
        with recorded_as_of(at, self.consultation):
            synthesis = actions.draft(self.consultation, by=self.editor, kind=Synthesis.Kind.FINAL)
        Synthesis.objects.filter(pk=synthesis.pk).update(created_at=at)
        Statement.objects.filter(synthesis=synthesis).update(changed_at=at)
        return synthesis


def _repeated(contribution: Contribution) -> Contribution | None:
    """The text of which this one is nearly the copy, as the platform found it."""
    first = contribution.campaign and contribution.campaign.first
    return first if first and first.pk != contribution.pk and first.is_public else None


def _date(synthesis: Synthesis, at: datetime) -> None:
    """Give a version just published the date `at`, in its document too, whose digest is then made again."""
    synthesis.created_at, synthesis.published_at = moment(-10), at
    synthesis.document, synthesis.sha256 = None, ""
    document = composing.document(synthesis)
    synthesis.document, synthesis.sha256 = to_dict(document), digest(document)
    synthesis.save(update_fields=["created_at", "published_at", "document", "sha256"])
    Statement.objects.filter(synthesis=synthesis).update(changed_at=at)
