"""What the page of the charter takes from the debate: its rules, and when texts are read."""

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.models import Consultation
from debates import charter

register = template.Library()


@register.simple_tag
def charter_rules(consultation: Consultation | None) -> list[charter.Rule]:
    """The rules of a consultation; the default ones for the whole site. One query."""
    return charter.rules_of(consultation) if consultation else charter.default_rules()


@register.simple_tag
def moderation_of(consultation: Consultation) -> list[str]:
    """Sentences: when texts are read here, and the themes that differ. One query."""
    before = Consultation.Moderation.BEFORE
    lines = [capfirst(_read(consultation.moderation == before))]
    for theme in consultation.themes.exclude(moderation__in=("", consultation.moderation)):
        words = _("Thème « %(theme)s » : %(when)s")
        lines.append(words % {"theme": theme.name, "when": _read(theme.moderation == before)})
    if consultation.holds_newcomers:
        lines.append(_("Le premier texte de chaque personne est lu avant de paraître."))
    if consultation.reports_to_hold:
        words = ngettext(
            "Un texte que %(n)s personne a signalé attend qu’un modérateur décide.",
            "Un texte que %(n)s personnes différentes ont signalé attend qu’un modérateur décide.",
            consultation.reports_to_hold,
        )
        lines.append(words % {"n": consultation.reports_to_hold})
    return lines


def _read(before: bool) -> str:
    if before:
        return _("un modérateur lit chaque texte avant sa mise en ligne.")
    return _("les textes paraissent aussitôt ; un modérateur peut ensuite les masquer.")
