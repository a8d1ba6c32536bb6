"""What filters find and, more often, what they do not: a filter that cries at nothing is one nobody believes."""

import string
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from debates.filters import find, find_insults, find_links
from debates.filters.personal import is_iban, is_nir

CONTENT = Path(__file__).parents[2] / "demo" / "content"


def sorts(text: str, addresses: list[str] | None = None) -> set[str]:
    return {finding.sort for finding in find(text, addresses or [])}


# --- Insults


@pytest.mark.parametrize(
    "typed",
    [
        "connard",
        "CONNARDS !!!",
        "Espèce d’idiot",
        "bande de cons",
        "va te faire foutre",
        "c o n n a r d",
        "c.o.n.n.a.r.d",
        "con-nard",
        "connnnnard",
        "c0nn@rd",
        "$@l0p€",
        "s*lope",
        "putaiiiin",
        "en\u200bculé",
        "ѕаlоре",  # Cyrillic letters
        "ｓａｌａｕｄ",
        "Ta gueule, toi",
        "Quelle équipe, l’espèce de con",
        "fils-de-pute",
    ],
)
def test_an_insult_is_found_however_it_is_typed(typed):
    assert "insult" in sorts(f"Je vous le dis : {typed} et voilà.")


@pytest.mark.parametrize(
    "typed",
    [
        "La connaissance du député, dans ce bâtiment, ne dépend pas de sa salopette.",
        "Scunthorpe, Condom et Montcuq sont des communes ; Nègrepelisse aussi.",
        "Nous disputons la réputation des imputations et des computers.",
        "Concours, conseil, contribution, conserverie, confrère et connexion.",
        "Le ramassage des ordures ménagères et du fumier, les ratons, les chiens, le thon et la morue.",
        "Une bitte d’amarrage, un habitant, la salle des fêtes, un sale temps, une pauvre récolte.",
        "C’est une idée débile, franchement idiote, et un service minable.",
        "R E R A, S N C F, A D I L, h l m, 3 à 4 m² par personne.",
        "Le bar du rat mort sert des porcs fermiers aux gros appétits.",
        "Les juifs, les arabes, les gitans, les noirs et les homosexuels sont chez eux ici.",
        "Un con-seil, dit le plaisantin à l’encyclopédie pédestre.",
    ],
)
def test_innocent_words_are_left_alone(typed):
    assert find_insults(typed) == []


def test_a_consultation_has_words_of_its_own():
    assert find_insults("Le projet Machin est un scandale", "") == []
    [found] = find_insults("Le projet Machin est un scandale", "projet machin\n\n  \nautre")
    assert (found.sort, found.words) == ("own_word", ("projet machin",))
    assert find_insults("Les projets du machiniste", "projet machin") == []


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300), st.text(max_size=40))
def test_nothing_that_people_type_breaks_a_filter(text, own):
    for finding in find(text, [text], own):
        assert finding.words


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(["connard", "salope", "encule"]), st.integers(3, 9))
def test_letters_repeated_are_read_as_one(word, times):
    for letter in set(word):
        typed = word.replace(letter, letter * times)
        assert find_insults(typed), typed


# --- Personal data


@pytest.mark.parametrize(
    "number",
    [
        *("06 12 34 56 78", "0612345678", "06.12.34.56.78", "06-12-34-56-78", "06/12/34/56/78", "0612 345 678"),
        *("06\u00a012\u202f34 56 78", "O6 12 34 56 78", "+33 6 12 34 56 78", "+33(0)612345678", "0033 6 12 34 56 78"),
        *("01 42 00 00 00", "0590 12 34 56", "+262 692 12 34 56", "+687 12 34 56", "０６１２３４５６７８"),
    ],
)
def test_telephone_numbers(number):
    assert sorts(f"Appelez-moi au {number} le soir.") == {"phone"}


@pytest.mark.parametrize(
    "written",
    [
        *("le 01/02/2024 12h30", "entre 01.02.2024 et 03.04.2024", "0 800 123 456", "le 36 39", "08 92 12 34 56"),
        *("10 000 à 200 000 €", "SIRET 123 456 789 00012", "loi n° 2019-1461", "12 734 habitants en 2021"),
        *("https://exemple.fr/a/0612345678.html", "0,612345678", "123456789012345", "parcelle 0612"),
    ],
)
def test_other_numbers_are_no_telephone(written):
    assert sorts(f"Voir {written}, page 3.") == set()


