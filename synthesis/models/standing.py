"""The ledger as it stood when a version was published."""

from django.db import models

from debates.models import Contribution
from synthesis.models.writing import Synthesis


class Standing(models.Model):
    """In which state a contribution was when a synthesis was published, whatever becomes of it since.

    One row a contribution of the consultation: no words, no author. PostgreSQL refuses to change one.
    """

    synthesis = models.ForeignKey(Synthesis, models.CASCADE, db_index=False, related_name="standings")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="standings")
    state = models.CharField(max_length=12)  # a `LedgerState`
    reason = models.CharField(max_length=12, blank=True)  # as `reading.ledger.reason_of` says it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["synthesis", "contribution"], name="one_standing")]

    def __str__(self):
        return f"{self.synthesis_id}: {self.contribution_id} {self.state}"
