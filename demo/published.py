"""What the mission's editors wrote: two published versions and an open draft, by the acts, with dates of their own."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from consultation import audit
from consultation.models import User
from demo.clock import recorded_as_of
from demo.content import Chapter
from demo.harvest import Staff
from synthesis import actions, composing, reading
from synthesis.document import digest, to_dict
from synthesis.models import Remark, Statement, Synthesis

WRITTEN_IN = timedelta(days=6)  # before the first version is published
CORRECTED_IN = timedelta(hours=5)


class Editors:
    """The documents of one consultation, made of what its staff harvested."""

    def __init__(self, staff: Staff, chapters: Iterable[Chapter]):
        self.staff, self.chapters, self.by = staff, tuple(chapters), staff.editor
        self.consultation = staff.consultation
        self.written: dict[tuple[str, int], Statement] = {}  # of the first version, by theme and place in its file

    def publish_interim(self, words: dict[str, str], at: datetime) -> Synthesis:
        """The interim synthesis, whose statements are those the content brings, published at `at`."""
        with recorded_as_of(at, self.consultation) as entries:
            synthesis = self._blank(words)
            for chapter in self.chapters:
                for place, row in enumerate(chapter.statements):
                    if not row.get("added"):
                        self.written[chapter.theme, place] = self._state(synthesis, chapter.theme, row)
            return self._publish(synthesis, entries, at, at - WRITTEN_IN)

    def publish_corrected(self, words: dict[str, str], at: datetime) -> Synthesis:
        """A copy of the interim synthesis with what its statements say has changed since."""
        base = self.consultation.syntheses.get(number=1)
        with recorded_as_of(at, self.consultation) as entries:
            kind = Synthesis.Kind.CORRECTED
            synthesis = actions.draft(self.consultation, by=self.by, kind=kind, from_version=base)
            columns = {name: value.strip() for name, value in words.items()}
            synthesis = actions.retitle(synthesis, by=self.by, **columns, kind=kind)
            copies = {copy.origin: copy for copy in synthesis.statements.all()}
            for chapter in self.chapters:
                for place, row in enumerate(chapter.statements):
                    first = self.written.get((chapter.theme, place))
                    self._correct(synthesis, chapter.theme, row, first and copies[first.origin])
            return self._publish(synthesis, entries, at, at - CORRECTED_IN)

    def _blank(self, words: dict[str, str]) -> Synthesis:
        """A draft on the last roll-up, without the statements a draft proposes: the editors wrote their own."""
        rollup = reading.last_rollup(self.consultation)
        columns = {name: value.strip() for name, value in words.items()}
        synthesis = Synthesis.objects.create(
            consultation=self.consultation, number=1, rollup=rollup, by=self.by, **columns
        )
        audit.record("synthesis.drafted", synthesis, by=self.by)
        return synthesis

    def _state(self, synthesis: Synthesis, theme: str, row: dict) -> Statement:
        return actions.state(
            synthesis,
            by=self.by,
            theme=self.staff.themes[theme],
            section=row["section"],
            text=row["text"],
            extracts=[self.staff.extracts[key] for key in row["cites"]],
            figure=row.get("figure", ""),
        )

    def _correct(self, synthesis: Synthesis, theme: str, row: dict, copy: Statement | None) -> None:
        if copy is None:
            self._state(synthesis, theme, row)
        elif row.get("removed"):
            actions.remove(copy, by=self.by)
        elif "becomes" in row or "gains" in row:
            cited = [self.staff.extracts[key] for key in [*row["cites"], *row.get("gains", [])]]
            actions.rewrite(copy, by=self.by, text=row.get("becomes", row["text"]), extracts=cited)

    def _publish(self, synthesis: Synthesis, entries: list, at: datetime, opened: datetime) -> Synthesis:
        synthesis = actions.publish(synthesis, by=self.by)
        _date(synthesis, opened, at)
        for entry in entries:
            if entry.action == "synthesis.published":
                entry.details = entry.details | {"sha256": synthesis.sha256}
        return synthesis

    def draft_final(self, at: datetime) -> Synthesis:
        """The draft of the final synthesis, as the platform proposes it."""
        with recorded_as_of(at, self.consultation):
            synthesis = actions.draft(self.consultation, by=self.by, kind=Synthesis.Kind.FINAL)
        Synthesis.objects.filter(pk=synthesis.pk).update(created_at=at)
        Statement.objects.filter(synthesis=synthesis).update(changed_at=at)
        return synthesis

    def discuss(self, draft: Synthesis, row: dict, people: dict[str, User], at: datetime) -> None:
        """A statement that cites nothing yet, and what two editors say of it."""
        said = row["uncited"]
        with recorded_as_of(at, self.consultation):
            statement = self._state(draft, said["theme"], said | {"cites": []})
            remarks = [actions.remark(statement, by=people[told["by"]], words=told["text"]) for told in row["remarks"]]
        Statement.objects.filter(pk=statement.pk).update(changed_at=at)
        for place, remark in enumerate(remarks):
            Remark.objects.filter(pk=remark.pk).update(at=at + timedelta(minutes=25 * (place + 1)))


def _date(synthesis: Synthesis, opened: datetime, at: datetime) -> None:
    """Give a version just published the date `at`, in its document too, whose digest is then made again."""
    synthesis.created_at, synthesis.published_at = opened, at
    synthesis.document, synthesis.sha256 = None, ""
    document = composing.document(synthesis)
    synthesis.document, synthesis.sha256 = to_dict(document), digest(document)
    synthesis.save(update_fields=["created_at", "published_at", "document", "sha256"])
    Statement.objects.filter(synthesis=synthesis).update(changed_at=at)
