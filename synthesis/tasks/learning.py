"""Suggestions: learnt from what people have filed, written for what nobody has read."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import datetime

from celery import shared_task
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from consultation import links
from consultation.models import Consultation
from consultation.notices import hand_over
from debates.models import Theme
from synthesis import gathering
from synthesis.models import Extract, Suggestion, TextFeatures
from synthesis.reading import suggestions as reading
from synthesis.tasks import remembering

BATCH = 1_000  # texts asked about at a time
LOCK = 0x5A66  # first half of the key of the lock that a consultation's learning holds


@shared_task(acks_late=True, name="synthesis.tasks.learn")
def learn(consultation: int, asked_at: str = "") -> None:
    """Learn and suggest again, unless that was done since it was asked for."""
    found = Consultation.objects.filter(pk=consultation).first()
    since = parse_datetime(asked_at) if asked_at else None
    if found is None or (since and (reading.learnt_at(found) or since) > since):
        return
    renew(found)


@shared_task(name="synthesis.tasks.learn_all")
def learn_all() -> None:
    """Hand over each consultation in which something was filed, or posted, since its suggestions were learnt."""
    for consultation in reading.due():
        hand_over(learn, consultation.pk)


def renew(consultation: Consultation) -> int:
    """Learn natures and ideas, and write what each unread text probably speaks of; the number of texts.

    Suggestions of texts that were read since, and of models that can no longer be learnt, go. Safe to run twice and
    while people read: nothing else looks at these rows but the desk. 0 when another worker is at it.
    """
    with links.held(LOCK, consultation.pk) as is_alone:
        return _renew(consultation, timezone.now()) if is_alone else 0


def _renew(consultation: Consultation, now: datetime) -> int:
    from threadpoolctl import threadpool_limits

    _read_what_is_new(consultation, now)
    with threadpool_limits(limits=1):  # of rows so small several only wait for each other
        count = _suggest_all(consultation, now)
    old = Suggestion.objects.filter(contribution__question__theme__consultation=consultation, learnt_at__lt=now)
    old.delete()
    return count


def _suggest_all(consultation: Consultation, now: datetime) -> int:
    natures, count = _learnt(Extract.objects.of(consultation), "nature__key"), 0
    for theme in consultation.themes.all():
        filed = Extract.objects.filter(ideas__theme=theme, ideas__merged_into=None)
        ideas = _learnt(filed, "ideas")
        if natures or ideas:
            count += _suggest(theme, natures, ideas, now)
    return count


def _read_what_is_new(consultation: Consultation, now: datetime) -> None:
    """Features of the texts that no roll-up has read."""
    for question in consultation.themes.filter(questions__isnull=False).values_list("questions", flat=True):
        remembering.read(gathering.unread(question, now))


def _learnt(extracts, category: str):
    """A model of the values of a column of extracts, by text; None without enough of them."""
    from synthesis.learning.model import Example  # scikit-learn: for the worker only
    from synthesis.learning.model import learn as model_of

    filed: dict[int, list[Hashable]] = defaultdict(list)
    for version, value in extracts.order_by("at", "pk").values_list("version", category):
        if value is not None and value not in filed[version]:
            filed[version].append(value)
    texts = _texts(filed)
    return model_of(Example(texts[version], tuple(values)) for version, values in filed.items() if version in texts)


def _texts(versions: Iterable[int]) -> dict:
    """What is known of versions, by their ids; nothing of texts that left the pages."""
    from synthesis.learning.features import Read

    rows = TextFeatures.objects.filter(version__in=list(versions), recipe=gathering.recipe())
    rows = rows.values_list("version", "lemmas", "vector")
    return {version: Read(lemmas, None if vector is None else bytes(vector)) for version, lemmas, vector in rows}


def _suggest(theme: Theme, natures, ideas, now: datetime) -> int:
    """Write the suggestions of the unread texts of a theme, a batch at a time."""
    waiting = reading.unread(theme.consultation).filter(question__theme=theme).order_by("pk")
    pairs = list(waiting.values_list("pk", "live"))
    for start in range(0, len(pairs), BATCH):
        _suggest_batch(pairs[start : start + BATCH], natures, ideas, now)
    return len(pairs)


def _suggest_batch(pairs: list[tuple[int, int]], natures, ideas, now: datetime) -> None:
    from synthesis.learning.features import Read

    known = _texts(version for _contribution, version in pairs)
    texts = [known.get(version, Read("", None)) for _contribution, version in pairs]
    told = [model.likeliest(texts) if model else [[] for _text in texts] for model in (natures, ideas)]
    rows = [
        Suggestion(contribution_id=contribution, version_id=version, natures=nature, ideas=idea, learnt_at=now)
        for (contribution, version), nature, idea in zip(pairs, *told, strict=True)
    ]
    Suggestion.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["contribution"],
        update_fields=["version", "natures", "ideas", "learnt_at"],
    )
