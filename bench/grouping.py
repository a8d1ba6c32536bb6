"""How well texts are grouped, how long it takes and how much memory, without the database.

    python -m bench.grouping                  against the themes of a real consultation; then 1,000 and 10,000 texts
    python -m bench.grouping --show           the groups of that consultation with their passages, to be read
    python -m bench.grouping --many 10000     one question of so many texts of about 50 words, and 100 more
    python -m bench.grouping --many 100000 --means    the same without waiting for the encoder

The real texts are the Decidim export of the « grand débat » of Lille (`debats.csv`, `commentaires_debats.csv`,
`propositions-libres.csv`), which is not part of the project: give its folder with `--data`. The many texts are made of
its sentences, shuffled within each question; with `--means` their vectors are the means of those of their sentences.
Agreement with what is known: normalised mutual information (NMI), 0 to 1.
"""

import argparse
import csv
import datetime
import html
import os
import random
import re
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from synthesis.rollup import communities, neighbours, vectors
from synthesis.rollup.features import Features, reckon, reckon_texts
from synthesis.rollup.groups import group_texts
from synthesis.rollup.normalise import is_small, unaccented, words
from synthesis.rollup.question import read_question
from synthesis.rollup.sentences import passages
from synthesis.rollup.texts import Text
from synthesis.rollup.voices import find_voices

LILLE = Path(__file__).resolve().parents[2] / "shared" / "data" / "lille-grand-debat-2019"
PROPOSALS = "Propositions libres"
SIZES = (1_000, 10_000)
WORDS = 50  # of a made text, about
RESAMPLES, SHARE = 6, 0.9


def lille_questions(folder: Path = LILLE) -> dict[str, list[Text]]:
    """The texts of each question by its title, the free proposals as one more question. FileNotFoundError if absent."""
    titles = {row["url"]: row["title/fr"].strip() for row in _rows(folder / "debats.csv")}
    questions = defaultdict(list)
    for row in _rows(folder / "commentaires_debats.csv"):
        questions[titles[row["root_commentable_url"]]].append(_text(row, author=int(row["author/id"])))
    for row in _rows(folder / "propositions-libres.csv"):
        questions[PROPOSALS].append(_text(row, title=row["title"], agree=int(row["votes"])))
    return dict(questions)


def lille_themes(folder: Path = LILLE) -> dict[str, str]:
    """The theme of each question by its title."""
    rows = _rows(folder / "debats.csv")
    return {row["title/fr"].strip(): html.unescape(re.sub("<.*?>", "", row["description/fr"])).strip() for row in rows}


def many_texts(count: int, questions: dict[str, list[Text]], seed: int = 0) -> list[Text]:
    """So many texts of sentences of one real question each, one in fifty a copy of an earlier one."""
    pools = [
        [text.body[start:end] for text in texts for start, end in passages(text.body)] for texts in questions.values()
    ]
    pools = [pool for pool in pools if len(pool) > 50]
    chance = random.Random(seed)
    bodies: list[str] = []
    for _ in range(count):
        fresh = _made(chance, chance.choice(pools))
        bodies.append(chance.choice(bodies) if bodies and chance.random() < 0.02 else fresh)
    day = datetime.date(2019, 1, 16)
    return [
        Text(key, key, "", body, "finding", None, None, None, None, "online", day, author=key % 9000)
        for key, body in enumerate(bodies, start=1)
    ]


def against_themes(folder: Path) -> None:
    """Print how well groups find the themes again: by words, by vectors, by both."""
    questions, themes = lille_questions(folder), lille_themes(folder)
    del questions[PROPOSALS]
    texts = [text for some in questions.values() for text in some]
    known = {text.id: themes[title] for title, some in questions.items() for text in some}
    asked = {text.id: title for title, some in questions.items() for text in some}
    began, spent = time.perf_counter(), time.process_time()
    features = reckon_texts(texts)
    print(
        f"{len(texts)} comments, {len(set(known.values()))} themes, {len(questions)} questions; features in "
        f"{time.perf_counter() - began:.1f} s, {time.process_time() - spent:.1f} s of processor"
    )
    print(f"\n{'':26} groups  NMI themes  NMI questions   the same, mean of {RESAMPLES} times {SHARE:.0%} of the texts")
    ways = {
        "words alone": (features, 0.0),
        "vectors alone": (features, 1.0),
        "both (what is used)": (features, vectors.SEMANTIC),
        "both, Snowball stems": (_stemmed(texts, features), vectors.SEMANTIC),
    }
    for name, (used, semantic) in ways.items():
        whole = _agreement(texts, used, semantic, known, asked)
        less = _resampled(texts, used, semantic, known, asked)
        print(f"{name:26} {whole[0]:6}  {whole[1]:10.3f}  {whole[2]:13.3f}   {less}", flush=True)
    _by_resolution(texts, features, known, asked)
    print(f"peak memory {_peak():.0f} MB")


def show(folder: Path) -> None:
    """Print the groups of all comments together, with their passages."""
    questions = lille_questions(folder)
    texts = [text for title, some in questions.items() if title != PROPOSALS for text in some]
    for group in group_texts(texts, find_voices(texts)):
        mark = {None: "", True: "", False: " (not stable)"}[group["is_stable"]]
        print(f"\n{group['count']:5} {group['stability']}{mark}  {group['label'] or 'apart'}")
        for passage in group["passages"]:
            print(f"      - {passage['quote']!r}")


