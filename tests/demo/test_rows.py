"""What is written at once is what the acts would have written."""

import pytest

from debates.models import Contribution
from demo.content import Contest, Kept, Said, Told
from demo.rows import copy
from tests.demo.comparing import assert_same_rows
from tests.factories import ContributionFactory, MembershipFactory, UserFactory


@pytest.fixture
def people(db):
    return {name: UserFactory(name=name, email=None, origin=name) for name in ("ana", "bob", "eve", "flo", "guy")}


@pytest.fixture
def colleague(db, consultation):
    return MembershipFactory(consultation=consultation, role="moderator").user


@pytest.fixture
def said(question):
    """A thread in which everything happens."""
    deep = Said("a.1.1", "ana", "Réponse de **fond**.", -8, stance="against")
    argument = Said("a.1", "bob", "Pour, parce que.", -9, stance="for", replies=(deep,))
    waiting = Said("a.2", "eve", "En attente.", -2, stance="nuance", state="pending")
    hidden = Said("a.3", "eve", "Une insulte.", -8, stance="for", state="hidden", reason="insult", reason_note="Non.")
    place = {"question": question.slug, "nature": "proposal"}
    root = Said("a", "ana", "Un texte.", -10, title="T", edited="Mieux.", replies=(argument, waiting, hidden), **place)
    gone = Said("b", "bob", "Adieu.", -7, title="U", state="withdrawn", **place)
    covered = Said("c.1", "ana", "Tiens.", -5, stance="example")
    seen = {"state": "hidden", "reason": "advertising", "reason_note": "Pub."}
    return [root, gone, Said("c", "eve", "Achetez.", -6, title="V", replies=(covered,), **seen, **place)]


PETITION = (
    "Nous demandons que la gare du bourg rouvre le matin, avec un agent, un banc et de la lumière jusqu’à huit heures"
)


@pytest.fixture
def judged(question):
    """Texts that filters find, that readers report, that authors contest, that say nearly the same."""
    place = {"question": question.slug, "nature": "proposal"}
    off = {"state": "hidden", "reason": "off_topic", "reason_note": "Ailleurs."}
    flo, guy = Told("flo", -9, "insult", "Dur."), Told("guy", -8, "off_topic")
    granted = Contest(-5, "Relisez.", "granted", "Vous avez raison.", -4)
    rejected = Contest(-5, "Non.", "rejected", "Si.", -4)
    return [
        Said("k", "ana", "Gardé.", -10, title="K", reports=(flo, guy), kept=Kept(-7, "Vif."), **place),
        Said("o", "bob", "Signalé.", -10, title="O", reports=(flo, guy), **place),
        Said("h", "eve", "Masqué.", -10, title="H", reports=(flo,), suspended=30, **off, **place),
        Said("w", "ana", "Retiré.", -10, title="W", state="withdrawn", reports=(guy,), **place),
        Said("r", "bob", "À récrire.", -10, title="R", reports=(guy,), **off | {"state": "to_amend"}, **place),
        Said("g", "ana", "Remis.", -10, title="G", appeal=granted, **off, **place),
        Said("g2", "bob", "Remis encore.", -10, title="S", appeal=granted, reports=(flo,), **off, **place),
        Said("n", "eve", "Maintenu.", -10, title="N", appeal=rejected, **off, **place),
        Said("c", "eve", "Contesté.", -9, title="C", by_colleague=True, appeal=Contest(-5, "Non."), **off, **place),
        Said("p", "ana", "Appelez le 06 39 98 00 01.", -3, title="P", state="pending", **place),
        Said("i", "bob", "Une bande de voleurs.", -3, title="I", **place),
        Said("t9", "guy", f"{PETITION}, dit Guy.", -9, title="T", **place),
        Said("t8", "bob", f"{PETITION}, dit Bob.", -8, title="T", **place),
        Said("t7", "guy", f"{PETITION}, redit Guy.", -7, title="T", **place),
        Said("t1", "flo", f"{PETITION}, dit Flo.", -1, title="T", state="pending", **place),
    ]


def test_what_is_judged_is_what_the_acts_write(consultation, question, natures, moderator, colleague, people, judged):
    assert_same_rows(judged, consultation, question, natures, (moderator, colleague), people)


def test_texts_are_those_of_the_acts(consultation, question, natures, moderator, people, said):
    assert_same_rows(said, consultation, question, natures, (moderator, moderator), people)


@pytest.mark.django_db
def test_copy_keeps_every_character():
    body = "Deux\\lignes\navec\ttabulation, \\N et \\. seuls\r, émoji 👩🏽‍🌾, guillemets \"''\" et « espaces\u202f»"
    contribution = ContributionFactory()
    row = Contribution(question=contribution.question, nature=contribution.nature, key="k", channel=body[:40])
    row.imported = {"a": body}
    copy([row])
    again = Contribution.objects.get(key="k")
    assert again.imported == {"a": body}
    assert again.channel == body[:40]
    assert again.author is None
    assert again.pk != contribution.pk


@pytest.mark.django_db
def test_copy_of_nothing_is_nothing():
    copy([])
