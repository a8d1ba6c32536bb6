"""The ready-made fragments that the bare view joins."""

from django.db import models


class Fragment(models.Model):
    pk = models.CompositePrimaryKey("page", "place")
    page = models.IntegerField()
    place = models.IntegerField()
    html = models.TextField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_fragment"

    def __str__(self):
        return f"{self.page}.{self.place}"
