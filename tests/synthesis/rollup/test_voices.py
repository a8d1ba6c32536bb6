import random

from hypothesis import given, settings, strategies

from bench import campaigns
from synthesis.rollup.question import read_question
from synthesis.rollup.signatures import compared, sign
from synthesis.rollup.voices import find_voices
from tests.synthesis.rollup.samples import FIBRE, bodies, made, make

LETTER = (
    "Madame, Monsieur, nous demandons que la fibre arrive dans toutes les communes rurales avant la fin de "
    "l'année prochaine, parce que le travail à distance est une chance pour nos villages et pour nos enfants."
)


def test_copies_are_one_voice_whatever_their_layout():
    texts = made(LETTER, LETTER.upper().replace(", ", " ,\n\n"), FIBRE[0])

    assert find_voices(texts) == [(1, 2), (3,)]


def test_a_letter_with_a_few_words_changed_is_the_same_voice():
    texts = made(LETTER, LETTER.replace("Madame, Monsieur", "Bonjour"), "Bravo. " + LETTER + " Merci.", FIBRE[0])

    assert find_voices(texts) == [(1, 2, 3), (4,)]


def test_short_texts_are_one_voice_only_when_identical():
    texts = made("Oui au vote blanc", "oui au vote blanc !", "Non au vote blanc", "Oui au vote")

    assert find_voices(texts) == [(1, 2), (3,), (4,)]


def test_under_a_short_body_the_title_counts():
    texts = [
        make(1, "D'accord", title="La fibre"),
        make(2, "D'accord", title="Le train"),
        make(3, "d'accord", title="le TRAIN"),
    ]

    assert find_voices(texts) == [(1,), (2, 3)]


def test_texts_without_words():
    assert find_voices(made("", "", " \n", "😀", "😀 ", "👍")) == [(1,), (2,), (3,), (4, 5), (6,)]


def test_opposite_letters_are_two_voices():
    against = LETTER.replace("nous demandons que la fibre arrive", "surtout n'amenez jamais cette fibre inutile")
    against = against.replace(
        "est une chance pour nos villages et pour nos enfants", "ruine la vie de bureau et nos villes"
    )

    assert len(find_voices(made(LETTER, against))) == 2


def test_what_declares_two_stances_is_two_voices_however_alike():
    texts = [
        make(1, LETTER, stance="for"),
        make(2, LETTER, stance="against"),
        make(3, LETTER + " Merci.", stance="against"),
        make(4, LETTER),
        make(5, "Oui", stance="for"),
        make(6, "Oui", stance="against"),
    ]

    assert find_voices(texts) == [(1,), (2, 3), (4,), (5,), (6,)]


def test_a_fifth_of_the_words_changed_one_by_one_is_still_a_copy():
    words = LETTER.split()
    changed = [f"autrement{place}" if place % 5 == 2 else word for place, word in enumerate(words)]

    assert find_voices(made(LETTER, " ".join(changed), FIBRE[0])) == [(1, 2), (3,)]


def test_signatures_that_were_kept_give_the_same_voices():
    texts = made(LETTER, LETTER.replace("Madame, Monsieur", "Bonjour"), *FIBRE)
    kept = {text.version_id: sign(compared(text.title, text.body)) for text in texts}

    assert find_voices(texts, kept) == find_voices(texts)


def test_copies_of_one_campaign_are_found_among_others():
    texts, campaign_of = campaigns.made(1_000, (0.01, 0.2))
    voices = find_voices(texts)

    for recall, precision in (campaigns.by_texts(voices, campaign_of), campaigns.by_pairs(voices, campaign_of)):
        assert recall >= 0.99
        assert precision >= 0.98


def test_signatories_are_people():
    texts = [
        make(1, LETTER, author=7),
        make(2, LETTER, author=7),
        make(3, LETTER, author=None),
        make(4, LETTER, author=None),
    ]

    voice = read_question(texts)["voices"][0]

    assert (voice["count"], voice["signatories"], voice["members"]) == (4, 3, [1, 2, 3, 4])
    assert voice["passage"]["quote"] == LETTER


def test_a_campaign_of_thousands_with_their_own_last_word():
    texts = made(*(f"{LETTER} Signé depuis la commune {number}." for number in range(3000)))

    assert len(find_voices(texts)) == 1


@settings(max_examples=25)
@given(strategies.lists(bodies, max_size=8), strategies.randoms())
def test_every_text_is_in_one_voice_in_whatever_order(texts, chance: random.Random):
    texts = made(*texts)
    voices = find_voices(texts)
    chance.shuffle(texts)

    assert sorted(key for voice in voices for key in voice) == sorted(text.id for text in texts)
    assert find_voices(texts) == voices
