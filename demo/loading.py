"""Load the demonstration consultation: the same rows, texts and reactions for the same seed, dated from today."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from consultation.models import Consultation, Phase
from consultation.territories.load import load_territories
from consultation.territories.models import Commune
from debates import actions, locating, pulse
from debates.models import Nature, Question, Theme, Version
from demo import alike, debate, mission, people, rearranged
from demo import content as contents
from demo.clock import moment, recorded_as_of
from demo.harvest import Staff
from demo.rows import recount

SEED = 2018
CUT_OFF = (-4, 18)  # day and hour of the roll-up behind the interim synthesis, published the next morning


def demonstration() -> Consultation | None:
    """The demonstration consultation where it is loaded."""
    return Consultation.objects.filter(slug=contents.read().consultation["slug"]).first()


@transaction.atomic
def load(seed: int = SEED, say: Callable[[str], None] = lambda line: None) -> Consultation:
    """Load everything, or nothing; `say` is told in French what is done. No mail is sent and no worker needed.

    The caller makes sure that it is not there yet. Raises MissingCommune when only some communes are in the database.
    """
    content = contents.read()
    if not Commune.objects.exists():
        say(f"Communes\u00a0: {load_territories().communes}")
    consultation = _consultation(content.consultation)
    known = people.participants(content.participants)
    accounts = people.accounts(consultation)
    say(f"Participants\u00a0: {len(known)}, et {len(accounts)} comptes de démonstration")
    known[contents.CITIZEN] = accounts[contents.CITIZEN]
    writer = debate.Writer(consultation, known, accounts["moderation"], seed, people.colleague(consultation))
    texts = [made for said in content.contributions() for made in writer.thread(said)]
    compared = alike.look(writer, texts)
    staff = Staff(consultation, accounts["analyse"], accounts["redaction"], seed)
    _past(consultation, content, texts, staff, say)
    _since(consultation, texts, compared, staff, say)
    rearranged.rearrange(consultation, content.rearranged, texts, accounts["moderation"])
    rearranged.tell_authors(consultation, texts)
    _locate(consultation, texts, say)
    pages = mission.write(consultation, content.pages, accounts["redaction"])
    say(f"Pages de la mission\u00a0: {len(pages)}")
    pulse.take(consultation)
    return consultation


def _past(consultation, content, texts, staff, say) -> None:
    """The debate until the roll-up, its harvest, and the interim synthesis that was made of it."""
    cut_off = moment(*CUT_OFF)
    then = [made for made in texts if made.settled < cut_off]
    debate.write(then)
    debate.write_reactions(texts, None, cut_off)
    recount(consultation)
    say(f"Débat\u00a0: {len(then)} textes jusqu’à la synthèse intermédiaire")
    staff.plant(content.chapters, moment(-44, 11))
    staff.read(then, cut_off)
    say(f"Récolte\u00a0: {len(staff.extracts)} passages classés sous {len(staff.ideas)} idées")
    staff.roll_up(cut_off)
    words = content.consultation["synthesis"]
    interim = staff.publish_interim(content.chapters, words, moment(CUT_OFF[0] + 1, 10))
    say(f"Synthèse intermédiaire publiée\u00a0: {interim.statements.count()} énoncés")


def _since(consultation, texts, compared, staff, say) -> None:
    """What was said since, and the draft that the platform proposes for the final synthesis."""
    cut_off = moment(*CUT_OFF)
    new = [made for made in texts if made.settled >= cut_off]
    debate.write(new)
    debate.write_reactions(texts, cut_off, moment(1))
    recount(consultation)
    say(f"Campagnes\u00a0: {alike.write(compared, texts)}, chacune comptée comme une voix")
    _revise(consultation, texts)
    say(f"Débat\u00a0: {len(new)} textes depuis")
    staff.read([made for made in new if made.said.extracts or made.said.day < -2], moment(0))
    final = staff.draft_final(moment(-1, 17))
    say(f"Brouillon de la synthèse finale\u00a0: {final.statements.count()} énoncés proposés")


def _revise(consultation, texts) -> None:
    """New versions that await a moderator while the first stays online."""
    for made in texts:
        if made.said.revised:
            contribution, at = made.contribution, moment(made.said.revised_on, 20)
            with recorded_as_of(at, consultation):
                version = actions.edit(
                    contribution, by=contribution.author, title=made.said.title, body=made.said.revised
                )
            Version.objects.filter(pk=version.pk).update(created_at=at)


def _locate(consultation, texts, say) -> None:
    """The places of practices and models, said when they were posted."""
    where = contents.places()
    communes = Commune.objects.in_bulk([place.commune for place in where.values()])
    for made in texts:
        if place := where.get(made.said.key):
            point = {"latitude": place.latitude, "longitude": place.longitude}
            said = locating.Located(communes[place.commune], **point)
            with recorded_as_of(made.contribution.created_at, consultation):
                locating.locate(made.contribution, by=made.contribution.author, place=said)
    say(f"Lieux\u00a0: {len(where)} initiatives et modèles situés sur la carte")


def _consultation(row: dict) -> Consultation:
    columns = {name: row[name].strip() for name in ("slug", "name", "tagline", "introduction", "contact")}
    consultation = Consultation.objects.create(moderation=Consultation.Moderation.BEFORE, **columns)
    Consultation.objects.filter(pk=consultation.pk).update(created_at=moment(row["phases"][0]["from"]))
    today = timezone.localdate()
    for phase in row["phases"]:
        dates = {"starts_on": today + timedelta(phase["from"]), "ends_on": today + timedelta(phase["to"])}
        Phase.objects.create(consultation=consultation, kind=phase["kind"], name=phase["name"], **dates)
    for position, key in enumerate(Nature.DEFAULTS):
        Nature.objects.create(consultation=consultation, key=key, position=position)
    for position, theme in enumerate(row["themes"]):
        _theme(consultation, theme, position)
    return consultation


def _theme(consultation: Consultation, row: dict, position: int) -> None:
    columns = {name: row[name].strip() for name in ("slug", "name", "introduction", "colour")}
    theme = Theme.objects.create(consultation=consultation, position=position, **columns)
    for place, question in enumerate(row["questions"]):
        columns = {name: question[name].strip() for name in ("slug", "title", "context")}
        Question.objects.create(theme=theme, position=place, **columns)
