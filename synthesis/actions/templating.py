"""A body's own template, taken in and given up."""

import hashlib

from django.db import transaction

from consultation import audit, text
from consultation.models import Consultation, User
from synthesis.actions.refusing import Refused
from synthesis.exports import vetting, word
from synthesis.models import ReportTemplate

NAME_MAX = 200  # characters


def keep_template(consultation: Consultation, *, data: bytes, name: str, by: User) -> ReportTemplate:
    """Take a Word or OpenDocument file as the template of its format, in place of the one there was.

    Refused with the reason when it is not such a file, when something in it runs or fetches, or when no report can be
    made with it: that is tried here. Files made before stay as they are.
    """
    try:
        format, _parts = vetting.vetted(data)
        word.tried(data, format)
    except (vetting.Unfit, word.TemplateRefused) as error:
        raise Refused(str(error)) from None
    return _kept(consultation, format, data=data, name=text.clean_line(name)[-NAME_MAX:] or f"modele.{format}", by=by)


@transaction.atomic
def _kept(consultation: Consultation, format: str, *, data: bytes, name: str, by: User) -> ReportTemplate:
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    consultation.report_templates.filter(format=format).delete()
    digest = hashlib.sha256(data).hexdigest()
    kept = consultation.report_templates.create(format=format, name=name, data=data, sha256=digest, by=by)
    audit.record("report_template.kept", kept, by=by, format=format, sha256=digest)
    return kept


@transaction.atomic
def remove_template(template: ReportTemplate, *, by: User) -> None:
    """Give a template up: what is asked for from now on has the platform's look."""
    audit.record("report_template.removed", template, by=by, format=template.format, sha256=template.sha256)
    template.delete()
