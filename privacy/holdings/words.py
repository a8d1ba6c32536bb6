"""Words that several holdings share."""

from django.utils.translation import gettext_lazy as _

WITH_THE_ACCOUNT = _("Aussi longtemps que votre compte.")
NEVER_ELSE = _("Jusqu’à ce que vous l’effaciez, et au plus tard avec votre compte.")
WITH_THE_TEXT = _("Aussi longtemps que le texte dont il s’agit.")
AT, STATE, TEXT, CONSULTATION = _("Date"), _("État"), _("Texte n°"), _("Consultation")
