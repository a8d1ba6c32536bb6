"""The states of a published version are checked whenever its archive is made, whatever happened since."""

import json
from collections import Counter

import pytest

from debates.models import Contribution, State
from synthesis import verify
from tests.factories import ExtractFactory, ReadingFactory
from tests.synthesis.archive.test_verify import edited, found, members, pack, rewritten

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(contributions):
    return ExtractFactory(contribution=contributions[1], quote="Il faut un bail entre les deux.").contribution


@pytest.fixture
def files(kept, published, contributions) -> dict[str, bytes]:
    """Of an archive made again after reading and moderation went on."""
    ReadingFactory(contribution=contributions[3], outcome="nothing_new")
    Contribution.objects.filter(pk=contributions[2].pk).update(state=State.HIDDEN)
    return members(pack(published))


def moved(files, pk: int, state: str) -> dict[str, bytes]:
    """One contribution in another state, the sums of the document made to agree."""

    def row(rows):
        next(row for row in rows if row["contribution"] == pk).update(state=state, reason=None)

    changed = edited(files, "data/coverage.jsonl", row)
    counts = Counter()
    for line in changed["data/coverage.jsonl"].splitlines():
        told = json.loads(line)
        counts[told["state"].replace("nothing_kept", "read_nothing_kept")] += told["number"]

    def sums(document):
        document["coverage"].update({name: counts[name] for name in document["coverage"] if name != "contributions"})

    return edited(changed, "synthesis.json", sums)


def test_an_archive_made_later_still_has_the_states_of_the_publication(files, tmp_path):
    (tmp_path / "a.zip").write_bytes(rewritten(files))
    report = verify.verify(tmp_path / "a.zip")
    assert (report.differences, report.unknown["moved"]) == ([], 0)


def test_a_sum_that_is_changed_is_named(files, tmp_path):
    def change(document):
        document["coverage"]["unread"] += 1

    lines = found(rewritten(edited(files, "synthesis.json", change)), tmp_path)
    assert any(line.startswith("synthesis.json, coverage: unread:") for line in lines)


def test_saying_that_reading_went_on_hides_nothing(files, tmp_path):
    def change(document):
        document["coverage"]["unread"] += 1

    def excuse(manifest):
        manifest["coverage"]["is_as_published"] = False

    changed = edited(edited(files, "synthesis.json", change), "manifest.json", excuse)
    assert any(line.startswith("synthesis.json, coverage: unread:") for line in found(rewritten(changed), tmp_path))


def test_a_cited_contribution_that_is_told_unread_is_named(files, contributions, tmp_path):
    pk = contributions[0].pk
    lines = found(rewritten(moved(files, pk, "unread")), tmp_path)
    assert any(f"state: unread instead of cited for contribution {pk}" in line for line in lines)


def test_an_unread_contribution_that_is_told_cited_is_named(files, contributions, tmp_path):
    pk = contributions[3].pk
    lines = found(rewritten(moved(files, pk, "cited")), tmp_path)
    assert any(line.startswith("data/coverage.jsonl") and f"for contribution {pk}" in line for line in lines)


def test_a_kept_contribution_that_is_told_unread_is_named(files, kept, tmp_path):
    lines = found(rewritten(moved(files, kept.pk, "unread")), tmp_path)
    assert any(f"state: unread instead of kept for contribution {kept.pk}" in line for line in lines)


def test_a_state_that_is_none_is_named(files, contributions, tmp_path):
    assert found(rewritten(moved(files, contributions[3].pk, "lost")), tmp_path)
