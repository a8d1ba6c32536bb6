"""What the filters found in the texts of the demonstration when they were sent, and the campaigns some of them make.

The same comparison as `debates.actions.campaigns` and `debates.holding`, over all texts at once, in the order of their
dates: a text is compared with those that were there before it.
"""

from collections.abc import Iterable

from debates.holding import FOUND_MAX, findings
from debates.likeness import COMPARED, THRESHOLD, Sketch, similarity, sketch
from debates.models import OVER, Campaign, Contribution, Decision, Hold, Likeness, Version
from demo.debate import Text, Writer
from demo.rows import copy

NAMED = 5  # texts that a near-identical one is said to be near to


class Comparison:
    """The texts that were looked at so far, by the bands of their sketches; fewer than `campaigns.SCOUTS` are alike."""

    def __init__(self) -> None:
        self.sketches: dict[int, Sketch] = {}  # by the id of the contribution
        self.groups: dict[int, list[Contribution]] = {}  # the texts alike, by the id of each
        self._by_band: dict[int, list[int]] = {}
        self._texts: dict[int, Contribution] = {}

    def near(self, made: Text) -> list[int]:
        """The earlier contributions that a text is near-identical to, the most alike first; it joins their campaign."""
        contribution, version = made.contribution, _standing(made)
        own = self.sketches[contribution.pk] = sketch(version.title, version.text)
        shared: dict[int, int] = {}
        for band in own.bands:
            for key in self._by_band.setdefault(band, []):
                shared[key] = shared.get(key, 0) + 1
            self._by_band[band].append(contribution.pk)
        nearest = sorted(shared, key=lambda key: (-shared[key], key))[:COMPARED]
        found = {key: similarity(own, self.sketches[key]) for key in nearest}
        found = {key: s for key, s in found.items() if s >= THRESHOLD and self._texts[key].state not in OVER}
        self._join(contribution, list(found))
        return sorted(found, key=lambda key: (-found[key], key))

    def _join(self, contribution: Contribution, near: list[int]) -> None:
        self._texts[contribution.pk] = contribution
        here = [self._texts[key] for key in near if self._texts[key].question_id == contribution.question_id]
        group = next((self.groups[text.pk] for text in here if text.pk in self.groups), [])
        for text in [*(each for each in here if each.pk not in self.groups), contribution] if here else []:
            group.append(text)
            self.groups[text.pk] = group

    def campaigns(self) -> list[list[Contribution]]:
        """The texts of each campaign, the oldest first."""
        return list({id(group): group for group in self.groups.values()}.values())


def look(writer: Writer, texts: Iterable[Text]) -> Comparison:
    """Give texts the rows of what held them when they were sent; nothing is written yet."""
    comparison = Comparison()
    for made in sorted(texts, key=lambda made: (made.contribution.created_at, made.contribution.pk)):
        near = [] if made.said.stance else comparison.near(made)
        for version in [row for row in made.rows if isinstance(row, Version)]:
            for kind, found in _found(made.contribution, version, near if version.number == 1 else []):
                _hold(writer, made, version, kind, found)
    return comparison


def write(comparison: Comparison, texts: Iterable[Text]) -> int:
    """Write what later texts are compared with, and the campaigns; how many. The texts are there already."""
    roots = [made for made in texts if not made.said.stance]
    bands = {key: drawn.bands for key, drawn in comparison.sketches.items()}
    copy([Likeness(contribution=m.contribution, version=_standing(m), bands=bands[m.contribution.pk]) for m in roots])
    groups = comparison.campaigns()
    for group in groups:
        public = [text for text in group if text.is_public]
        campaign = Campaign.objects.create(
            first=(public or group)[0], signatories=len({text.author_id for text in public})
        )
        for text in group:
            text.campaign, text.is_echo = campaign, text.pk != campaign.first_id
    Contribution.objects.bulk_update([text for group in groups for text in group], ["campaign", "is_echo"])
    return len(groups)


def _standing(made: Text) -> Version:
    """The version that stands for a text: online, or awaiting a decision, or the first one."""
    first = next(row for row in made.rows if isinstance(row, Version))
    return made.contribution.live or made.contribution.awaiting or first


def _found(contribution: Contribution, version: Version, near: list[int]) -> list[tuple[str, str]]:
    """The kinds of what holds a version, with what was found, as `debates.holding` writes them."""
    words: dict[str, list[str]] = {}
    for finding in findings(contribution, version):
        words.setdefault(finding.kind, []).extend(finding.words)
    found = [(kind, " · ".join(each)[:FOUND_MAX]) for kind, each in words.items()]
    if near:
        found.append((Hold.Kind.NEAR_IDENTICAL.value, ", ".join(f"n° {key}" for key in near[:NAMED])))
    return found


def _hold(writer: Writer, made: Text, version: Version, kind: str, found: str) -> None:
    """Held until the next decision, which keeps in mind what it lifted."""
    row = Hold(pk=writer.identifier(Hold), contribution=made.contribution, version=version, kind=kind, found=found)
    row.at = version.created_at
    decisions = [each for each in made.rows if isinstance(each, Decision) and each.at > row.at]
    if decisions:
        row.lifted_at = decisions[0].at
        decisions[0].details["holds"].append(row.pk)
    made.rows.append(row)
