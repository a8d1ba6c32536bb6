"""A list of places laid under a consultation: what is taken, what is laid without its point, what is set aside."""

import gzip
import re

import pytest
from django.core.management import CommandError, call_command

from consultation.models import AuditEntry, Consultation
from consultation.territories.load import load_territories
from debates.models import Place, PlaceList
from imports.place_list import web_address
from tests.factories import CommuneFactory, ConsultationFactory, DepartmentFactory
from tests.imports.folders import REAL

pytestmark = pytest.mark.django_db
TIERS_LIEUX = REAL / "tiers-lieux-2019" / "CGET_TiersLieux_2019_sans_contacts.csv.gz"
HEAD = "ID,NOM_TL,ADRESSE,CP,COMINIT,INSEECOM,INSEEMETRO,WEB,TYPO,LAT,LONG\n"
SAID = {"source": "L’observatoire", "licence": "Licence Ouverte 2.0"}


@pytest.fixture
def slug(db) -> str:
    CommuneFactory(postcodes="23500")
    CommuneFactory(small_town=True, postcodes="23000")
    CommuneFactory(
        code="75056", name="Paris", postcodes="75001 75011", department=DepartmentFactory(code="75", name="Paris")
    )
    CommuneFactory(
        code="14001", name="Felletin", postcodes="14000", department=DepartmentFactory(code="14", name="Calvados")
    )
    return ConsultationFactory(slug="tiers-lieux").slug


@pytest.fixture
def lay(tmp_path, slug, capsys):
    """Lay some lines of the format above; what the command said."""

    def laid(*lines: str, head: str = HEAD, **options) -> str:
        path = tmp_path / "liste.csv"
        path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        call_command("load_places", path, **(SAID | {"consultation": slug} | options))
        return capsys.readouterr().out

    return laid


def test_a_place_comes_with_its_commune_its_point_and_what_the_list_says(lay):
    said = lay("7,La perception,2 rue Haute,23500,Felletin,23079,23079,www.exemple.fr,Coworking,45.882,2.174")
    assert "Lieux lus : 1 ; posés : 1 ; déjà là : 0 ; écartés : 0." in said
    place = Place.objects.get()
    assert (str(place), str(place.commune), place.latitude, place.longitude) == (
        "La perception",
        "Felletin (23)",
        45.882,
        2.174,
    )
    assert (place.url, place.origin) == ("http://www.exemple.fr", "liste:7")
    assert place.facts == {"address": "2 rue Haute", "type": "Coworking"}
    assert (place.list.source, place.list.licence) == ("L’observatoire", "Licence Ouverte 2.0")
    assert Consultation.objects.get().has_places


def test_again_changes_nothing_and_a_longer_list_adds_only_what_is_new(lay):
    one = "1,Un lieu,,23500,Felletin,23079,,,,45.882,2.174"
    lay(one)
    assert "Lieux lus : 1 ; posés : 0 ; déjà là : 1 ; écartés : 0." in lay(one, source="", licence="")
    assert "Lieux lus : 2 ; posés : 1 ; déjà là : 1 ; écartés : 0." in lay(one, "2,Un autre,,23000,Guéret,23096,,,,,")
    assert Place.objects.count() == 2
    assert PlaceList.objects.count() == 1
    assert AuditEntry.objects.filter(action="places.laid").count() == 2


@pytest.mark.parametrize(
    ("line", "commune"),
    [
        ("1,Lieu,,0,,75111,75056,,,48.86,2.38", "Paris (75)"),  # an arrondissement
        ("1,Lieu,,0,GUERET,0,,,,,", "Guéret (23)"),
        ("1,Lieu,,23500,Felletin,0,,,,,", "Felletin (23)"),  # two have the name, one the postcode
        ("1,Lieu,,0,Felletin,0,,,,45.882,2.174", "Felletin (23)"),  # ... or the point
        ("1,Lieu,,23500,,0,,,,,", "Felletin (23)"),
        ("1,Lieu,,23500,Beaumont-du-Lac,0,23079,,,45.882,2.174", "Felletin (23)"),  # merged since: postcode and point
        ("1,Lieu,,,,0,23079,,,45.882,2.174", "Felletin (23)"),  # nothing but the point
    ],
)
def test_a_commune_is_found_by_what_is_known(lay, line, commune):
    lay(line)
    assert str(Place.objects.get().commune) == commune


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,Lieu,,0,Tournai,0,75056,,,48.86,2.38", "commune introuvable : Tournai"),
        ("1,Lieu,,0,,0,,,,,", "commune introuvable : rien"),
        ("1,Lieu,,0,Felletin,0,,,,,", "commune introuvable : Felletin"),  # two have the name
        ("1,Lieu,,75011,Felletin,0,,,,,", "commune introuvable : Felletin, 75011"),
        ("1,Lieu,,23500,Felletin,23079,,,,48.86,2.38", r"la commune est Felletin \(23\) et le point dans : .*75"),
        ("1, ,,23500,Felletin,23079,,,,,", "pas de nom"),
        ("1,\u200b,,23500,Felletin,23079,,,,,", "pas de nom"),
        (",Lieu,,23500,Felletin,23079,,,,,", "pas d’identifiant"),
        ("1,Lieu,,23500", "4 colonnes au lieu de 11"),
    ],
)
def test_what_is_not_known_is_set_aside_with_its_line(lay, line, reason):
    said = lay("0,Ailleurs,,23000,Guéret,23096,,,,,", line).replace("\u00a0", " ").replace("\u202f", " ")
    assert re.search(rf"liste\.csv, ligne 3 : {reason}", said), said
    assert "Lieux lus : 2 ; posés : 1 ; déjà là : 0 ; écartés : 1." in said
    assert Place.objects.count() == 1


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        (",", "pas de coordonnées lisibles"),
        ("0,0", "pas de coordonnées lisibles"),
        ("nord,2.1", "pas de coordonnées lisibles"),
        ("nan,2.1", "pas de coordonnées lisibles"),
        ("-33.8,151.2", "coordonnées hors de France"),
        ("900,2.1", "coordonnées hors de France"),
        ("90,2.1", "coordonnées hors de France"),
    ],
)
def test_a_bad_point_is_told_and_the_place_laid_without(lay, point, reason):
    assert reason in lay(f"1,Lieu,,23500,Felletin,23079,,,,{point}")
    assert not Place.objects.get().has_point


