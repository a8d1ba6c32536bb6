from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ConsultationConfig(AppConfig):
    name = "consultation"
    verbose_name = _("Consultations et personnes")

    def ready(self):
        from consultation import celery  # noqa: F401 (makes it the application of every shared task)

        autodiscover_modules("public")  # each application says what everybody may read of it


class TechnicalAdministrationConfig(AdminConfig):
    default_site = "consultation.admin_site.Site"