def many(count: int, folder: Path, *, means: bool = False) -> None:
    """Print seconds and memory of one question of so many texts, then of a hundred more where features are stored."""
    questions = lille_questions(folder)
    texts = many_texts(count + 100, questions)
    take = _by_sentences if means else reckon_texts
    features = _timed(f"features of {count}", lambda: take(texts[:count]))
    part = _timed(f"roll-up of {count}", lambda: read_question(texts[:count], features))
    late = _timed("features of 100 more", lambda: take(texts[count:]))
    _timed(f"roll-up of {count + 100}", lambda: read_question(texts, features | late))
    shaky = sum(group["is_stable"] is False for group in part["groups"])
    print(
        f"{len(part['groups'])} groups, {shaky} not stable; {part['voice_count']} voices; peak memory {_peak():.0f} MB"
    )
    if count <= neighbours.EXACT:
        print(f"neighbours found by cells: {_recall(texts, features | late):.1%} of those found by comparing all")


def _agreement(texts, features, semantic, known, asked) -> tuple[int, float, float]:
    """Number of groups, NMI with the themes and with the questions."""
    groups = group_texts(texts, find_voices(texts), features, semantic=semantic)
    found = {key: group["number"] for group in groups for key in group["members"]}
    return len(groups), _nmi(known, found), _nmi(asked, found)


def _resampled(texts, features, semantic, known, asked) -> str:
    chance, scores = random.Random(0), []
    for _ in range(RESAMPLES):
        some = chance.sample(texts, round(SHARE * len(texts)))
        scores.append(_agreement(some, features, semantic, known, asked))
    groups, themes, questions = (sum(column) / RESAMPLES for column in zip(*scores, strict=True))
    return f"{groups:.0f}  {themes:.3f}  {questions:.3f}"


def _by_resolution(texts: Sequence[Text], features: Mapping[int, Features], known, asked) -> None:
    """The same for other resolutions of the communities, on one graph."""
    mine = [features[text.version_id] for text in texts]
    rows = vectors.space(vectors.weigh([found.lemmas for found in mine]), [found.vector for found in mine])
    graph = neighbours.graph(rows)
    for resolution in (0.7, communities.RESOLUTION, 1.2, 1.5, 2.0, 3.0):
        groups = communities.part(graph, rows, resolution=resolution)
        found = {text.id: int(group) for text, group in zip(texts, groups, strict=True)}
        score = f"{_nmi(known, found):10.3f}  {_nmi(asked, found):13.3f}"
        print(f"{f'resolution {resolution}':26} {len(set(groups)):6}  {score}")


def _nmi(known: Mapping[int, str], found: Mapping[int, int]) -> float:
    from sklearn.metrics import normalized_mutual_info_score

    return normalized_mutual_info_score([known[key] for key in found], list(found.values()))


def _stemmed(texts: Sequence[Text], features: Mapping[int, Features]) -> dict[int, Features]:
    """The features with Snowball stems in the place of lemmas."""
    import snowballstemmer

    stem = snowballstemmer.stemmer("french").stemWord
    made = {}
    for text in texts:
        stems = " ".join(unaccented(stem(word.form)) for word in words(text.whole) if not is_small(word.form))
        old = features[text.version_id]
        made[text.version_id] = Features(stems, old.signature, old.vector)
    return made


def _recall(texts: Sequence[Text], features: Mapping[int, Features]) -> float:
    mine = [features[text.version_id] for text in texts]
    rows = vectors.space(vectors.weigh([found.lemmas for found in mine]), [found.vector for found in mine])
    true, quick = neighbours.graph(rows), neighbours.graph(rows, exact=0)
    return true.astype(bool).multiply(quick.astype(bool)).nnz / true.nnz


def _by_sentences(texts: Sequence[Text]) -> dict[int, Features]:
    """Features whose vectors are the means of those of their sentences, each of which is read once."""
    import numpy as np

    known: dict[str, np.ndarray] = {}
    features = reckon_texts(texts, encoder=False)
    for text in texts:
        sentences = [text.body[start:end] for start, end in passages(text.body)]
        new = [sentence for sentence in dict.fromkeys(sentences) if sentence not in known]
        known |= {s: np.frombuffer(f.vector, "<f2") for s, f in zip(new, reckon(new), strict=True)}
        vector = np.mean([known[sentence] for sentence in sentences], axis=0, dtype=np.float32).astype("<f2").tobytes()
        old = features[text.version_id]
        features[text.version_id] = Features(old.lemmas, old.signature, vector)
    return features


def _timed(name: str, work):
    began, spent = time.perf_counter(), time.process_time()
    result = work()
    clock, processor = time.perf_counter() - began, time.process_time() - spent
    print(f"{name:26} {clock:8.1f} s, {processor:8.1f} s of processor, peak memory {_peak():.0f} MB", flush=True)
    return result


def _made(chance: random.Random, pool: Sequence[str]) -> str:
    """Sentences of a pool until they are about WORDS words."""
    sentences: list[str] = []
    while sum(len(sentence.split()) for sentence in sentences) < WORDS - 10:
        sentences.append(chance.choice(pool))
    return " ".join(sentences)


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=LILLE)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--many", type=int, default=0)
    parser.add_argument("--means", action="store_true")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"the export of the « grand débat » of Lille is not in {options.data}: nothing was measured")
        return 0
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)
    if options.show:
        show(options.data)
    elif options.many:
        many(options.many, options.data, means=options.means)
    else:
        against_themes(options.data)
        for size in SIZES:  # each in a process of its own, for its own peak of memory
            print(f"\n{size} texts of about {WORDS} words", flush=True)
            command = [sys.executable, "-m", "bench.grouping", "--data", str(options.data), "--many", str(size)]
            subprocess.run(command, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
