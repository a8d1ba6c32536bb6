"""The components say in words what they show, and escape what they are given."""

import pytest
from django.template import engines
from django.utils import translation
from django.utils.safestring import mark_safe

from consultation.templatetags import drawings, ui
from consultation.templatetags.typography import typeset
from tests.look.gallery import configure
from tests.look.samples import ContributionForm

configure()
N, B = "\u202f", "\u00a0"


def render(source: str, **context) -> str:
    return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Qui paie ?", f"Qui paie{N}?"),
        ("Qui paie?", f"Qui paie{N}?"),
        ("Vraiment ?!", f"Vraiment{N}?!"),
        ("Deux villes : Nevers ; Decize", f"Deux villes{B}: Nevers{N}; Decize"),
        ("un « lieu » ouvert", f"un «{N}lieu{N}» ouvert"),
        ("un «lieu» ouvert", f"un «{N}lieu{N}» ouvert"),
        ("« Où ? »", f"«{N}Où{N}?{N}»"),
        ("à 10:30 ou à 14:00", "à 10:30 ou à 14:00"),
        ("voir https://exemple.fr/a?b=c;d&e=1:2 ?", f"voir https://exemple.fr/a?b=c;d&e=1:2{N}?"),
        ("écrire à a.b@exemple.fr : merci", f"écrire à a.b@exemple.fr{B}: merci"),
        ("l'an 2018", "l’an 2018"),
        ("60 000 € et 12 %", f"60{N}000{N}€ et 12{N}%"),
        ("", ""),
    ],
)
def test_french_spaces(given, expected):
    assert typeset(given) == expected
    assert typeset(expected) == expected


def test_english_gets_no_space_it_did_not_have():
    with translation.override("en"):
        assert ui.typo("Who pays?") == "Who pays?"


def test_typo_escapes_text_and_keeps_markup():
    assert "&lt;b&gt;" in ui.typo("<b>Qui ?</b>")
    assert ui.typo(mark_safe("<a href='/a?b'>Qui &amp; où ?</a>")) == f"<a href='/a?b'>Qui &amp; où{N}?</a>"


def test_whence_leaves_out_what_is_not_known():
    html = render('{% whence "Hélène V." "" "Felletin (23)" "rural" %}')
    assert "Felletin (23), rural" in html
    assert html.count("dot") == 2


def test_balance_says_its_numbers():
    html = render('{% balance 12 3 %}{% balance 5 0 "arguments" %}')
    assert "12 d’accord" in html
    assert "3 pas d’accord" in html
    assert "0 contre" in html
    assert 'width="80"' in html


def test_balance_of_nothing_draws_nothing():
    assert "<svg" not in render("{% balance 0 0 %}")


@pytest.mark.parametrize(("value", "whole", "width"), [(1, 4, "25"), (9, 4, "100"), (-1, 4, "0"), (3, 0, "0")])
def test_a_bar_stays_in_its_frame(value, whole, width):
    assert f'<rect width="{width}"' in drawings.share_bar(value, whole)


def test_coverage_lists_counts_and_shares():
    html = render("{% coverage parts %}", parts=[("citées", 3), ("mises de côté", 1), ("autres", 0)])
    assert "<b>3</b> citées" in html
    assert "(75" in html
    assert html.count('class="part-') == 5  # two in the bar, three in the list


def test_every_given_word_is_escaped():
    evil = "<script>x</script>"
    source = (
        "{% whence e e e e %}{% nature e e %}{% stance e e %}{% state e e %}{% notice e e %}{% endnotice %}{% fold e %}"
        "{% endfold %}{% empty e %}{% endempty %}{% breadcrumbs e e e %}{% progress 1 2 e %}{% coverage p e %}"
        "{% table_frame e %}{% endtable_frame %}"
    )
    assert "<script>" not in render(source, e=evil, p=[(evil, 1)])


def test_a_field_ties_hint_error_and_control():
    form = ContributionForm({"title": ""})
    html = render("{% field form.title %}", form=form)
    assert 'aria-describedby="id_title_hint id_title_error id_title_count"' in html
    assert 'aria-invalid="true"' in html
    assert "(obligatoire)" in html
    assert 'id="id_title_error">Écrivez un titre.' in html


def test_an_optional_field_says_nothing():
    html = render("{% field form.commune autocomplete='address-level2' %}", form=ContributionForm())
    assert "obligatoire" not in html
    assert 'autocomplete="address-level2"' in html


def test_choices_are_a_group_with_a_legend():
    html = render(
        '{% field form.nature marks="nature" notes=n %}', form=ContributionForm(), n={"barrier": "Ce qui freine"}
    )
    assert html.count('type="radio"') == 6
    assert "<legend>" in html
    assert "Ce qui freine" in html


def test_the_summary_leads_to_each_field():
    html = render("{% error_summary form %}", form=ContributionForm({}))
    assert 'href="#id_title"' in html
    assert 'href="#id_nature_0"' in html
    assert "5 points" in html
    assert render("{% error_summary form %}", form=ContributionForm()).strip() == ""


def test_a_reader_without_an_account_gets_no_token():
    html = render('{% extends "base.html" %}')
    assert "csrfmiddlewaretoken" not in html
    assert "hx-headers" not in html
