"""Categories learnt from examples, and the likeliest ones of a new text with probabilities that may be shown."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.learning.features import Read, Space, space

MIN_EXAMPLES = 20  # texts that somebody has filed, in all
MIN_EACH = 3  # of a category, or it is not learnt
MIN_CATEGORIES = 2
MOST = 5_000  # examples that are learnt from, the last ones
STRENGTH = 3.0  # inverse of the regularisation; measured by bench/learning.py
FOLDS = 5
ROUNDS = 500  # of the optimiser, at most
SHOWN = 3  # categories suggested of a text, at most
LEAST = 0.01  # probability under which none is


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the categories somebody filed its passages under, one or more."""

    text: Read
    categories: tuple[Hashable, ...]


@dataclass(frozen=True)
class Learnt:
    """A model of some categories."""

    space: Space
    classifier: "_Classifier"
    temperature: float
    doubt: float  # what is left to all categories alike: n answers bear out no more than (n + 1) / (n + 2)

    def likeliest(self, texts: Sequence[Read], most: int = SHOWN) -> list[list[tuple[Hashable, float]]]:
        """For each text its likeliest categories with their probabilities, at most `most`, none under LEAST.

        Nothing for a text of which nothing is known.
        """
        if not texts:
            return []
        shares = self.classifier.shares(self.space.rows(texts), self.temperature)
        shares = (1 - self.doubt) * shares + self.doubt / len(self.classifier.names)
        return [
            [] if text.is_empty else _first(self.classifier.names, row, most)
            for text, row in zip(texts, shares, strict=True)
        ]


def learnable(examples: Iterable[Example]) -> list[Example]:
    """The examples there is something to learn from; [] where they are too few.

    MIN_EXAMPLES texts in MIN_CATEGORIES categories of MIN_EACH each at least; categories with less are left out, and of
    more than MOST examples only the last are looked at.
    """
    examples = list(examples)[-MOST:]
    counts = Counter(category for example in examples for category in set(example.categories))
    known = {category for category, count in counts.items() if count >= MIN_EACH}
    kept = [
        Example(example.text, tuple(category for category in example.categories if category in known))
        for example in examples
        if known & set(example.categories) and not example.text.is_empty
    ]
    return kept if len(kept) >= MIN_EXAMPLES and len(known) >= MIN_CATEGORIES else []


def learn(examples: Iterable[Example]) -> Learnt | None:
    """A multinomial logistic regression over the categories; None when there is too little to learn from.

    A text of k categories counts 1 / k for each. Probabilities are calibrated by temperature: the logits are divided
    by the number that makes the answers on texts not learnt from likeliest, over FOLDS parts (Guo, Pleiss, Sun,
    Weinberger, "On Calibration of Modern Neural Networks", ICML 2017, section 4.2), against targets that n answers can
    bear out: (n + 1) / (n + 2) for the true category rather than 1 (Platt, "Probabilistic Outputs for Support Vector
    Machines", 1999, section 2.2). The same examples in the same order give the same model.
    """
    examples = learnable(examples)
    made = space([example.text for example in examples]) if examples else None
    if made is None:
        return None
    data = _unfolded(made, examples)
    if len(set(data.categories)) < MIN_CATEGORIES:
        return None
    return Learnt(made, _fitted(data), *_calibrated(data))


@dataclass(frozen=True)
class _Data:
    """A row an example and category, with its weight and the number of the fold its text is in."""

    rows: Any
    categories: list[Hashable]
    weights: Any
    folds: Any

    def __getitem__(self, chosen: Any) -> "_Data":
        import numpy as np

        places = np.flatnonzero(chosen)
        categories = [self.categories[place] for place in places]
        return _Data(self.rows[places], categories, self.weights[places], self.folds[places])


def _unfolded(made: Space, examples: Sequence[Example]) -> _Data:
    import numpy as np

    rows = made.rows([example.text for example in examples])
    seen: Counter[Hashable] = Counter()
    places, categories, weights, folds = [], [], [], []
    for place, example in enumerate(examples):
        fold = seen[example.categories[0]] % FOLDS  # as many of each category in each
        seen[example.categories[0]] += 1
        for category in example.categories:
            places.append(place)
            categories.append(category)
            weights.append(1 / len(example.categories))
            folds.append(fold)
    return _Data(rows[places], categories, np.array(weights), np.array(folds))


@dataclass(frozen=True)
class _Classifier:
    """A fitted regression and the categories that its columns stand for."""

    regression: Any
    names: list[Hashable]

    def logits(self, rows: Any) -> Any:
        """A column a category; of two, scikit-learn gives the difference of both."""
        import numpy as np

        logits = self.regression.decision_function(rows)
        return np.stack([-logits / 2, logits / 2], axis=1) if logits.ndim == 1 else logits

    def shares(self, rows: Any, temperature: float) -> Any:
        """A row a text, which adds up to 1."""
        from scipy.special import softmax

        return softmax(self.logits(rows) / temperature, axis=1)


def _fitted(data: _Data) -> _Classifier:
    from sklearn.linear_model import LogisticRegression

    names = sorted(set(data.categories), key=str)
    numbers = {name: number for number, name in enumerate(names)}
    regression = LogisticRegression(C=STRENGTH, max_iter=ROUNDS, tol=0.001)
    regression.fit(data.rows, [numbers[category] for category in data.categories], sample_weight=data.weights)
    return _Classifier(regression, names)


def _calibrated(data: _Data) -> tuple[float, float]:
    """Temperature and doubt, by the texts of each fold asked of a model of the other folds."""
    import numpy as np
    from scipy.optimize import minimize_scalar

    parts = [(data[data.folds != fold], data[data.folds == fold]) for fold in range(FOLDS)]
    answers = [answer for learnt, asked in parts if (answer := _answers(learnt, asked))]
    doubt = 1 / (sum(len(true) for _logits, true, _weights in answers) + 2)
    if not answers:
        return 1.0, doubt

    def surprise(logarithm: float) -> float:
        return sum(_surprise(*answer, np.exp(logarithm), doubt) for answer in answers)

    return float(np.exp(minimize_scalar(surprise, bounds=(-3, 3), method="bounded").x)), doubt


def _answers(learnt: _Data, asked: _Data) -> tuple[Any, list[int], Any] | None:
    """Logits, columns of the true categories and weights of what is asked; None when nothing can be asked."""
    names = set(learnt.categories)
    asked = asked[[category in names for category in asked.categories]]
    if len(names) < MIN_CATEGORIES or not asked.categories:
        return None
    classifier = _fitted(learnt)
    columns = {name: column for column, name in enumerate(classifier.names)}
    return classifier.logits(asked.rows), [columns[category] for category in asked.categories], asked.weights


def _surprise(logits: Any, true: list[int], weights: Any, temperature: float, doubt: float) -> float:
    """Cross-entropy of the answers, with `doubt` spread over the other categories."""
    import numpy as np
    from scipy.special import log_softmax

    found = log_softmax(logits / temperature, axis=1)
    targets = np.full(found.shape, doubt / (found.shape[1] - 1))
    targets[range(len(true)), true] = 1 - doubt
    return -float(((found * targets).sum(axis=1) * weights).sum())


def _first(names: Sequence[Hashable], shares: Any, most: int) -> list[tuple[Hashable, float]]:
    order = sorted(range(len(names)), key=lambda column: -shares[column])[:most]
    return [(names[column], round(float(shares[column]), 4)) for column in order if shares[column] >= LEAST]
