"""The commune that a list means, from what it says of it. One query, then memory: lists have thousands of lines."""

from collections import defaultdict
from dataclasses import dataclass, replace

from consultation.territories import drawing
from consultation.territories.models import Commune
from consultation.territories.names import fold, spellings
from debates.locating import MARGIN

# Arrondissements of Paris, Lyon and Marseille (first and last code) and the commune they are part of.
ARRONDISSEMENTS = (("75101", "75120", "75056"), ("69381", "69389", "69123"), ("13201", "13216", "13055"))
CORSICA = {"2A", "2B"}


@dataclass(frozen=True)
class Clues:
    """What a list says of where a place is; "" and None where it says nothing."""

    code: str = ""  # INSEE
    names: tuple[str, ...] = ()
    postcode: str = ""
    stands_in: str = ""  # the code of the commune that its publisher found under the point
    point: tuple[float, float] | None = None  # latitude, longitude


class Communes:
    """All communes of the database, by code, name and postcode."""

    def __init__(self):
        self.by_code: dict[str, Commune] = {}
        self.by_name: dict[str, list[Commune]] = defaultdict(list)
        self.by_postcode: dict[str, list[Commune]] = defaultdict(list)
        for commune in Commune.objects.all():
            self.by_code[commune.pk] = commune
            self.by_name[commune.search_name].append(commune)
            for postcode in commune.postcodes.split():
                self.by_postcode[postcode].append(commune)

    def meant_by(self, clues: Clues) -> Commune | None:
        """The one commune that the clues mean; None when they mean none, several, or contradict each other."""
        if coded := self._coded(clues.code):
            return coded
        if clues.point and not drawing.departments_at(clues.point[1], clues.point[0], margin=MARGIN):
            clues = replace(clues, point=None)  # out at sea or abroad: it tells nothing
        return self._named(clues) or self._posted(clues) or self._under(clues)

    def _coded(self, code: str) -> Commune | None:
        code = code.upper().rjust(5, "0") if code else ""
        whole = next((city for first, last, city in ARRONDISSEMENTS if first <= code <= last), code)
        return self.by_code.get(whole)

    def _named(self, clues: Clues) -> Commune | None:
        for name in clues.names:
            known = [commune for each in spellings(name) for commune in self.by_name.get(each, ())]
            meant = [commune for commune in dict.fromkeys(known) if _agrees(commune, clues)]
            exact = [commune for commune in meant if _postcode(clues) in commune.postcodes.split()]
            if len(exact or meant) == 1:
                return (exact or meant)[0]
        return None

    def _posted(self, clues: Clues) -> Commune | None:
        """By the postcode alone, unless the list names a commune there is, elsewhere: one of the two is wrong."""
        if any(each in self.by_name for name in clues.names for each in spellings(name)):
            return None
        meant = self.by_postcode.get(_postcode(clues), [])
        return meant[0] if len(meant) == 1 and _agrees(meant[0], clues) else None

    def _under(self, clues: Clues) -> Commune | None:
        """The commune under the point, unless the list names another one and nothing but the point speaks for it."""
        commune = self._coded(clues.stands_in)
        if commune is None or not _agrees(commune, clues):
            return None
        is_confirmed = _postcode(clues) in commune.postcodes.split()
        is_contradicted = any(map(fold, clues.names)) or bool(_postcode(clues))
        return commune if is_confirmed or not is_contradicted else None


def _postcode(clues: Clues) -> str:
    return clues.postcode.rjust(5, "0") if clues.postcode.isdecimal() else ""


def _agrees(commune: Commune, clues: Clues) -> bool:
    """Whether postcode and point, where there are any, are of the department of the commune or near it."""
    department, postcode = commune.department_id, _postcode(clues)
    if postcode and not (postcode.startswith(department) or (postcode.startswith("20") and department in CORSICA)):
        return postcode in commune.postcodes.split()
    if clues.point is None:
        return True
    latitude, longitude = clues.point
    return drawing.is_within(department, longitude, latitude, margin=MARGIN)
