"""Campaigns among other texts: how many of the copies are found, and how many of what is found are copies.

    .venv/bin/python -m bench.campaigns [NUMBER ...] [--least SHARE] [--most SHARE] [--original]

Texts of about 50 words, one in five a copy: campaigns of 2 to 200 texts, each copy edited by itself, a share of its
words between 1 % and 20 % (as many of each share; `--least 0.2` for the hardest) replaced, left out, followed by
another or swapped with the next. The text that was copied is not among them, unless `--original`. The others are drawn
from the pairs of words that follow each other in the demonstration, so that they share runs of words as people's texts
do.

Recall and precision twice: by texts (in the voice that holds most of their campaign; in a voice where most are of it)
and by pairs of texts in one voice. Each size runs in a process of its own. Aims: 99 % and 98 %.
"""

import argparse
import datetime
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from synthesis.rollup.signatures import compared, sign
from synthesis.rollup.texts import Text
from synthesis.rollup.voices import find_voices

SIZES = (1_000, 10_000, 100_000)
CAMPAIGNS = (2, 3, 5, 10, 30, 100, 200)  # texts of one
COPIES = 0.2  # of all texts
RECALL, PRECISION = 0.99, 0.98


class Writer:
    """Writes texts that nobody wrote: each word one that follows the last one somewhere in the demonstration."""

    def __init__(self, seed: int) -> None:
        from demo import content

        self.chance, self.follows = random.Random(seed), defaultdict(list)
        for chapter in content.read().chapters:
            for said in chapter.contributions:
                for text in said.thread():
                    for one, other in pairwise(text.body.split()):
                        self.follows[one].append(other)
        self.words = sorted(self.follows)

    def text(self) -> list[str]:
        """About 50 words."""
        words = [self.chance.choice(self.words)]
        for _ in range(max(20, round(self.chance.gauss(50, 12)))):
            words.append(self.chance.choice(self.follows.get(words[-1]) or self.words))
        return words

    def copy(self, words: list[str], share: float) -> list[str]:
        """The same with that share of its words edited."""
        edited = list(words)
        for place in sorted(self.chance.sample(range(len(words)), round(share * len(words))), reverse=True):
            self._edit(edited, place)
        return edited

    def _edit(self, words: list[str], place: int) -> None:
        way, other = self.chance.choice(["replace", "replace", "remove", "add", "swap"]), self.chance.choice(self.words)
        if way == "swap":
            words[place : place + 2] = words[place : place + 2][::-1]
        else:
            words[place : place + 1] = {"replace": [other], "remove": [], "add": [words[place], other]}[way]


def made(
    count: int, edited: tuple[float, float], original: bool = False, seed: int = 0
) -> tuple[list[Text], dict[int, int]]:
    """So many texts in any order, and the campaign of each copy by its id."""
    writer, bodies = Writer(seed), []
    sizes = random.Random(seed + 1)
    while sum(campaign is not None for campaign, _ in bodies) < COPIES * count:
        words, number = writer.text(), len(bodies)
        copies = min(sizes.choice(CAMPAIGNS), max(2, round(COPIES * count / 4)))
        for rank in range(copies):
            share = 0 if original and not rank else sizes.uniform(*edited)
            bodies.append((number, writer.copy(words, share)))
    bodies += [(None, writer.text()) for _ in range(count - len(bodies))]
    sizes.shuffle(bodies)
    day = datetime.date(2018, 4, 12)
    texts = [
        Text(key, key, "", " ".join(words), "finding", None, None, None, None, "online", day)
        for key, (_, words) in enumerate(bodies, start=1)
    ]
    return texts, {key: campaign for key, (campaign, _) in enumerate(bodies, start=1) if campaign is not None}


def by_texts(voices: Iterable[tuple[int, ...]], campaign_of: dict[int, int]) -> tuple[float, float]:
    """Recall and precision: each copy counts once."""
    best: Counter[int] = Counter()
    right = together = 0
    for voice in voices:
        campaigns = Counter(campaign_of[key] for key in voice if key in campaign_of)
        for campaign, number in campaigns.items():
            best[campaign] = max(best[campaign], number if len(voice) > 1 else 0)
        if len(voice) > 1:
            right += max(campaigns.values(), default=0)
            together += len(voice)
    return sum(best.values()) / len(campaign_of), right / together if together else 1.0


def by_pairs(voices: Iterable[tuple[int, ...]], campaign_of: dict[int, int]) -> tuple[float, float]:
    """Recall and precision: each pair of copies of one campaign counts once."""
    found = together = 0
    for voice in voices:
        together += _pairs(len(voice))
        found += sum(map(_pairs, Counter(campaign_of[key] for key in voice if key in campaign_of).values()))
    there = sum(map(_pairs, Counter(campaign_of.values()).values()))
    return found / there, found / together if together else 1.0


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def measure(count: int, edited: tuple[float, float], original: bool) -> int:
    texts, campaign_of = made(count, edited, original)
    before, worked = time.perf_counter(), _processor()
    signatures = {text.version_id: sign(compared(text.title, text.body)) for text in texts}
    signed = time.perf_counter() - before
    before = time.perf_counter()
    voices = find_voices(texts, signatures)
    seconds, worked = time.perf_counter() - before, _processor() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    texts_score, pairs_score = by_texts(voices, campaign_of), by_pairs(voices, campaign_of)
    shares = "".join(f"{share:10.2%}" for share in (*texts_score, *pairs_score))
    print(f"{count:8}{len(campaign_of):8}{shares}{signed:9.1f}{seconds:9.1f}{worked:9.1f}{memory:8.0f} MB", flush=True)
    return int(min(texts_score[0], pairs_score[0]) < RECALL or min(texts_score[1], pairs_score[1]) < PRECISION)


def _processor() -> float:
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


def main() -> int:
    """Print a line a size; 1 when one misses an aim."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*")
    parser.add_argument("--least", type=float, default=0.01)
    parser.add_argument("--most", type=float, default=0.2)
    parser.add_argument("--original", action="store_true")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return measure(options.sizes[0], (options.least, options.most), options.original)
    edited = f"{options.least:.0%} to {options.most:.0%} of their words edited"
    print(f"copies with {edited}; aims: {RECALL:.0%}, {PRECISION:.0%}")
    print(f"{'':16}{'by texts':>20}{'by pairs':>20}{'signing':>9}{'finding':>9}")
    shares = "".join(f"{name:>10}" for name in ("recall", "precision") * 2)
    print(f"{'texts':>8}{'copies':>8}{shares}{'s':>9}{'s':>9}{'cpu s':>9}{'memory':>11}", flush=True)
    more = [f"--least={options.least}", f"--most={options.most}", *(["--original"] if options.original else [])]
    command = [sys.executable, "-m", "bench.campaigns", "--one", *more]
    return max(subprocess.run([*command, str(size)], check=False).returncode for size in options.sizes or SIZES)


if __name__ == "__main__":
    sys.exit(main())