def test_twins_are_laid_once(lay):
    said = lay(
        "1,La Cordée,2 rue Haute,23500,Felletin,23079,,,,45.8820,2.1740",
        "2,la cordee,,23500,Felletin,23079,,,,45.8821,2.1741",  # the same name ten metres away
        "3,La Cordée,9 rue Basse,23500,Felletin,23079,,,,45.8920,2.1840",  # another house
        "4,La Cordée,2 Rue Haute,23500,Felletin,23079,,,,,",  # the same address
        "1,Autre,,23500,Felletin,23079,,,,,",
    )
    assert "Lieux lus : 5 ; posés : 2 ; déjà là : 0 ; écartés : 3." in said
    assert "identifiant déjà pris à la ligne 2" in said


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("www.exemple.fr", "http://www.exemple.fr"),
        ("https://exemple.fr/lieu", "https://exemple.fr/lieu"),
        ("", ""),
        ("en cours", ""),
        ("https://exemple.fr/trop-long…", ""),
        ("https://exemple.fr|site web", ""),
        ("javascript:alert(1)", ""),
        ("javascript://exemple.fr/%0aalert(1)", ""),
        ("http://" + "x" * 500 + ".fr", ""),
    ],
)
def test_what_is_no_web_address_is_left_out(words, url):
    assert web_address(words) == url


def test_columns_may_have_plain_names_and_semicolons(lay):
    lay("a1;Lieu;23500;45,882;2,174", head="id;nom;code_postal;latitude;longitude\n")
    assert Place.objects.get().latitude == 45.882


def test_refusals_write_nothing(lay, slug, tmp_path):
    line = "1,Lieu,,23500,Felletin,23079,,,,,"
    with pytest.raises(CommandError, match="--source et --licence"):
        lay(line, source="")
    with pytest.raises(CommandError, match="aucune colonne"):
        lay("1;2", head="id;adresse\n")
    with pytest.raises(CommandError, match="Pas de consultation"):
        lay(line, consultation="nulle-part")
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("load_places", tmp_path / "absent.csv", consultation=slug, **SAID)
    broken = tmp_path / "broken.csv.gz"
    broken.write_bytes(gzip.compress(b"id,nom\n" * 1000)[:-20])
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("load_places", broken, consultation=slug, **SAID)
    assert not Place.objects.exists()
    assert not PlaceList.objects.exists()


@pytest.mark.skipif(not TIERS_LIEUX.exists(), reason=f"the list of 2019 is not at {TIERS_LIEUX}")
def test_the_list_of_2019(capsys):
    load_territories()
    ConsultationFactory(slug="tiers-lieux")

    call_command("load_places", TIERS_LIEUX, consultation="tiers-lieux", **SAID)
    said = capsys.readouterr().out
    assert "Lieux lus : 1512 ; posés : 1505 ; déjà là : 0 ; écartés : 7." in said
    assert [int(line) for line in re.findall(r"csv.gz, ligne (\d+)", said)] == [827, 849, 1214, 1224, 1461, 1462, 1510]
    assert Place.objects.filter(longitude__isnull=True).count() == 0
    assert Place.objects.filter(commune="75056").count() == 212
    assert Place.objects.filter(commune__department__in=["971", "972", "973", "974", "976"]).count() == 6

    call_command("load_places", TIERS_LIEUX, consultation="tiers-lieux")
    assert "Lieux lus : 1512 ; posés : 0 ; déjà là : 1505 ; écartés : 7." in capsys.readouterr().out
