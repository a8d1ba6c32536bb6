"""What the mission's staff read and kept of the demonstration's debate: the acts of the harvest, with their dates."""

from collections.abc import Iterable
from datetime import datetime
from random import Random

from consultation import audit
from consultation.models import Consultation, User
from debates.models import Contribution, Nature, State, Theme
from demo.clock import between, recorded_as_of
from demo.content import Chapter, Passage
from demo.debate import Text
from demo.rows import date_rows
from synthesis import actions, tasks
from synthesis.models import Extract, Idea, JobState, Reading, RollUp

READ_SHARE = 0.6  # of the contributions from which nothing was kept
READER_SHARE = 0.3  # of the contributions that the second harvester read first
OUTCOMES = (Reading.Outcome.NOTHING_NEW,) * 8 + (Reading.Outcome.OFF_TOPIC,)


class Staff:
    """The harvest of one consultation: ideas first, then passages and readings, then the roll-up."""

    def __init__(self, consultation: Consultation, analyst: User, reader: User, editor: User, seed: int):
        self.consultation, self.analyst, self.reader, self.editor, self.seed = (
            consultation, analyst, reader, editor, seed,
        )  # fmt: skip
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

    def read(self, texts: Iterable[Text], repeats: dict[int, Contribution], until: datetime) -> None:
        """Read the public contributions among `texts`: keep their passages, or say why nothing is kept, or not yet.

        `repeats` says what is a duplicate, by the id of the contribution, of a text that repeats none itself.
        """
        dates: dict[int, datetime] = {}  # by contribution
        with audit.gathered() as entries:
            for made in texts:
                if made.said.stance or made.said.state != State.PUBLISHED:
                    continue
                rng, done = Random(f"{self.seed}:{made.said.key}:read"), len(entries)  # noqa: S311
                at = dates[made.contribution.pk] = between(made.settled, until, rng, early=2)
                self._read(made, repeats.get(made.contribution.pk), rng)
                for entry in entries[done:]:
                    entry.at = at
        date_rows(Reading, "contribution_id", dates)
        date_rows(Extract, "contribution_id", dates)

    def _read(self, made: Text, repeated: Contribution | None, rng: Random) -> None:
        by = self._first_reader(made)
        for number, passage in enumerate(made.said.extracts, start=1):
            self.extracts[f"{made.said.key}#{number}"] = self._keep(made, passage, by)
        if made.said.extracts or not (rng.random() < READ_SHARE or repeated):
            return
        outcome = Reading.Outcome.DUPLICATE if repeated else rng.choice(OUTCOMES)
        actions.mark_read(made.contribution, outcome=outcome, by=by, duplicate_of=repeated)

    def _first_reader(self, made: Text) -> User:
        """Always the same for a text, drawn apart so that nothing else changes."""
        drawn = Random(f"{self.seed}:{made.said.key}:reader").random()  # noqa: S311
        return self.reader if drawn < READER_SHARE else self.analyst

    def _keep(self, made: Text, passage: Passage, by: User) -> Extract:
        version = made.contribution.live
        theme = made.contribution.question.theme.slug
        ideas = [self.ideas[theme, key] for key in passage.ideas]
        nature = self.natures[passage.nature]
        return actions.harvest(version, passage=passage.quote, nature=nature, ideas=ideas, by=by)

    def nature(self, pk: int) -> Nature:
        return next(nature for nature in self.natures.values() if nature.pk == pk)

    def other(self, pk: int) -> Nature:
        """The one that somebody else might well have taken the passage for."""
        return self.natures["proposal" if self.natures["finding"].pk == pk else "finding"]

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
