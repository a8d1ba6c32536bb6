"""What search reads."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F
from django.utils import timezone

from consultation.models import Consultation
from debates.models.texts import Contribution


@SearchVectorField.register_lookup
class Meets(models.Lookup):
    """`words__meets="'cooper' & 'lieu'"`: a tsquery already in stems (`debates.query`), which nothing parses again."""

    lookup_name = "meets"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        sql, values = self.process_lhs(compiler, connection)
        return f"{sql} @@ %s::tsquery", [*values, str(self.rhs)]


class SearchEntry(models.Model):
    """The words of the live version of a public text, stemmed and without accents; kept by `debates.indexing`.

    Beside the words stand the facets one may filter by ("q=12"), so that one index answers for all at once. A table of
    its own, so that a reaction, which changes the row of the text, leaves the index of words alone.
    """

    contribution = models.OneToOneField(Contribution, models.CASCADE, primary_key=True, related_name="search_entry")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)  # the date of the text: newest first is read from here
    words = SearchVectorField()

    class Meta:
        indexes = [
            # no pending list: a reader would have to read it whole, whoever writes waits a millisecond instead
            GinIndex(fields=["words"], name="search_words", fastupdate=False),
            models.Index(F("consultation"), F("at").desc(), F("contribution").desc(), name="search_newest"),
        ]

    def __str__(self):
        return str(self.contribution_id)
