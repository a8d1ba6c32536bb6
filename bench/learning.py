"""How often the suggestions are right on a real consultation, and how long it takes to learn them.

    python -m bench.learning [--data FOLDER] [--labels 20] [--seeds 10]

Each comment is asked for the theme and for the question of the debate it answers, by a model learnt from so many
comments a category (two thirds of those of a category that has fewer), drawn anew for each seed; the rest is asked. The
questions stand in for ideas. Suggestions are made for contributions, so the comments that answer the question itself
are measured first, then all, with the replies to other comments (« D’accord avec vous »). The data is the Decidim
export of the « grand débat » of Lille (`debats.csv`, `commentaires_debats.csv`), which is not part of the project.

Calibration: the mean gap, in points, between the probability that is shown first and how often it is right (expected
calibration error over ten bins of equal width, weighted by their numbers).
"""

import argparse
import csv
import os
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

LILLE = Path(__file__).resolve().parents[2] / "shared" / "data" / "lille-grand-debat-2019"
MARKUP = re.compile(r"<[^>]+>|&nbsp;")


def comments(folder: Path) -> list[tuple[str, str, str, int]]:
    """Body, theme, question and depth of each comment; the theme is what the description of its debate says."""
    debates = {row["url"]: row for row in _rows(folder / "debats.csv")}
    found = []
    for row in _rows(folder / "commentaires_debats.csv"):
        debate = debates[row["root_commentable_url"]]
        theme = MARKUP.sub("", debate["description/fr"]).strip()
        found.append((row["body"], theme, debate["title/fr"].strip(), int(row["depth"])))
    return found


def _rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def drawn(categories: list[str], labels: int, seed: int) -> set[int]:
    """Places of the comments to learn from."""
    chance, by_category = random.Random(seed), defaultdict(list)
    for place, category in enumerate(categories):
        by_category[category].append(place)
    return {
        place
        for category in sorted(by_category)
        for place in chance.sample(by_category[category], min(labels, len(by_category[category]) * 2 // 3))
    }


def measure(texts: list, categories: list[str], labels: int, most: int, seeds: int) -> dict[str, float]:
    """Means over the seeds: right in the first, in the first `most`, calibration, seconds of clock and of processor."""
    from synthesis.learning.model import Example, learn

    found = defaultdict(list)
    for seed in range(seeds):
        known = drawn(categories, labels, seed)
        clock, processor = time.perf_counter(), time.process_time()
        learnt = learn([Example(texts[place], (categories[place],)) for place in sorted(known)])
        asked = [place for place in range(len(texts)) if place not in known]
        told = learnt.likeliest([texts[place] for place in asked], most=most)
        found["seconds"].append(time.perf_counter() - clock)
        found["processor"].append(time.process_time() - processor)
        pairs = [(categories[place], likeliest) for place, likeliest in zip(asked, told, strict=True) if likeliest]
        found["learnt from"].append(len(known))
        found["asked"].append(len(asked))
        found["first"].append(sum(true == likeliest[0][0] for true, likeliest in pairs) / len(asked))
        found["among"].append(sum(true in dict(likeliest) for true, likeliest in pairs) / len(asked))
        found["gap"].append(gap(pairs))
    return {name: sum(values) / len(values) for name, values in found.items()}


def gap(pairs: list[tuple[str, list]]) -> float:
    """Expected calibration error of what is told first, in points."""
    bins = defaultdict(list)
    for true, likeliest in pairs:
        name, probability = likeliest[0]
        bins[min(int(probability * 10), 9)].append((probability, true == name))
    off = (abs(sum(p for p, _ in told) - sum(right for _, right in told)) for told in bins.values())
    return 100 * sum(off) / len(pairs)


def ways(texts: list) -> dict[str, Callable]:
    """The same texts with their vectors and lemmas, with vectors alone, with lemmas alone."""
    from synthesis.learning.features import Read

    return {
        "vectors and TF-IDF": texts,
        "vectors alone": [Read("", text.vector) for text in texts],
        "TF-IDF alone": [Read(text.lemmas, None) for text in texts],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=LILLE)
    parser.add_argument("--labels", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"{options.data} is not there: nothing was measured")
        return
    _print(options)


def _print(options: argparse.Namespace) -> None:
    from synthesis.learning.features import Read
    from synthesis.rollup.features import reckon

    rows = comments(options.data)
    began = time.process_time()
    texts = [Read(features.lemmas, features.vector) for features in reckon([body for body, *_rest in rows])]
    print(f"{len(rows)} comments, their features in {time.process_time() - began:.1f} s of processor")
    print(
        f"{options.labels} labels a category at most, means of {options.seeds} seeds; load {os.getloadavg()[0]:.1f}\n"
    )
    print("| asked for | texts | features | learnt from | asked | right first | among 3 | gap | s | s of processor |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, column in (("theme, of 4 (goal: 80 % first)", 1), ("question, of 29 (goal: 80 % among 3)", 2)):
        for which, deepest in (("contributions", 0), ("with replies", 99)):
            chosen = [place for place, row in enumerate(rows) if row[3] <= deepest]
            asked = [texts[place] for place in chosen], [rows[place][column] for place in chosen]
            _print_lines(f"| {name} | {which}", *asked, options, every_way=deepest == 0)


def _print_lines(begins: str, texts: list, categories: list[str], options, *, every_way: bool) -> None:
    for way, those in ways(texts).items():
        known = way == "TF-IDF alone" or any(text.vector for text in those)
        if not known or (way != "vectors and TF-IDF" and not every_way):
            continue
        found = measure(those, categories, options.labels, 3, options.seeds)
        print(
            f"{begins} | {way} | {found['learnt from']:.0f} | {found['asked']:.0f} | {found['first']:.1%} "
            f"| {found['among']:.1%} | {found['gap']:.1f} points | {found['seconds']:.2f} | {found['processor']:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