@pytest.mark.parametrize(
    "address",
    ["jean.dupont@exemple.fr", "a+b@sous.exemple.co.uk", "jean (at) exemple.fr", "jean arobase exemple point fr"],
)
def test_e_mail(address):
    assert sorts(f"Écrivez à {address} ou passez.") == {"email"}
    assert sorts("Suivez @personne@instance.social et @lieu.") == set()
    assert sorts("Écrivez-moi", ["mailto:a@exemple.fr"]) == {"email"}


def iban(country: str, account: str) -> str:
    """Its check digits: 98 less the remainder with 00 for them (ISO 7064, MOD 97-10)."""
    figures = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    return f"{country}{98 - int(figures) % 97:02d}{account}"


@settings(deadline=None, max_examples=60)
@given(st.text(string.digits + string.ascii_uppercase, min_size=23, max_size=23), st.integers(1, 96))
def test_an_iban_is_known_by_its_key(account, wrong):
    right = iban("FR", account)
    assert is_iban(right)
    key = (int(right[2:4]) - 2 + wrong) % 97 + 2
    assert not is_iban(f"FR{key:02d}{account}")


@pytest.mark.parametrize("by", ["", " ", "-", "\u00a0"])
def test_an_iban_in_a_sentence(by):
    account = iban("FR", "30006000011234567890189")
    typed = by.join(account[place : place + 4] for place in range(0, len(account), 4))
    assert "iban" in sorts(f"Versez sur {typed} merci à tous")
    assert "iban" not in sorts(f"Versez sur {typed[:-1]}0 merci à tous")


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from("12"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.sampled_from(["23", "75", "2A", "2B", "97"]),
    st.integers(1, 999),
    st.integers(1, 999),
    st.sampled_from(["", " ", "."]),
)
def test_a_nir_is_known_by_its_key_corsica_included(sex, year, month, department, commune, order, by):
    parts = [sex, f"{year:02d}", f"{month:02d}", department, f"{commune:03d}", f"{order:03d}"]
    corsican = {"2A": 1_000_000, "2B": 2_000_000}.get(department, 0)  # INSEE: letters as 0, then less a million or two
    key = 97 - (int("".join(parts).replace("A", "0").replace("B", "0")) - corsican) % 97
    assert is_nir("".join([*parts, f"{key:02d}"]))
    assert not is_nir("".join([*parts, f"{key % 97 + 1:02d}"]))
    assert "nir" in sorts(f"Mon numéro est le {by.join([*parts, f'{key:02d}'])}, voilà.")


def test_the_address_of_a_home_and_not_that_of_a_place():
    assert sorts("J’habite au 12 rue des Lilas, troisième étage.") == {"address"}
    assert sorts("M. Durand, 12 bis, avenue Jean-Jaurès 23000 Guéret, le sait.") == {"address"}
    assert sorts("Mon adresse : 4 impasse du Moulin") == {"address"}
    assert sorts("Le tiers-lieu du 12 rue de la République est ouvert ; celui du 3 place du Marché aussi.") == set()
    assert sorts("Il faut 12 places de parking, 3 routes et 200 cours en 2024.") == set()
    assert sorts("J’habite à 12 km de la route de Limoges.") == set()


# --- Links


def test_many_links():
    few = " ".join(f"https://exemple.fr/{n}" for n in range(4))
    assert find_links(few, []) == []
    [found] = find_links(f"{few} www.autre.fr", [])
    assert found.words[-1] == "autre.fr"
    assert find_links("lisez ceci", [f"https://exemple.fr/{n}" for n in range(5)])
    assert find_links("https://exemple.fr/1 " * 9, ["http://www.exemple.fr/1"]) == []  # the same one, many times


# --- What people write in a debate


def _texts(value):
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str) and len(value) > 60:
        yield value


def test_of_the_texts_of_the_demonstration_only_those_with_somebody_s_number_are_held():
    files = [path for path in sorted(CONTENT.glob("*.yaml")) if path.stem != "moderation"]  # texts made to be held
    texts = [text for path in files for text in _texts(yaml.safe_load(path.read_text()))]
    held = {text: find(text, []) for text in texts}
    found = [finding for findings in held.values() for finding in findings]
    assert len(texts) > 500
    assert {finding.sort for finding in found} == {"phone"}  # written in for moderators to find
    assert len(found) < len(texts) / 200


@pytest.mark.parametrize(
    "piece", ["a", "1 ", "a.", "a b ", "1a", "06 ", "12 rue ", "j'habite ", "a@", "FR76 ", "*a", "a (at) ", "2 69 05 "]
)
def test_no_text_keeps_a_filter_busy(piece):
    started = time.process_time()
    find(piece * (20_000 // len(piece)), [], "mot de la mission")
    assert time.process_time() - started < 1.5
