from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ConsultationConfig(AppConfig):
    name = "consultation"
    verbose_name = _("Consultations et personnes")

    def ready(self):
        from consultation import celery, checks, tracing  # noqa: F401 (celery: the application of every shared task)

        tracing.begin()
        if settings.SENTRY_DSN:
            from consultation import faults

            faults.report_to(settings.SENTRY_DSN)
        autodiscover_modules("public")  # each application says what everybody may read of it


class TechnicalAdministrationConfig(AdminConfig):
    default_site = "consultation.admin_site.Site"
