"""What the home of a consultation says in figures, counted now and then."""

from django.db import models
from django.utils import timezone

from consultation.models import Consultation


class Pulse(models.Model):
    """Figures of a whole consultation as of `at`: a page reads this row where counting would read every text.

    `figures` are those of `debates.reading.key_figures`, `departments` those of `by_department`: numbers alone, never
    a text, so that being late shows nothing that was hidden.
    """

    consultation = models.OneToOneField(Consultation, models.CASCADE, primary_key=True, related_name="pulse")
    figures = models.JSONField(default=dict)
    departments = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.consultation_id} {self.at:%Y-%m-%d %H:%M}"
