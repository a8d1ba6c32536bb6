from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowingConfig(AppConfig):
    name = "following"
    verbose_name = _("suivis et avis")

    def ready(self):
        from following import apart  # noqa: F401 (registers itself)
