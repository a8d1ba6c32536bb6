"""What search reads."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from consultation.models import Consultation
from debates.models.texts import Contribution


class SearchEntry(models.Model):
    """The words of the live version of a text, stemmed and without accents; kept by `debates.actions`.

    A table of its own, so that a reaction, which changes the row of the text, leaves the index of words alone.
    """

    contribution = models.OneToOneField(Contribution, models.CASCADE, primary_key=True, related_name="search_entry")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="search_words")]

    def __str__(self):
        return str(self.contribution_id)
