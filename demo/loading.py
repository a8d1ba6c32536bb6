"""Load the demonstration consultation: the same rows, texts and reactions for the same seed, dated from today."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from consultation.models import Consultation, Phase
from consultation.territories.load import load_territories
from consultation.territories.models import Commune
from debates import actions, locating, pulse, words
from debates.models import Contribution, Nature, Question, Theme, Version
from demo import alike, debate, gathered, mission, people, rearranged, second
from demo import content as contents
from demo.clock import moment, recorded_as_of
from demo.harvest import Staff
from demo.published import Editors
from demo.rows import recount
from synthesis.models import Synthesis
from synthesis.rollup import features

SEED = 2018
CUT_OFF = (-4, 18)  # day and hour of the roll-up behind the interim synthesis, published the next morning


def demonstration() -> Consultation | None:
    """The demonstration consultation where it is loaded."""
    return Consultation.objects.filter(slug=contents.read().consultation["slug"]).first()


def get_ready() -> None:
    """Read the content, the forms of its words and what reads texts for a roll-up: seconds that need no table."""
    for root in contents.read().contributions():
        for said in root.thread():
            words.vector(said.title, said.body)
    if settings.ROLLUP_ENCODER:
        features.reckon([""])


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
    brought = gathered.gather(writer, content.gathered, accounts["analyse"])
    say(f"Recueil hors ligne\u00a0: {len(brought)} textes")
    repeats = _repeats(compared, content, [*texts, *brought])
    staff = Staff(consultation, accounts["analyse"], people.reader(consultation), accounts["redaction"], seed)
    editors = Editors(staff, content.chapters)
    _past(content, texts, brought, repeats, editors, say)
    final = _since(content, texts, compared, repeats, editors, say)
    editors.discuss(final, content.consultation["draft"], accounts, moment(-1, 18))
    rearranged.rearrange(consultation, content.rearranged, texts, accounts["moderation"])
    rearranged.tell_authors(consultation, texts)
    _locate(consultation, texts, say)
    pages = mission.write(consultation, content.pages, accounts["redaction"])
    say(f"Pages de la mission\u00a0: {len(pages)}")
    pulse.take(consultation)
    return consultation


def _past(content, texts, brought, repeats, editors, say) -> None:
    """The debate until the roll-up, its harvest, and the interim synthesis that was made of it, soon corrected."""
    cut_off, staff = moment(*CUT_OFF), editors.staff
    then = [made for made in texts if made.settled < cut_off]
    debate.write(then)
    debate.write_reactions([*texts, *brought], None, cut_off)
    recount(staff.consultation)
    say(f"Débat\u00a0: {len(then)} textes jusqu’à la synthèse intermédiaire")
    staff.plant(content.chapters, moment(-44, 11))
    staff.read([*then, *brought], repeats, cut_off)
    say(f"Récolte\u00a0: {len(staff.extracts)} passages classés sous {len(staff.ideas)} idées")
    staff.roll_up(cut_off)
    said = content.consultation
    interim = editors.publish_interim(said["synthesis"], moment(CUT_OFF[0] + 1, 10))
    editors.publish_corrected(said["corrected"], moment(CUT_OFF[0] + 2, 16))
    say(f"Synthèse intermédiaire publiée, puis corrigée\u00a0: {interim.statements.count()} énoncés")


def _since(content, texts, compared, repeats, editors, say) -> Synthesis:
    """What was said since, and the draft that the platform proposes for the final synthesis."""
    cut_off, staff = moment(*CUT_OFF), editors.staff
    new = [made for made in texts if made.settled >= cut_off]
    debate.write(new)
    debate.write_reactions(texts, cut_off, moment(1))
    recount(staff.consultation)
    say(f"Campagnes\u00a0: {alike.write(compared, texts)}, chacune comptée comme une voix")
    _revise(staff.consultation, texts)
    say(f"Débat\u00a0: {len(new)} textes depuis")
    staff.read([made for made in new if made.said.extracts or made.said.day < -2], repeats, moment(0))
    twice = second.read_again(staff, content.consultation["second_readings"], moment(-2, 9))
    say(f"Double lecture\u00a0: {twice} textes lus deux fois")
    final = editors.draft_final(moment(-1, 17))
    say(f"Brouillon de la synthèse finale\u00a0: {final.statements.count()} énoncés proposés")
    return final


def _repeats(compared, content, texts) -> dict[int, Contribution]:
    """What texts repeat: the first that was said, in their campaign or by the content; by the id of the contribution.

    A text of which passages are kept is no duplicate.
    """
    known = {made.said.key: made.contribution for made in texts}
    kept = {made.contribution.pk for made in texts if made.said.extracts}
    repeats = {}
    for group in compared.campaigns():
        public = [text for text in group if text.is_public]
        repeats |= {text.pk: public[0] for text in public[1:] if text.pk not in kept}
    named = [row for row in content.gathered if row.duplicate_of]
    return repeats | {known[row.said.key].pk: known[row.duplicate_of] for row in named}


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
