"""The language of a text: said where it is certain, nothing where it is not."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.languages import direction, of_passage, spoken

# Article 1 of the Universal Declaration of Human Rights (United Nations, 1948), in the translations of its Office.
ARTICLE = {
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de "
    "conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
    "en": "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience "
    "and should act towards one another in a spirit of brotherhood.",
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt "
    "und sollen einander im Geist der Brüderlichkeit begegnen.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y "
    "conciencia, deben comportarse fraternalmente los unos con los otros.",
    "it": "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono dotati di ragione e di "
    "coscienza e devono agire gli uni verso gli altri in spirito di fratellanza.",
    "pt": "Todos os seres humanos nascem livres e iguais em dignidade e em direitos. Dotados de razão e de "
    "consciência, devem agir uns para com os outros em espírito de fraternidade.",
    "pl": "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i "
    "sumieniem i powinni postępować wobec innych w duchu braterstwa.",
    "tr": "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler ve "
    "birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler.",
    "br": "Dieub ha par en o dellezegezh hag o gwirioù eo ganet an holl dud. Poell ha skiant zo dezho ha dleout "
    "a reont bevañ an eil gant egile en ur spered a genvreudeuriezh.",
    "oc": "Totes los èssers umans naisson liures e egals en dignitat e en dreches. Son dotats de rason e de "
    "consciéncia e se devon comportar los unes amb los autres dins un esperit de fraternitat.",
    "ru": "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и "
    "должны поступать в отношении друг друга в духе братства.",
    "ar": "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن يعامل بعضهم بعضًا بروح الإخاء.",  # noqa: E501
    "he": "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, לפיכך חובה עליהם לנהוג "
    "איש ברעהו ברוח של אחווה.",
    "zh": "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。",
    "ja": "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
}


@pytest.mark.parametrize("language", ARTICLE)
def test_a_paragraph_is_known_and_so_is_its_direction(language):
    assert spoken(ARTICLE[language]) == language
    assert direction(ARTICLE[language]) == ("rtl" if language in ("ar", "he") else "ltr")


@pytest.mark.parametrize(
    "text",
    ["", " \n", "OK", "Bravo", "12 345 €", "👏🏽 🛠️ 👨‍👩‍👧", "\u202e\u2066\u200b", "\ud800\x00", "aaa" * 400, "的是",
     "שלום", "https://exemple.fr/a?b=c",
     '=HYPERLINK("http://example.invalid","cliquez")', "Coworking, fablab, makerspace",
     "Ω≈ç√∫ 田中 مرحبا"],
)  # fmt: skip
def test_of_what_is_too_short_or_no_language_nothing_is_said(text):
    assert spoken(text) == ""


@pytest.mark.parametrize("other", ["en", "de", "br", "ru", "ar", "zh"])
def test_of_a_text_in_two_languages_nothing_is_said(other):
    assert spoken(f"{ARTICLE['fr']}\n\n{ARTICLE[other]}") == ""
    assert spoken(f"{ARTICLE[other]} {ARTICLE['fr']}") == ""


def test_a_passage_has_its_own_language_in_a_text_of_another():
    whole = f"{ARTICLE['fr']}\n\n{ARTICLE['ar']}"
    assert of_passage(ARTICLE["ar"], whole) == "ar"
    assert of_passage(ARTICLE["fr"], whole) == "fr"


def test_a_short_passage_has_the_language_of_its_text_if_it_is_of_the_same_writing():
    assert of_passage("en esprit", ARTICLE["fr"]) == "fr"
    assert of_passage("שלום", f"{ARTICLE['fr']} שלום") == ""
    assert of_passage("👏🏽", ARTICLE["fr"]) == ""


def test_a_long_text_is_read_at_its_two_ends_and_in_the_middle():
    assert spoken(ARTICLE["fr"] * 4_000) == "fr"
    assert spoken("\n".join([ARTICLE["fr"]] * 100 + [ARTICLE["zh"]] * 400)) == ""


@given(st.text())
def test_any_text_has_a_direction_and_is_read_without_fault(text):
    assert direction(text) in ("ltr", "rtl")
    assert spoken(text) == spoken(text)


def test_the_model_is_not_loaded_before_it_is_asked():
    code = "import sys, consultation.languages as l; l.direction('x'); print('py3langid' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "False"
