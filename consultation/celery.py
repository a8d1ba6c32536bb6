"""The Celery application: `celery -A consultation worker --beat`."""

import os

from celery import Celery

from consultation import alive, yielding

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")

app = Celery("consultation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["consultation"], related_name="notices")
app.autodiscover_tasks(["consultation"], related_name="sessions")
app.autodiscover_tasks(["consultation"], related_name="attempts")
app.autodiscover_tasks(["consultation"], related_name="signs")
app.autodiscover_tasks(["consultation.audit", "consultation.files"])
app.autodiscover_tasks(["privacy"], related_name="periodic")
alive.begin()
yielding.begin()
