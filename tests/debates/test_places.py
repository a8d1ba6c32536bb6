"""Places that practices name: who says them, what is refused, and where they show."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from consultation.models import AuditEntry, Consultation
from debates import actions, locating
from debates.locating import Located
from debates.models import Place, State
from debates.place_forms import PlaceForm, degrees
from tests.factories import CommuneFactory, ContributionFactory, NatureFactory, PlaceFactory

pytestmark = pytest.mark.django_db
FELLETIN = {"latitude": 45.882, "longitude": 2.174}


@pytest.fixture
def practice(question, natures, citizen):
    """Online, in a consultation that is read after publication."""
    Consultation.objects.update(moderation="after")
    return ContributionFactory(question=question, nature=natures["practice"], author=citizen)


@pytest.fixture
def felletin(db):
    return CommuneFactory(postcodes="23500")


def page(client, practice, **sent):
    address = reverse("place", args=["tiers-lieux", practice.pk])
    return client.post(address, sent) if sent else client.get(address)


def listed(client, query: str = "") -> str:
    return client.get(f"/tiers-lieux/lieux/{query}").content.decode()


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("", []),
        ("44.8378", [44.8378]),
        ("44,8378", [44.8378]),
        ("44.8, -0.57", [44.8, -0.57]),
        ("44.8,-0.57", [44.8, -0.57]),
        ("44,8, -0,57", [44.8, -0.57]),
        ("44,8 ; −0,57", [44.8, -0.57]),
        ("44.8378° N, 0.5794° W", [44.8378, -0.5794]),
        ("44.8378° N 0.5794° O", [44.8378, -0.5794]),
        ("-21.1° , 55.5", [-21.1, 55.5]),
        ("Felletin", None),
        ("44.8, -0.57, 12", None),
        ("1e3", None),
        ("4512", None),
        ("nan", None),
        ("44.8.2", None),
        ("٤٤", None),
    ],
)
def test_degrees_as_people_write_them(words, numbers):
    assert degrees(words) == numbers


class TestForm:
    def given(self, **said) -> PlaceForm:
        return PlaceForm({"commune": "Felletin (23)", **said})

    def test_a_pair_pasted_in_either_field_is_a_point(self, felletin):
        for field in ("latitude", "longitude"):
            form = self.given(**{field: "45,882, 2,174"})
            assert form.is_valid(), form.errors
            assert form.located == Located(commune=felletin, **FELLETIN)

    def test_a_commune_is_enough_and_is_found_by_its_postcode(self, felletin):
        form = PlaceForm({"commune": "23500"})
        assert form.is_valid()
        assert form.located == Located(commune=felletin)

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"latitude": "45.882"}, "longitude"),
            ({"longitude": "2.174"}, "latitude"),
            ({"latitude": "2.174", "longitude": "45.882"}, "latitude"),  # the wrong way round
            ({"latitude": "48.86, 2.35"}, "latitude"),  # Paris
            ({"latitude": "99", "longitude": "2.174"}, "latitude"),
            ({"latitude": "45", "longitude": "200"}, "longitude"),
            ({"latitude": "45.882, 2.174", "longitude": "2.174"}, "longitude"),
            ({"latitude": "ici"}, "latitude"),
            ({"commune": ""}, "commune"),
            ({"commune": "Nulle-Part"}, "commune"),
            ({"url": "javascript:alert(1)"}, "url"),
            ({"url": "exemple"}, "url"),
            ({"name": "n" * 161}, "name"),
        ],
    )
    def test_what_cannot_be_is_told_beside_its_field(self, felletin, said, field):
        assert list(self.given(**said).errors) == [field]

    def test_it_may_be_left_empty_in_the_form_of_a_contribution(self, felletin):
        form = PlaceForm({}, is_optional=True)
        assert form.is_valid()
        assert form.located is None
        assert list(PlaceForm({"name": "La perception"}, is_optional=True).errors) == ["commune"]


class TestOwnPage:
    def test_its_author_says_changes_and_removes_it(self, client, practice, citizen, felletin):
        client.force_login(citizen)
        assert "Dire où cela se trouve" in client.get(practice.get_absolute_url()).content.decode()

        answer = page(client, practice, commune="Felletin (23)", name="La  perception", latitude="45.882, 2.174")
        assert answer.url == practice.get_absolute_url()
        place = practice.place
        assert (place.name, place.commune, place.latitude, place.longitude) == (
            "La  perception",
            felletin,
            *FELLETIN.values(),
        )
        assert 'value="45.882"' in page(client, practice).content.decode()
        assert "La  perception" in client.get(practice.get_absolute_url()).content.decode()

        page(client, practice, commune="Felletin (23)")
        place.refresh_from_db()
        assert (place.name, place.latitude) == ("", None)

        assert ">Les lieux<" in client.get(reverse("consultation", args=["tiers-lieux"])).text

        page(client, practice, remove="1")
        assert not Place.objects.exists()
        assert ">Les lieux<" not in client.get(reverse("consultation", args=["tiers-lieux"])).text
        acts = AuditEntry.objects.filter(action__contains="located").order_by("pk").values_list("action", flat=True)
        assert list(acts) == ["contribution.located", "contribution.located", "contribution.unlocated"]

    def test_nothing_typed_is_lost_when_something_is_wrong(self, client, practice, citizen, felletin):
        client.force_login(citizen)
        answer = page(client, practice, commune="Felletin (23)", name="La perception", latitude="48.86, 2.35")
        assert answer.status_code == 422
        assert "loin de Felletin" in answer.content.decode()
        assert 'value="La perception"' in answer.content.decode()
        assert 'value="48.86, 2.35"' in answer.content.decode()

    def test_nobody_else_may(self, client, practice, moderator, felletin):
        client.force_login(moderator)
        assert page(client, practice).status_code == 403
        assert page(client, practice, commune="Felletin (23)").status_code == 403
        assert page(client, practice, remove="1").status_code == 403

    def test_a_finding_is_nowhere_unless_the_consultation_says_so(self, client, question, natures, citizen, felletin):
        finding = ContributionFactory(question=question, nature=natures["finding"], author=citizen)
        client.force_login(citizen)
        assert page(client, finding).status_code == 403
        with pytest.raises(ValidationError):
            locating.locate(finding, by=citizen, place=Located(felletin))
        natures["finding"].may_have_place = True
        natures["finding"].save()
        assert page(client, finding).status_code == 200
        natures["practice"].may_have_place = False
        assert not natures["practice"].names_place

    def test_the_same_place_twice_is_written_once(self, practice, citizen, felletin):
        for _ in range(2):
            locating.locate(practice, by=citizen, place=Located(felletin, name="La perception"))
        assert AuditEntry.objects.filter(action="contribution.located").count() == 1


class TestModeratedBefore:
    @pytest.fixture
    def waiting(self, question, natures, citizen):
        nature = natures["practice"]
        return actions.post(question, by=citizen, nature=nature, title="Un lieu", body="Ici.", place=None)

    def test_words_are_read_with_the_text_and_then_stay(self, client, waiting, citizen, felletin, moderator):
        first = Located(felletin, name="La perception", url="https://exemple.invalid/")
        locating.locate(waiting, by=citizen, place=first)
        actions.publish(waiting, by=moderator)

        client.force_login(citizen)
        assert "ont été lus par un modérateur" in page(client, waiting).content.decode()
        page(client, waiting, commune="Felletin (23)", latitude="45.882, 2.174", name="Pub", url="https://pub.invalid")

        place = Place.objects.get()
        assert (place.name, place.url, place.latitude) == ("La perception", "https://exemple.invalid/", 45.882)

    def test_the_moderator_reads_the_place_and_publishes_only_what_was_read(
        self, client, waiting, citizen, felletin, moderator
    ):
        locating.locate(waiting, by=citizen, place=Located(felletin, name="La perception"))
        client.force_login(moderator)
        desk = reverse("moderation_desk", args=["tiers-lieux"])
        assert "La perception" in client.get(desk).content.decode()

        locating.locate(waiting, by=citizen, place=Located(felletin, name="Tout à moitié prix"))
        sent = {"verdict": "publish", "seen": f"{waiting.awaiting_id}.0", "place": "La perception"}
        client.post(reverse("decide", args=["tiers-lieux", waiting.pk]), sent)
        waiting.refresh_from_db()
        assert waiting.state == State.PENDING

        client.post(reverse("decide", args=["tiers-lieux", waiting.pk]), sent | {"place": "Tout à moitié prix"})
        waiting.refresh_from_db()
        assert waiting.state == State.PUBLISHED


class TestWhatShows:
    def test_a_place_shows_with_its_text_and_goes_with_it(self, client, practice, citizen, moderator, felletin):
        locating.locate(practice, by=citizen, place=Located(felletin, name="La perception", **FELLETIN))
        for address in ("", "?departement=23", "23/"):
            assert "La perception" in listed(client, address)
        assert practice.get_absolute_url() in listed(client)
        assert "Les lieux" in client.get("/tiers-lieux/").content.decode()

        actions.hide(practice, by=moderator, reason="off_topic")
        for address in ("", "?departement=23", "23/"):
            assert "La perception" not in listed(client, address)
        assert client.get("/api/v1/places/").json()["results"] == []

        actions.publish(practice, by=moderator)
        assert "La perception" in listed(client)
        actions.withdraw(practice, by=citizen)
        assert "La perception" not in listed(client)

    @pytest.mark.parametrize("state", [State.PENDING, State.HIDDEN, State.WITHDRAWN])
    def test_what_is_not_online_is_on_no_map(self, client, question, natures, state):
        text = ContributionFactory(question=question, nature=natures["practice"], state=state)
        PlaceFactory(contribution=text, name="Lieu secret", has_point=True)
        assert "Lieu secret" not in listed(client)
        assert client.get("/tiers-lieux/lieux/23/").context["figures"] is None

    def test_those_of_participants_and_of_lists_are_told_apart_in_words(self, client, practice):
        PlaceFactory(contribution=practice, name="La perception")
        PlaceFactory(contribution=None, consultation=practice.consultation, origin="liste:1", name="Atelier 23")
        whole = listed(client)
        assert "Nommé par un participant" in whole
        assert "De la liste" in whole
        assert "L’observatoire des lieux" in whole
        assert "Licence Ouverte 2.0" in whole
        assert "Atelier 23" not in listed(client, "?origine=participants")
        assert "La perception" not in listed(client, "?origine=liste")

    def test_filters_stay_in_the_address_and_unknown_ones_filter_nothing(self, client, practice):
        PlaceFactory(contribution=practice, name="L’Établi des Écureuils")
        for query in ("?mots=etabli", "?mots=ecur", "?mots=fellet", "?region=75", "?departement=23", "?region=zz"):
            assert "Écureuils" in listed(client, query), query
        for query in ("?mots=cureuils", "?mots=etabli+gueret"):
            assert "Écureuils" not in listed(client, query), query

    def test_no_name_leaves_its_place(self, client, practice):
        PlaceFactory(contribution=practice, name='<script>alert("x")</script>', url="https://exemple.invalid/?a=1&b=2")
        for words in (listed(client), client.get(practice.get_absolute_url()).content.decode()):
            assert "<script>alert" not in words

    def test_another_consultation_shows_nothing_of_it(self, client, practice):
        elsewhere = PlaceFactory(name="Ailleurs")
        assert "Ailleurs" not in listed(client)
        assert client.get(f"/{elsewhere.consultation.slug}/lieux/").status_code == 200

    def test_a_department_that_does_not_exist(self, client, practice):
        assert client.get("/tiers-lieux/lieux/99/").status_code == 404


def test_the_number_of_queries_does_not_depend_on_the_places(client, question, natures, django_assert_max_num_queries):
    def queries() -> list[int]:
        counted = []
        for address in ("", "23/"):
            with django_assert_max_num_queries(14) as captured:
                listed(client, address)
            counted.append(len(captured))
        return counted

    def one_more(number: int) -> None:
        text = ContributionFactory(question=question, nature=natures["practice"])
        PlaceFactory(contribution=text, has_point=bool(number % 2))
        PlaceFactory(
            contribution=None, consultation=question.consultation, origin=f"l:{number}", has_point=bool(number % 2)
        )

    one_more(0)
    one_more(1)
    few = queries()
    for number in range(2, 12):
        one_more(number)
    assert queries() == few


def test_every_place_comes_once_whatever_the_page(client, question, settings):
    settings.PAGE = 3
    for number in range(8):
        commune = CommuneFactory(code=f"2300{number % 3 + 1}", name=f"Bourg {number % 3}")
        there = {"contribution": None, "consultation": question.consultation, "origin": f"l:{number}"}
        PlaceFactory(**there, commune=commune, name=f"Lieu {number}")
    seen, after = [], ""
    while True:
        shown = client.get("/tiers-lieux/lieux/", {"apres": after}).context["page"]
        seen += [place.name for place in shown]
        after = shown.next
        if not after:
            break
    assert sorted(seen) == [f"Lieu {number}" for number in range(8)]
    assert client.get("/tiers-lieux/lieux/", {"apres": "n’importe quoi"}).status_code == 200


def test_the_drawing_is_bounded_and_says_so(client, question, monkeypatch):
    monkeypatch.setattr("debates.place_reading.MOST_DRAWN", 2)
    for number in range(3):
        PlaceFactory(contribution=None, consultation=question.consultation, origin=f"l:{number}", has_point=True)
    assert "dessine au plus 2 points" in listed(client)


def test_natures_of_other_consultations_do_not_matter(practice, citizen, felletin):
    NatureFactory(key="practice", may_have_place=False)
    assert locating.locate(practice, by=citizen, place=Located(felletin)).commune == felletin


@pytest.mark.parametrize("words", [{"name": "Appelez le 06 12 34 56 78"}, {"name": "Chez ces connards"}])
def test_the_words_of_a_place_pass_the_filters_as_those_of_a_text_do(client, practice, citizen, felletin, words):
    """Where texts are online at once, naming the place afterwards is no way round."""
    Consultation.objects.update(moderation=Consultation.Moderation.AFTER)
    client.force_login(citizen)
    sound = page(client, practice, commune="Felletin (23)", name="La perception")
    assert sound.status_code == 302
    practice.refresh_from_db()
    assert practice.state == State.PUBLISHED

    page(client, practice, commune="Felletin (23)", **words)
    practice.refresh_from_db()
    assert (practice.state, practice.judged_before) == (State.PENDING, True)
    assert practice.holds.filter(lifted_at=None).exists()
    assert practice.queued_at is not None
    assert words["name"] not in client.get(reverse("places", args=["tiers-lieux"])).text


def test_a_text_posted_with_a_place_that_must_be_read_waits(question, natures, citizen, felletin):
    Consultation.objects.update(moderation=Consultation.Moderation.AFTER)
    where = Located(felletin, name="Écrire à jeanne@exemple.fr")
    sent = {"by": citizen, "nature": natures["practice"], "title": "Un lieu", "body": "Ici.", "place": where}
    posted = actions.post(question, **sent)
    assert posted.state == State.PENDING
    assert posted.holds.get().kind == "personal_data"
