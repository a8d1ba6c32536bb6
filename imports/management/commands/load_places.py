"""`manage.py load_places FILE --consultation SLUG --source "…" --licence "…"`"""

from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultation.commands import PlatformCommand
from consultation.models import Consultation
from debates import locating
from debates.incoming import SetAside
from debates.models import PlaceList
from imports import place_list
from imports.tables import Unreadable


class Command(PlatformCommand):
    help = gettext_lazy("Pose une liste de lieux sous la carte d’une consultation ; recommencer ne change rien.")

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help=_("fichier CSV, ou CSV comprimé (.csv.gz)"))
        parser.add_argument("--consultation", required=True, help=_("adresse de la consultation"))
        parser.add_argument("--key", default="", help=_("nom court de la liste ; sinon, celui du fichier"))
        parser.add_argument("--source", default="", help=_("qui la publie, comme il faut le dire aux lecteurs"))
        parser.add_argument("--licence", default="", help=_("la licence, comme il faut la dire aux lecteurs"))
        parser.add_argument("--url", default="", help=_("adresse web de la liste"))

    def handle(self, *args, **options) -> None:
        consultation = self.consultation_named(options["consultation"])
        path = options["file"]
        try:
            into = _list(consultation, options)
            reading = place_list.read(path)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except Unreadable as error:
            raise CommandError(_("%s Rien n’a été posé.") % error) from error
        self._report(reading, locating.lay(into, reading.places))

    def _report(self, reading: place_list.Reading, laid: int) -> None:
        self._tell(reading.aside, _("Écartés, ligne par ligne :"))
        self._tell(reading.pointless, _("Posés sans point :"))
        if number := reading.addresses:
            said = ngettext(
                "%s adresse web fautive, laissée de côté.", "%s adresses web fautives, laissées de côté.", number
            )
            self.stdout.write(said % number)
        facts = {"read": reading.read, "laid": laid, "there": len(reading.places) - laid, "aside": len(reading.aside)}
        said = _("Lieux lus : %(read)s ; posés : %(laid)s ; déjà là : %(there)s ; écartés : %(aside)s.")
        self.stdout.write(said % facts)

    def _tell(self, rows: Iterable[SetAside], heading: str) -> None:
        for number, row in enumerate(rows):
            if not number:
                self.stdout.write(heading)
            self.stdout.write(f"{row.source.file}, {_('ligne')} {row.source.line} : {row.reason}")


def _list(consultation: Consultation, options: dict) -> PlaceList:
    """The list of this key, or a new one, unsaved; CommandError when nothing says where a new one comes from."""
    key = slugify(options["key"] or options["file"].name.split(".")[0])[:60]
    held = consultation.place_lists.filter(key=key).first()
    if held:
        return held
    if not options["source"] or not options["licence"]:
        raise CommandError(_("Une liste nouvelle dit d’où elle vient : donnez --source et --licence."))
    into = PlaceList(consultation=consultation, key=key)
    into.source, into.licence, into.url = options["source"], options["licence"], options["url"]
    into.full_clean()
    return into
