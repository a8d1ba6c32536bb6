"""Figures that PostgreSQL keeps beside the counters they are made of."""

from django.db.models import Case, F, FloatField, Q, Value, When
from django.db.models.functions import Cast, Least, Sqrt

_Z2 = 1.959964**2
_VOTES = Cast(F("agree_count") + F("disagree_count"), FloatField())
_SHARE = Least(F("agree_count"), F("disagree_count")) / _VOTES
_MARGIN = 1.959964 * Sqrt(_SHARE * (1.0 - _SHARE) / _VOTES + _Z2 / (4.0 * _VOTES * _VOTES))
DIVIDED = Case(
    When(
        Q(agree_count__gt=0, disagree_count__gt=0),
        then=2.0 * (_SHARE + _Z2 / (2.0 * _VOTES) - _MARGIN) / (1.0 + _Z2 / _VOTES),
    ),
    default=Value(0.0),
    output_field=FloatField(),
)
"""How divided readers are, as the roll-up measures it (synthesis.rollup.ranking.division): twice the lower bound of
Wilson's 95 % interval for the share of the smaller camp. 0 when nobody differs, towards 1 for many and even."""
