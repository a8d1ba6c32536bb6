"""Anybody brings an archive and is told what agrees and what differs. Nothing of it is kept."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from consultation.limits import limited
from consultation.models import Consultation
from debates.views.common import consultation_of
from synthesis import archive, composing, renewing
from synthesis.archive.checking import check
from synthesis.models import Export, JobState

LARGEST = 100_000_000  # bytes of a file that is sent; a larger one is verified at home
SHOWN = 100  # differences on the page
_ENVELOPE = 10_000  # bytes around the file


class ArchiveForm(forms.Form):
    file = forms.FileField(
        label=_("L’archive (ZIP)"),
        help_text=_("100 Mo au plus. Le fichier est lu, comparé, puis effacé."),
        error_messages={
            "required": _("Choisissez l’archive."),
            "empty": _("Ce fichier est vide."),
            "max_length": _("Le nom de ce fichier est trop long."),
        },
        max_length=200,
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("Ce fichier dépasse 100 Mo : vérifiez-le sur votre ordinateur."))
        return file


@csrf_exempt  # nothing is changed for anybody, and reading the page sets no cookie; the size is known before the body
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = consultation_of(request, slug)
    if request.method == "POST":
        if not 0 < _length(request) <= LARGEST + _ENVELOPE:
            form = ArchiveForm()
            return _page(request, consultation, form, status=413, is_too_large=True)
        request.upload_handlers = [TemporaryFileUploadHandler(request)]
        return _answered(request, consultation)
    return _page(request, consultation, ArchiveForm())


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said[:15]) if said.isdecimal() else 0


@limited("verify")
def _answered(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    form = ArchiveForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, consultation, form, status=422)
    file = form.cleaned_data["file"]
    found = check(file.temporary_file_path(), "en" if get_language() == "en" else "fr")
    if found is None:
        return _page(request, consultation, ArchiveForm(), status=422, is_too_long=True)
    status = 422 if "unreadable" in found else 200
    told = {"found": found, "name": file.name, "ours": _ours(consultation, found)}
    return _page(request, consultation, ArchiveForm(), status=status, **told)


def _ours(consultation: Consultation, found: dict[str, Any]) -> str:
    """Whether the archive is of what this site publishes: file, document, other, elsewhere; "" when it says nothing."""
    facts = found.get("facts") or {}
    if not facts.get("slug"):
        return ""
    if facts["slug"] != consultation.slug or type(facts.get("number")) is not int:
        return "elsewhere"
    synthesis = consultation.syntheses.published().filter(number=min(facts["number"], 32_767)).first()
    if synthesis is None:
        return "elsewhere"
    made = Export.objects.filter(synthesis=synthesis, format=Export.Format.ARCHIVE, state=JobState.DONE)
    if made.filter(sha256=str(facts.get("sha256"))).exists():
        return "file"
    document = renewing.as_readable(composing.document(synthesis))
    return "document" if archive.anonymous_digest(document) == facts.get("document_sha256") else "other"


def _page(
    request: HttpRequest, consultation: Consultation, form: ArchiveForm, status: int = 200, **told: Any
) -> HttpResponse:
    found = told.get("found") or {}
    context = {
        "section": "synthesis",
        "consultation": consultation,
        "form": form,
        "shown": (found.get("differences") or [])[:SHOWN],
        "more": max(0, found.get("count", 0) - SHOWN),
        **told,
    }
    return render(request, "synthesis/verify.html", context, status=status)
