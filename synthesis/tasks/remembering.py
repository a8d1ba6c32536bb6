"""What is reckoned of each text alone, kept by version, so that each text is read once whatever the roll-ups."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import QuerySet

from debates.models import State, Version
from synthesis import gathering
from synthesis.models import TextFeatures
from synthesis.rollup.texts import Text

BATCH = 100  # texts reckoned between two writings
READ = 2_000  # rows fetched at a time
COLUMNS = ("recipe", "lemmas", "signature", "vector")


def read(versions: QuerySet[Version]) -> int:
    """Reckon and keep the features of versions, a batch at a time. How many there were."""
    pks, count = list(versions.order_by("pk").values_list("pk", flat=True)), 0
    for start in range(0, len(pks), BATCH):
        count += _read_batch(pks[start : start + BATCH])
    return count


def features(texts: Sequence[Text]) -> dict:
    """The features of texts by the id of their version; of one that nobody has kept, reckoned now."""
    from synthesis.rollup.features import reckon_texts  # the encoder: for the worker only

    found = {}
    for start in range(0, len(texts), READ):
        found |= _kept([text.version_id for text in texts[start : start + READ]])
    missing = [text for text in texts if text.version_id not in found]
    return found | reckon_texts(missing, encoder=settings.ROLLUP_ENCODER)


def _read_batch(pks: list[int]) -> int:
    from synthesis.rollup import features

    versions = list(Version.objects.filter(pk__in=pks).order_by("pk").only("pk", "title", "text"))
    texts, titles = [version.text for version in versions], [version.title for version in versions]
    made = features.reckon(texts, titles, encoder=settings.ROLLUP_ENCODER)
    rows = [
        TextFeatures(
            version=version,
            recipe=gathering.recipe(),
            lemmas=each.lemmas.replace("\0", ""),
            signature=each.signature,
            vector=each.vector,
        )
        for version, each in zip(versions, made, strict=True)
    ]
    TextFeatures.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["version"], update_fields=list(COLUMNS)
    )
    # Who took his texts along while they were read must not be found here. Whoever does so after this line is
    # forgotten by `parting.forget`, which runs after he left.
    TextFeatures.objects.filter(version__in=pks).exclude(version__contribution__state=State.PUBLISHED).delete()
    return len(rows)


def _kept(pks: list[int]) -> dict:
    from synthesis.rollup.features import Features

    rows = TextFeatures.objects.filter(version__in=pks, recipe=gathering.recipe())
    return {
        version: Features(lemmas, bytes(signature), None if vector is None else bytes(vector))
        for version, lemmas, signature, vector in rows.values_list("version", "lemmas", "signature", "vector")
    }
