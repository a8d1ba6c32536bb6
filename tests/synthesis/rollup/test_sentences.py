import time

import pytest
from hypothesis import given

from synthesis.rollup.sentences import LONGEST, Span, clip, passages, word_count
from tests.synthesis.rollup.samples import bodies, naughty_strings


def cut(body: str) -> list[str]:
    return [body[start:end] for start, end in passages(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Un. Deux ! Trois ?", ["Un.", "Deux !", "Trois ?"]),
        ("M. Dupont et Mme. Petit ont signé. Bien.", ["M. Dupont et Mme. Petit ont signé.", "Bien."]),
        ("Selon l'art. 12 et p. 3, c'est interdit. Hélas.", ["Selon l'art. 12 et p. 3, c'est interdit.", "Hélas."]),
        ("Il y a la fibre, l'ADSL, etc. Mais rien ici.", ["Il y a la fibre, l'ADSL, etc.", "Mais rien ici."]),
        ("J.-P. Dupont et la C.A.F. de Lille. Voilà.", ["J.-P. Dupont et la C.A.F. de Lille.", "Voilà."]),
        ("Le taux est de 3.5 % en 2018. Il monte.", ["Le taux est de 3.5 % en 2018.", "Il monte."]),
        ("Je doute… Peut-être... mais bon.", ["Je doute…", "Peut-être... mais bon."]),
        ("Il a dit « Non\u202f! » Et puis rien.", ["Il a dit « Non\u202f! »", "Et puis rien."]),
        ("« Pourquoi ? » demande le maire. Oui.", ["« Pourquoi ? » demande le maire.", "Oui."]),
        ('Il dit. "Bonjour." Puis part.', ["Il dit.", '"Bonjour."', "Puis part."]),
        ("Gardons les régions.Mais supprimons le reste.", ["Gardons les régions.", "Mais supprimons le reste."]),
        (
            "Voir www.exemple.fr/a.Bc et https://a.fr/x. Merci.",
            ["Voir www.exemple.fr/a.Bc et https://a.fr/x.", "Merci."],
        ),
        (
            "- un point\n-sans espace\n• autre\n3) trois\n2. Financer",
            ["un point", "sans espace", "autre", "trois", "Financer"],
        ),
        ("-5 % de taxe\n- d'impôts", ["-5 % de taxe", "- d'impôts"]),
        ("Titre\n\nPremier paragraphe\nligne deux", ["Titre", "Premier paragraphe", "ligne deux"]),
        ("Bravo 😀 Encore. 😀😀 Oui !", ["Bravo 😀 Encore.", "😀😀 Oui !"]),
        ("\r\n  Un.\u00a0Deux.  \r\n", ["Un.", "Deux."]),
        ("😀 … — !!!", []),
        ("", []),
    ],
)
def test_french_as_people_type_it(body, expected):
    assert cut(body) == expected


def test_a_line_wrapped_by_a_mail_program_goes_on():
    body = "Nous voudrions que la commune ouvre un lieu de travail partagé\npour les salariés. Merci."

    assert cut(body) == [body[:-7], "Merci."]


def test_a_sentence_without_end_is_cut_at_its_weaker_stops():
    body = ", ".join(f"le point numéro {number} de la liste" for number in range(40))

    parts = passages(body)

    assert len(parts) > 3
    assert all(word_count(body, span) <= LONGEST for span in parts)


def test_clip_keeps_the_beginning_verbatim():
    body = "mot " * 100

    span = clip(body, Span(0, len(body)))

    assert word_count(body, span) == LONGEST
    assert body[: span.end] == ("mot " * LONGEST).strip()
    assert clip("un deux.", Span(0, 8), words=2) == Span(0, 8)


def assert_sound(body: str) -> None:
    end = 0
    for span in passages(body):
        assert end <= span.start < span.end <= len(body)
        passage = body[span.start : span.end]
        assert passage == passage.strip()
        end = span.end


@given(bodies)
def test_passages_are_in_order_and_never_overlap(body):
    assert_sound(body)


@given(bodies)
def test_no_word_is_lost_but_the_markers_of_lists(body):
    kept = sum(word_count(body, span) for span in passages(body))

    assert kept <= word_count(body, Span(0, len(body)))


def test_naughty_strings():
    for body in naughty_strings():
        assert_sound(body)
        assert_sound(f"Avant. {body} Après.\n- {body}")


@pytest.mark.parametrize(
    "piece", [" ", "a", ". ", "M. ", "a.", "é@", "http://a.Bc ", "\n", "\n ", ", ", "« ", "!", "- "]
)
def test_no_text_takes_long(piece):
    started = time.process_time()

    passages(piece * (60_000 // len(piece)))

    assert time.process_time() - started < 5
