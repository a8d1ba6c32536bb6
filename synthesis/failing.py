"""What somebody can do about a file that could not be made."""

from django.utils.translation import gettext as _

FULL = ("[Errno 28]", "[Errno 27]", "[Errno 122]", "No space left", "DiskFull", "MemoryError")  # ENOSPC, EFBIG, EDQUOT


def advice(error: str) -> str:
    """A sentence for the error that is on the row of a job, in the active language."""
    if error.startswith(("TemplateRefused", "Unfit")):
        return _(
            "Le modèle déposé n’a pas pu être appliqué. Retirez-le ou déposez-en un autre sur la page « Exporter », "
            "puis recommencez."
        )
    if any(sign in error for sign in FULL):
        return _(
            "Le serveur n’a plus de place pour écrire ce fichier. Demandez à qui exploite le site d’en libérer, puis "
            "recommencez."
        )
    if error.startswith("Away"):
        return _("Le dépôt des fichiers ne répond pas. Dites-le à qui exploite le site, puis recommencez.")
    if error.startswith("NotVerbatim"):
        return _(
            "Aucun fichier n’est fait d’une citation qui n’est plus mot pour mot. Dites-le à qui exploite le site : "
            "« manage.py check_quotes » nomme les passages."
        )
    if error.startswith("Deadly"):
        return _(
            "Ce travail interrompt le programme qui le fait, sans doute faute de mémoire. Dites-le à qui exploite "
            "le site."
        )
    if error.startswith("NotConverted"):
        return _("La conversion dans ce format a échoué. Recommencez ; si cela dure, choisissez un autre format.")
    return _("Recommencez dans un moment. Si cela dure, donnez le message ci-dessous à qui exploite le site.")
