from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationConfig(AppConfig):
    name = "consultation"
    verbose_name = _("Consultations et personnes")

    def ready(self):
        from consultation import celery  # noqa: F401 (makes it the application of every shared task)
