"""How long the roll-up takes and what it finds, on a real consultation.

    python -m bench.rollup_texts              each question: its groups; then the time and the peak memory
    python -m bench.rollup_texts --show       with the passages of each group, to be judged by reading them
    python -m bench.rollup_texts --many 50000 one question of so many texts, made of shuffled real sentences
    python -m bench.rollup_texts --compare    stems against lemmas, and ways of clustering, on known answers

The data is the Decidim export of the « grand débat » of Lille (`debats.csv`, `commentaires_debats.csv`,
`propositions-libres.csv`), which is not part of the project: give its folder with `--data`.
"""

import argparse
import csv
import datetime
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from synthesis.rollup.question import read_question
from synthesis.rollup.snapshot import digest, freeze
from synthesis.rollup.texts import Text

LILLE = Path(__file__).resolve().parents[2] / "shared" / "data" / "lille-grand-debat-2019"
PROPOSALS = "Propositions libres"
SEEDS = 10


def lille_questions(folder: Path = LILLE) -> dict[str, list[Text]]:
    """The texts of each question by its title, the free proposals as one more question. FileNotFoundError if absent."""
    titles = {row["url"]: row["title/fr"].strip() for row in _rows(folder / "debats.csv")}
    questions = defaultdict(list)
    for row in _rows(folder / "commentaires_debats.csv"):
        questions[titles[row["root_commentable_url"]]].append(_text(row, author=int(row["author/id"])))
    for row in _rows(folder / "propositions-libres.csv"):
        questions[PROPOSALS].append(_text(row, title=row["title"], agree=int(row["votes"])))
    return dict(questions)


def many_texts(count: int, questions: dict[str, list[Text]], seed: int = 0) -> list[Text]:
    """So many texts of three to six sentences of one real question each, one in fifty a copy of an earlier one."""
    from synthesis.rollup.sentences import passages

    pools = [
        [text.body[start:end] for text in texts for start, end in passages(text.body)] for texts in questions.values()
    ]
    pools = [pool for pool in pools if len(pool) > 50]
    chance = random.Random(seed)
    bodies: list[str] = []
    for _ in range(count):
        fresh = " ".join(chance.sample(chance.choice(pools), chance.randint(3, 6)))
        bodies.append(chance.choice(bodies) if bodies and chance.random() < 0.02 else fresh)
    day = datetime.date(2019, 1, 16)
    return [
        Text(key, key, "", body, "finding", None, None, None, None, "online", day, author=key % 9000)
        for key, body in enumerate(bodies, start=1)
    ]


def roll_up(questions: dict[str, list[Text]], *, show: bool) -> None:
    """Rolls all of them up, prints the groups, the time, the peak memory and the digest."""
    started = time.perf_counter()
    parts = []
    for place, (title, texts) in enumerate(questions.items()):
        began = time.perf_counter()
        part = read_question(texts)
        parts.append(({"id": place, "title": title}, part))
        print(
            f"{len(texts):6} textes {len(part['groups']):3} groupes {time.perf_counter() - began:7.2f} s  {title[:80]}"
        )
        _print_groups(part, show=show)
    snapshot = freeze(parts, {}, meta={})
    seconds, count = time.perf_counter() - started, sum(len(texts) for texts in questions.values())
    print(f"\n{count} texts, {len(parts)} questions: {seconds:.2f} s, peak memory {_peak():.0f} MB")
    print(f"sha256 {digest(snapshot)}")


def compare(questions: dict[str, list[Text]]) -> None:
    """Asks each way of grouping for the question that a comment answers, prints how well the answer is found.

    Scores: normalised mutual information and adjusted Rand index with the true questions, 1 is perfect.
    """
    import sklearn.cluster
    import sklearn.feature_extraction.text  # noqa: F401

    known = [(text.body, title) for title, texts in questions.items() if title != PROPOSALS for text in texts]
    for name, stem in _stems().items():
        began = time.perf_counter()
        rows, truth = _rows_of(known, stem)
        spent = time.perf_counter() - began
        print(f"\n{name}: {rows.shape[0]} comments x {rows.shape[1]} features in {spent:.2f} s")
        for way, scores in _ways(rows, truth):
            print(f"  {way:32} NMI {scores[0]:.3f}  ARI {scores[1]:.3f}")


def _stems() -> dict[str, Callable[[str], str]]:
    import simplemma

    from synthesis.rollup.normalise import stem, unaccented

    return {
        "Snowball stems": stem,
        "simplemma lemmas": lambda form: unaccented(simplemma.lemmatize(form, lang="fr").lower()),
        "words as they are": lambda form: form,
    }


def _rows_of(known: list[tuple[str, str]], stem: Callable[[str], str]):
    import numpy as np

    from synthesis.rollup import normalise, vectors

    usual, normalise.stem = normalise.stem, stem
    try:
        matrix = vectors.vectorise([body for body, _ in known]).matrix
    finally:
        normalise.stem = usual
    filled = np.diff(matrix.indptr) > 0
    return matrix[filled], [title for (_, title), kept in zip(known, filled, strict=True) if kept]


def _ways(rows, truth: list[str]) -> Iterator[tuple[str, tuple[float, float]]]:
    """Each way of clustering with the mean of its scores over SEEDS seeds."""
    import numpy as np
    from sklearn.cluster import AgglomerativeClustering, KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
    from sklearn.preprocessing import normalize

    count, scores = len(set(truth)), defaultdict(list)
    for dimensions, seed in product((count, 2 * count, 4 * count), range(SEEDS)):
        reduced = normalize(TruncatedSVD(dimensions, random_state=seed).fit_transform(rows) + 1e-9)
        for name, method in (
            ("k-means", KMeans(count, n_init=8, random_state=seed)),
            ("Ward", AgglomerativeClustering(count)),
            ("average linkage", AgglomerativeClustering(count, metric="cosine", linkage="average")),
        ):
            found = method.fit_predict(reduced)
            score = normalized_mutual_info_score(truth, found), adjusted_rand_score(truth, found)
            scores[f"{name}, {dimensions} dimensions"].append(score)
    for way, found in scores.items():
        yield way, tuple(np.mean(found, axis=0))


def _print_groups(part: dict, *, show: bool) -> None:
    for group in part["groups"]:
        print(f"       {group['count']:6} {'(à part) ' if group['apart'] else ''}{group['label']}")
        for passage in group["passages"] if show else ():
            print(f"                - {passage['quote']!r}")


def _rows(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def _text(row: dict, *, title: str = "", agree: int = 0, author: int | None = None) -> Text:
    day, key = datetime.date.fromisoformat(row["created_at"][:10]), int(row["id"])
    nature = "proposal" if title else "finding"
    return Text(key, key, title, row["body"], nature, None, None, None, None, "import", day, agree=agree, author=author)


def _peak() -> float:
    """The most memory this process ever held, in megabytes (Linux counts kilobytes, macOS bytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=LILLE)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--many", type=int, default=0)
    parser.add_argument("--compare", action="store_true")
    options = parser.parse_args()
    if not options.data.is_dir():
        parser.error(f"no such folder: {options.data}")
    questions = lille_questions(options.data)
    if options.compare:
        compare(questions)
    elif options.many:
        texts = many_texts(options.many, questions)
        print(Counter(len(text.body) // 500 * 500 for text in texts))
        roll_up({"Tout": texts}, show=options.show)
    else:
        roll_up(questions, show=options.show)


if __name__ == "__main__":
    main()
